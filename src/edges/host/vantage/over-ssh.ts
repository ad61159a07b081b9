/**
 * A host that ssh leads to as the vantage point, with the programs that it has.
 *
 * A connection is made by what is there: nc, else bash, else Python; where there is none of them, or no ssh to that host,
 * the answer is unknown, because of that.
 */
import { formatAddress } from "../../../model/address.ts";
import { known, unknownBecause } from "../../../model/known.ts";
import type { Vantage } from "../../../operations/ports/vantage.ts";
import { connectEnd } from "../probe/reach.ts";
import { type CommandEnd, quoted } from "../probe/script.ts";
import { ADDRESSES, addressesIn } from "./own-addresses.ts";
import { vantageAt } from "./vantage.ts";
import type { SshShell } from "./ssh-shell.ts";

const OF_SSH_ITSELF = 255;
const NOT_THERE = 127;
/** ssh has no deadline of its own for the login. */
const LOGIN_MS = 25_000;
const PATHS = "PATH=$PATH:/usr/sbin:/sbin; export PATH; export LC_ALL=C";

/** `nc` of old has no -z, and says so; the others tell in words of the system how the connection ended. */
const CONNECT = (to: string, port: number): string => `export LC_ALL=C
if command -v nc >/dev/null; then o=$(nc -z -v -w 2 ${to} ${port} 2>&1 </dev/null); c=$?
  case $o in *nvalid\\ option*|*sage:*) ;; *) printf '%s' "$o"; exit $c;; esac
fi
if command -v bash >/dev/null && command -v timeout >/dev/null; then
  timeout 2 bash -c 'exec 3<>/dev/tcp/${to}/${port}'; c=$?; [ $c != 124 ] || echo timed out; exit $c
fi
if command -v python3 >/dev/null; then
  exec python3 -c 'import socket
try: socket.create_connection(("${to}", ${port}), 2)
except OSError as it: raise SystemExit(str(it))'
fi
exit ${NOT_THERE}`;

/** Closing the shell is its caller's. */
export async function vantageOverSsh(host: string, shell: SshShell, signal: AbortSignal): Promise<Vantage> {
  const login = AbortSignal.any([signal, AbortSignal.timeout(LOGIN_MS)]);
  const told = await shell.run(`${PATHS}; ${ADDRESSES} || hostname -I`, login);
  if (told.code === OF_SSH_ITSELF) shell.close();
  const trouble = (end: CommandEnd) => (end.code === OF_SSH_ITSELF ? `ssh ${host}: ${end.stderr}` : undefined);
  return vantageAt({
    name: host,
    usable: told.code === OF_SSH_ITSELF ? unknownBecause(`ssh ${host}: ${told.stderr.trim()}`) : known(true),
    ownAddresses: told.code === 0 ? addressesIn(told.stdout) : [],
    run: (argv, stop) => shell.run(`${PATHS}; exec ${argv.map(quoted).join(" ")}`, stop),
    trouble,
    connect: async (to, port, stop) => {
      const end = await shell.run(CONNECT(formatAddress(to), port), stop);
      const none = end.code === NOT_THERE ? `there is no nc, bash or python3 on ${host}` : undefined;
      const why = trouble(end) ?? none;
      return why === undefined ? connectEnd({ ...end, stderr: end.stdout }) : unknownBecause(why);
    },
  });
}
