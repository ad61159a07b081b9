/**
 * A client's view through ordinary programs: `ping`, `traceroute`, and a connection by whatever the place offers.
 *
 * A program that is not there makes `unknown`, never a verdict.
 */
import { type Address, formatAddress, parseAddress, sameAddress } from "../../../model/address.ts";
import { type Known, known, unknownBecause } from "../../../model/known.ts";
import type { Reach } from "../../../model/wire-facts.ts";
import type { Hop, Vantage } from "../../../operations/ports/vantage.ts";
import { pingEnd } from "../probe/reach.ts";
import type { CommandEnd } from "../probe/script.ts";

export interface Place {
  readonly name: string;
  readonly ownAddresses: readonly Address[];
  /** Whether anything can be run there at all; yes unless told otherwise. */
  readonly usable?: Known<true>;
  /** Runs a program there to its end; code 127 when there is no such program. */
  readonly run: (argv: readonly string[], signal: AbortSignal) => Promise<CommandEnd>;
  readonly connect: (to: Address, port: number, signal: AbortSignal) => Promise<Known<Reach>>;
  /** Why a program could not be run there at all, as its end tells; nothing by default but code 127. */
  readonly trouble?: (end: CommandEnd) => string | undefined;
  /** What of its programs differs. */
  readonly platform?: string;
}

const NOT_THERE = 127;
/** Each hop that stays silent takes a second. */
const MOST_HOPS = 5;

export function vantageAt(place: Place): Vantage {
  const {
    name,
    ownAddresses,
    usable = known(true),
    run,
    connect,
    trouble = () => undefined,
    platform = "linux",
  } = place;
  return {
    name,
    ownAddresses,
    usable,
    connect,
    ping: async (to, signal) => {
      const end = await runOrBusybox(pingArgv(to, platform), run, signal);
      const why = trouble(end) ?? (end.code === NOT_THERE ? `there is no ping on ${name}` : undefined);
      return why === undefined ? pingEnd(end) : unknownBecause(why);
    },
    trace: (to, signal) => trace(to, { run, name, trouble, platform, signal }),
  };
}

/** A router or a small image may have its programs in one. */
async function runOrBusybox(argv: readonly string[], run: Place["run"], signal: AbortSignal): Promise<CommandEnd> {
  const end = await run(argv, signal);
  return end.code === NOT_THERE ? run(["busybox", ...argv], signal) : end;
}

/** Two echoes, a second each. Units of the deadline differ: seconds on Linux, milliseconds on macOS and Windows. */
function pingArgv(to: Address, platform: string): readonly string[] {
  const address = formatAddress(to);
  // No deadline there: its ping6 has none.
  if (platform === "darwin" && to.family === 6) return ["ping6", "-n", "-c", "2", address];
  if (platform === "win32") return ["ping", "-n", "2", "-w", "1000", address];
  return ["ping", "-n", "-c", "2", "-W", platform === "darwin" ? "1000" : "1", address];
}

interface Tracing extends Required<Pick<Place, "run" | "name" | "trouble">> {
  readonly platform: string;
  readonly signal: AbortSignal;
}

async function trace(to: Address, { run, name, trouble, platform, signal }: Tracing): Promise<Known<readonly Hop[]>> {
  const address = formatAddress(to);
  const argv =
    platform === "win32"
      ? ["tracert", "-d", "-h", `${MOST_HOPS}`, "-w", "1000", address]
      : [
          platform === "darwin" && to.family === 6 ? "traceroute6" : "traceroute",
          "-n",
          "-q",
          "1",
          "-w",
          "1",
          "-m",
          `${MOST_HOPS}`,
          address,
        ];
  const end = await runOrBusybox(argv, run, signal);
  const why = trouble(end) ?? (end.code === NOT_THERE ? `there is no traceroute on ${name}` : undefined);
  if (why !== undefined) return unknownBecause(why);
  return known(hopsIn(end.stdout, to));
}

/** Lines `3  192.168.31.254  0.4 ms` or `3  *`; ends with the goal itself, or with silent hops cut to one. */
export function hopsIn(text: string, goal: Address): readonly Hop[] {
  const hops: Hop[] = [];
  for (const line of text.split("\n")) {
    const ttl = Number(/^\s*(\d+)\s/.exec(line)?.[1]);
    if (!Number.isInteger(ttl)) continue;
    const by = line.split(/\s+/).flatMap((word) => parseAddress(word) ?? [])[0];
    if (by === undefined && hops.at(-1)?.by === undefined && hops.length > 0) continue;
    hops.push({ ttl, ...(by ? { by } : {}) });
    if (by !== undefined && sameAddress(by, goal)) break;
  }
  return hops;
}
