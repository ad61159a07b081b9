/**
 * What other nodes gossip about endpoints, for the nodes that cannot be asked. IPv4 only, without MACs; an entry is
 * `service.slot.taskid`, a container attached by hand has no service (observed on 20.10 to 29.7).
 */
import { type CidrIndex, indexByCidr } from "../../core/slices/cidr-index.ts";
import { type Address, bitsOf, type Cidr, parseAddress } from "../../model/address.ts";
import { cidrAround } from "../../model/cidr.ts";
import type { LanName, NetworkId } from "../../model/ids.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Fleet, GossipEndpoint } from "../ports/engine.ts";
import type { EndpointItem } from "./endpoint-item.ts";

/** Asks the answering nodes that have a local instance, one after the other, until one tells; empty when none does. */
export async function gossipEndpoints(
  fleet: Fleet,
  snapshot: Snapshot,
  network: NetworkId,
  signal: AbortSignal,
): Promise<readonly GossipEndpoint[]> {
  for (const view of snapshot.nodes) {
    if (view.kind === "failed" || !view.engine.networks.some((it) => it.id === network && it.instance)) continue;
    try {
      const told = await fleet.node(view.node).networks.gossip(network, signal);
      if (told.length > 0) return told;
    } catch (error) {
      // Gossip is a second opinion: an Engine that fails here was or will be reported by its own answer.
      if (signal.aborted) throw error;
    }
  }
  return [];
}

export interface GossipQuestion {
  readonly lan: LanName;
  readonly told: readonly GossipEndpoint[];
  /** What Engines and tasks tell already. */
  readonly items: readonly EndpointItem[];
  readonly holders: readonly SliceHolder[];
}

/** Who hands out the addresses of a slice. */
export interface SliceHolder {
  readonly hostname: string;
  readonly slice: Cidr;
}

/** The items of this LAN with what gossip adds: addresses of known tasks, and endpoints that nobody else tells. */
export function withGossip({ lan, told, items, holders }: GossipQuestion): readonly EndpointItem[] {
  const known = new Set(items.map((it) => it.ipv4?.value));
  const left = told.flatMap((it) => {
    const address = parseAddress(it.address.split("/")[0] ?? "");
    return address === undefined || known.has(address.value) ? [] : [{ it, address }];
  });
  // Of two entries for one task the first is it.
  const byTask = new Map(left.toReversed().flatMap((one) => endingsOf(one.it.name).map((end) => [end, one] as const)));
  const taken = new Set<(typeof left)[number]>();
  const filled = items.map((item): EndpointItem => {
    const found = item.source === "tasks" && item.task !== undefined ? byTask.get(item.task) : undefined;
    if (found === undefined) return item;
    taken.add(found);
    return { ...item, ipv4: found.address, source: "gossip" };
  });
  const holding = indexByCidr(holders);
  const rest = left.filter((it) => !taken.has(it)).map(({ it, address }) => unknownItem(lan, it, address, holding));
  return [...filled, ...rest];
}

/** What follows each dot of `service.slot.taskid`: service names may have dots too. */
function endingsOf(name: string): readonly string[] {
  return [...name.matchAll(/\./g)].map(({ index }) => name.slice(index + 1));
}

/** Its node is the one whose slice holds the address. */
function unknownItem(
  lan: LanName,
  { service, name }: GossipEndpoint,
  ipv4: Address,
  holding: CidrIndex<SliceHolder>,
): EndpointItem {
  const node = holding(cidrAround(ipv4, bitsOf(ipv4.family)))[0]?.hostname;
  return {
    lan,
    name,
    ...(service === "" ? {} : { service }),
    ...(node === undefined ? {} : { node }),
    ipv4,
    state: "unknown",
    byHand: service === "",
    source: "gossip",
    warnings: [],
  };
}
