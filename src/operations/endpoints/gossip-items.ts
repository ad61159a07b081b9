/**
 * What other nodes gossip about endpoints, for the nodes that cannot be asked. IPv4 only, without MACs; an entry is
 * `service.slot.taskid`, a container attached by hand has no service (observed on 20.10 to 29.7).
 */
import { type Address, type Cidr, parseAddress, sameAddress } from "../../model/address.ts";
import { contains } from "../../model/cidr.ts";
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
  const known = items.flatMap((it) => (it.ipv4 === undefined ? [] : [it.ipv4]));
  const left = told.flatMap((it) => {
    const address = parseAddress(it.address.split("/")[0] ?? "");
    return address === undefined || known.some((other) => sameAddress(other, address)) ? [] : [{ it, address }];
  });
  const taken = new Set<(typeof left)[number]>();
  const filled = items.map((item): EndpointItem => {
    if (item.source !== "tasks" || item.task === undefined) return item;
    const found = left.find(({ it }) => it.name.endsWith(`.${item.task}`));
    if (found === undefined) return item;
    taken.add(found);
    return { ...item, ipv4: found.address, source: "gossip" };
  });
  const rest = left.filter((it) => !taken.has(it)).map(({ it, address }) => unknownItem(lan, it, address, holders));
  return [...filled, ...rest];
}

/** Its node is the one whose slice holds the address. */
function unknownItem(
  lan: LanName,
  { service, name }: GossipEndpoint,
  ipv4: Address,
  holders: readonly SliceHolder[],
): EndpointItem {
  const node = holders.find((it) => contains(it.slice, ipv4))?.hostname;
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
