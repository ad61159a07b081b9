/**
 * What a client sees: every container is tried from the vantage point at each of its addresses, on a port that it listens
 * on there, else by ICMP echo. Where none of a node's containers answers in a family, the way to one of them is traced.
 */
import { type Address, type Family, isLinkLocal, isLoopback, sameAddress } from "../../model/address.ts";
import { listensAt } from "../../model/listens-at.ts";
import type { ListenerProbe, PathProbe, WireEndpoint } from "../../model/wire-facts.ts";
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
  const listening = new Map(listeners.map((it) => [it.id, it]));
  const own = hosts.filter((it) => vantage.ownAddresses.some((one) => sameAddress(one, it.address)));
  const tried = await inParallel(endpoints.slice(0, MOST), AT_ONCE, (it) =>
    own.some((one) => one.node === it.node)
      ? besideItself(it, vantage)
      : speaks(vantage, it.address.family)
        ? tryOne(it, tcpPort(listening.get(it.id), it.address), { vantage, signal })
        : untried(it, vantage, `${vantage.name} has no IPv6 address`),
  );
  signal.throwIfAborted();
  return inParallel(tried, AT_ONCE, async (path) => {
    const siblings = tried.filter((it) => it.lan === path.lan && it.node === path.node && sameFamily(it, path));
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
function besideItself(it: WireEndpoint, vantage: Vantage): Promise<PathProbe> {
  return untried(
    it,
    vantage,
    `${vantage.name} is the host that it runs on, which never reaches its own macvlan containers`,
  );
}

function untried({ lan, node, container, address }: WireEndpoint, { name }: Vantage, why: string): Promise<PathProbe> {
  return Promise.resolve({ lan, node, container, address, hops: [], from: name, result: skippedBecause(why) });
}

/** IPv4 is taken for granted; loopback and link-local addresses lead to no LAN. */
function speaks({ ownAddresses }: Vantage, family: Family): boolean {
  return family === 4 || ownAddresses.some((it) => it.family === family && !isLoopback(it) && !isLinkLocal(it));
}

function sameFamily(a: PathProbe, b: PathProbe): boolean {
  return a.address.family === b.address.family;
}

/** A refusal is an answer too: somebody is there. */
function answered({ result }: PathProbe): boolean {
  return result.kind === "known" && (result.value.kind === "answered" || result.value.kind === "refused");
}

function tcpPort(probe: ListenerProbe | undefined, address: Address): number | undefined {
  const all = probe?.result.kind === "known" ? probe.result.value : [];
  return all.find((it) => it.protocol === "tcp" && listensAt(it, address))?.port;
}
