/**
 * What a shell on a node is asked about its host on the way to the Engine, and what its answer means. Pure.
 *
 * Any POSIX shell, without root: /sys/class/net and /proc/net always tell; addresses come from `ip -o`, which every
 * iproute2 and busybox has, or, where there is no `ip`, from the kernel's own tables.
 */
import { type Address, parseAddress } from "../../../../model/address.ts";
import { cidrAround, contains, parseCidrLoose } from "../../../../model/cidr.ts";
import type { HostFacts, NicAddress } from "../../../../model/host-facts.ts";
import {
  byMetric,
  NIC_ENTRIES,
  NIC_FILES,
  parseIpv6Routes,
  parseNics,
  parseRoutes,
} from "../../../../model/linux-nics.ts";

export const BEGIN = "== swarmlan: host ==";
export const END = "== swarmlan: end ==";

const files = NIC_FILES.map((it) => `*/${it}`).join(" ");
const entries = [...NIC_ENTRIES, "lower_*"].map((it) => `*/${it}`).join(" ");

/**
 * grep with a second file always says whose line it is; what a NIC that is down does not tell is left out. One grep for all:
 * each program costs a host about 2 ms.
 */
const SCRIPT = [
  "PATH=$PATH:/usr/sbin:/sbin",
  `echo "${BEGIN}"`,
  "cd /sys/class/net || cd /proc/net",
  `grep -s "" /dev/null ${files} /proc/net/route /proc/net/ipv6_route /proc/net/if_inet6`,
  `ls -d1l ${entries}`,
  'ip -o addr || grep -s "" /dev/null /proc/net/fib_trie',
  `echo "${END}"`,
].join("; ");

const ASKING = `( ${SCRIPT} ) 3>&2 2>/dev/null >&3 </dev/null`;

/** That command, after the host's facts on its stderr. One line in single quotes: also csh and fish read it so. */
export function tellingHost(command: string): string {
  return `exec sh -c '${ASKING}; exec ${command}'`;
}

/** How the first line of stdout begins that tells where the Engine's socket is. */
export const TELLS_SOCKET = "swarmlan: socket ";

/**
 * Where docker over there would find its Engine, when nothing says otherwise: no DOCKER_HOST, no context, and this user may
 * write to it.
 */
const SOCKET = [
  "s=/var/run/docker.sock c=${DOCKER_CONFIG:-$HOME/.docker}/config.json",
  "[ -S $s ] && [ -w $s ] && command -v docker >/dev/null || s=",
  '[ "$DOCKER_HOST$DOCKER_CONTEXT" ] && s=',
  '[ -f "$c" ] && grep -q currentContext "$c" && s=',
].join("; ");

/**
 * The same for a caller who can reach sockets over there: where docker would use its usual one, that is told in place of the
 * command, and the shell stays until its stdin ends. It reads away what was meant for the command.
 */
export function tellingHostAndSocket(command: string): string {
  const tell = `[ "$s" ] && echo "${TELLS_SOCKET}$s"`;
  return `exec sh -c '${SOCKET}; ${tell}; ${ASKING}; [ "$s" ] || exec ${command}; while read -r x; do :; done'`;
}

/** What else was said on stderr. */
export function withoutHost(stderr: string): string {
  const begin = stderr.indexOf(BEGIN);
  if (begin < 0) return stderr;
  const end = stderr.indexOf(END, begin);
  return stderr.slice(0, begin) + (end < 0 ? "" : stderr.slice(end + END.length));
}

/** The facts in a whole answer; undefined when no interface is in it. */
export function parseHost(answer: string): HostFacts | undefined {
  const lines = answer.slice(answer.indexOf(BEGIN) + BEGIN.length, answer.indexOf(END)).split(/\r?\n/);
  const addresses = byName(addressLines(lines));
  const nics = parseNics({ files: new Map([...entryLines(lines), ...fileLines(lines)]), addresses });
  if (nics.length === 0) return undefined;
  const routes = [
    ...parseRoutes(tableOf(lines, "/proc/net/route")),
    ...parseIpv6Routes(tableOf(lines, "/proc/net/ipv6_route")),
  ];
  return { nics, defaultRoutes: byMetric(routes) };
}

/** `eth0/mtu:1500`; a file of several lines comes as several. */
function fileLines(lines: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, path, text] = /^([^/\s]+\/[a-z_]+):(.*)$/.exec(line) ?? [];
    if (path === undefined || !NIC_FILES.includes(path.split("/")[1] ?? "")) continue;
    found.set(path, `${found.has(path) ? `${found.get(path)}\n` : ""}${text}`);
  }
  return found;
}

/** `lrwxrwxrwx 1 root root 0 Jan 1 00:00 eth0/master -> ../br0`, or a folder without an arrow. */
function entryLines(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.flatMap((line) => {
      const [, path, target = ""] = /^[dl]\S+ [^/]* ([^/\s]+\/\S+)(?: -> (\S+))?$/.exec(line) ?? [];
      return path === undefined ? [] : [[path, target.split("/").at(-1) ?? ""] as const];
    }),
  );
}

/** The lines that grep took from one file of /proc. */
function tableOf(lines: readonly string[], file: string): string {
  return lines
    .filter((line) => line.startsWith(`${file}:`))
    .map((line) => line.slice(file.length + 1))
    .join("\n");
}

interface AddressLine extends NicAddress {
  readonly nic: string;
}

function addressLines(lines: readonly string[]): readonly AddressLine[] {
  const said = lines.flatMap(ipLine);
  if (said.length > 0) return said;
  return [...fromFibTrie(lines), ...tableOf(lines, "/proc/net/if_inet6").split("\n").flatMap(inet6Line)];
}

/** `2: eth0    inet 192.168.16.1/20 brd … scope global eth0\ …`; a VLAN is `eth0.20@eth0` in other lines, not in these. */
function ipLine(line: string): readonly AddressLine[] {
  const [, nic = "", local = "", peer] = /^\d+: (\S+)\s+inet6? (\S+)(?: peer (\S+))?/.exec(line) ?? [];
  const [address = ""] = local.split("/");
  const parsed = parseAddress(address);
  const prefix = parseCidrLoose(peer ?? local);
  const length = prefix?.cidr.length ?? (parsed?.family === 6 ? 128 : 32);
  return parsed === undefined ? [] : [{ nic, address: parsed, length }];
}

/** `fe80…0001 02 40 20 80     eth0`: address, index, prefix length, scope, flags, name. */
function inet6Line(line: string): readonly AddressLine[] {
  const [text = "", , length = "", , , nic = ""] = line.trim().split(/\s+/);
  if (!/^[0-9a-f]{32}$/.test(text)) return [];
  return [{ nic, address: { family: 6, value: BigInt(`0x${text}`) }, length: Number.parseInt(length, 16) }];
}

/** An own address is a leaf `|-- 192.168.16.1` with `/32 host LOCAL`; the route table tells whose link it is on. */
function fromFibTrie(lines: readonly string[]): readonly AddressLine[] {
  const trie = tableOf(lines, "/proc/net/fib_trie").split("\n");
  const links = linkRoutes(tableOf(lines, "/proc/net/route"));
  const own = trie.flatMap((line, at) =>
    /\/32 host LOCAL/.test(line) ? [/\|-- (\S+)/.exec(trie[at - 1] ?? "")?.[1]] : [],
  );
  return [...new Set(own)].flatMap((text) => {
    const address = parseAddress(text ?? "");
    const link = address && links.find((it) => contains(cidrAround(it.to, it.length), address));
    return link === undefined || address === undefined ? [] : [{ nic: link.nic, address, length: link.length }];
  });
}

/** Routes of /proc/net/route without a gateway, the narrowest first; `lo` has none there, but always its own net. */
function linkRoutes(table: string): readonly { nic: string; to: Address; length: number }[] {
  const routes = table.split("\n").flatMap((line) => {
    const [nic = "", to = "", via, , , , , mask = ""] = line.trim().split(/\s+/);
    if (via !== "00000000" || !/^[0-9A-F]{8}$/.test(to) || mask === "00000000") return [];
    const length = [...hostOrder(mask).toString(2)].filter((bit) => bit === "1").length;
    return [{ nic, to: { family: 4 as const, value: hostOrder(to) }, length }];
  });
  const loopback = { nic: "lo", to: { family: 4 as const, value: 127n << 24n }, length: 8 };
  return [...routes, loopback].sort((a, b) => b.length - a.length);
}

function hostOrder(hex: string): bigint {
  return BigInt(`0x${(hex.match(/../g) ?? []).toReversed().join("")}`);
}

function byName(all: readonly AddressLine[]): ReadonlyMap<string, readonly NicAddress[]> {
  const found = new Map<string, NicAddress[]>();
  for (const { nic, address, length } of all) found.set(nic, [...(found.get(nic) ?? []), { address, length }]);
  return found;
}
