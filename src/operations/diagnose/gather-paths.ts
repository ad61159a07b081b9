/**
 * What a client sees: every container is tried from the vantage point, on a port that it listens on, else by ICMP echo.
 * Where none of a node's containers answers, the way to one of them is traced.
 */
import type { ListenerProbe, PathProbe, WireEndpoint } from "../../model/wire-facts.ts";
import { inParallel } from "../in-parallel.ts";
import type { Vantage } from "../ports/vantage.ts";

export interface PathsQuestion {
  readonly vantage: Vantage;
  readonly endpoints: readonly WireEndpoint[];
  readonly listeners: readonly ListenerProbe[];
  readonly signal: AbortSignal;
}

const AT_ONCE = 32;
const MOST = 512;

export async function gatherPaths({
  vantage,
  endpoints,
  listeners,
  signal,
}: PathsQuestion): Promise<readonly PathProbe[]> {
  const ports = new Map(listeners.map((it) => [it.id, tcpPort(it)]));
  const tried = await inParallel(endpoints.slice(0, MOST), AT_ONCE, (it) =>
    tryOne(it, ports.get(it.id), { vantage, signal }),
  );
  signal.throwIfAborted();
  return inParallel(tried, AT_ONCE, async (path) => {
    const siblings = tried.filter((it) => it.lan === path.lan && it.node === path.node);
    if (path !== siblings.find((it) => !answered(it)) || siblings.some(answered)) return path;
    const hops = await vantage.trace(path.address, signal);
    return hops.kind === "known" ? { ...path, hops: hops.value } : path;
  });
}

async function tryOne(
  { lan, node, container, address }: WireEndpoint,
  port: number | undefined,
  { vantage, signal }: { readonly vantage: Vantage; readonly signal: AbortSignal },
): Promise<PathProbe> {
  const result = await (port === undefined ? vantage.ping(address, signal) : vantage.connect(address, port, signal));
  const about = { lan, node, container, address, result, hops: [], from: vantage.name };
  return port === undefined ? about : { ...about, port };
}

/** A refusal is an answer too: somebody is there. */
function answered({ result }: PathProbe): boolean {
  return result.kind === "known" && (result.value.kind === "answered" || result.value.kind === "refused");
}

function tcpPort({ result }: ListenerProbe): number | undefined {
  return result.kind === "known" ? result.value.find((it) => it.protocol === "tcp")?.port : undefined;
}
