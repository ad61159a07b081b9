/**
 * What a client sees: every container is tried from the vantage point, on a port that it listens on, else by ICMP echo.
 * Where none of a node's containers answers, the way to one of them is traced.
 */
import type { ListenerProbe, PathProbe, WireEndpoint } from "../../model/wire-facts.ts";
import { type Address, sameAddress } from "../../model/address.ts";
import type { NodeId } from "../../model/ids.ts";
import { skippedBecause } from "../../model/known.ts";
import { inParallel } from "../in-parallel.ts";
import type { Vantage } from "../ports/vantage.ts";

export interface PathsQuestion {
  readonly vantage: Vantage;
  readonly endpoints: readonly WireEndpoint[];
  /** By which the nodes' hosts are known: one of them may be the vantage point. */
  readonly hosts: readonly { readonly node: NodeId; readonly address: Address }[];
  readonly listeners: readonly ListenerProbe[];
  readonly signal: AbortSignal;
}

const AT_ONCE = 32;
const MOST = 512;

export async function gatherPaths({
  vantage,
  endpoints,
  hosts,
  listeners,
  signal,
}: PathsQuestion): Promise<readonly PathProbe[]> {
  const ports = new Map(listeners.map((it) => [it.id, tcpPort(it)]));
  const own = hosts.filter((it) => vantage.ownAddresses.some((one) => sameAddress(one, it.address)));
  const tried = await inParallel(endpoints.slice(0, MOST), AT_ONCE, (it) =>
    own.some((one) => one.node === it.node)
      ? besideItself(it, vantage)
      : tryOne(it, ports.get(it.id), { vantage, signal }),
  );
  signal.throwIfAborted();
  return inParallel(tried, AT_ONCE, async (path) => {
    const siblings = tried.filter((it) => it.lan === path.lan && it.node === path.node);
    if (path.result.kind === "skipped" || path !== siblings.find((it) => !answered(it)) || siblings.some(answered))
      return path;
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

/** The kernel keeps a parent and its macvlan children apart: nothing is learnt from trying. */
function besideItself({ lan, node, container, address }: WireEndpoint, { name }: Vantage): Promise<PathProbe> {
  const why = `${name} is the host that it runs on, which never reaches its own macvlan containers`;
  return Promise.resolve({ lan, node, container, address, hops: [], from: name, result: skippedBecause(why) });
}

/** A refusal is an answer too: somebody is there. */
function answered({ result }: PathProbe): boolean {
  return result.kind === "known" && (result.value.kind === "answered" || result.value.kind === "refused");
}

function tcpPort({ result }: ListenerProbe): number | undefined {
  return result.kind === "known" ? result.value.find((it) => it.protocol === "tcp")?.port : undefined;
}
