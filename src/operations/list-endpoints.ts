/**
 * Everything that stands on the LANs, of the whole swarm: containers as their Engines tell them, tasks that have none, and
 * what gossip adds about nodes that cannot be asked. LANs that only the swarm has are there too, marked so. Pure; the two
 * look-ups beside it are exported here too.
 */
import { type Address, compareAddresses, formatAddress } from "../model/address.ts";
import { type Finding, finding } from "../model/finding.ts";
import type { LanName } from "../model/ids.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Spec } from "../model/spec.ts";
import { readLedgers } from "../core/plan/ledger-labels.ts";
import { lanShares } from "../core/plan/lan-shares.ts";
import type { GossipEndpoint } from "./ports/engine.ts";
import { containerItems, type PortsByImage } from "./endpoints/container-items.ts";
import { addressesOf, type EndpointItem, type KnownLan, lanNetworks } from "./endpoints/endpoint-item.ts";
import { type SliceHolder, withGossip } from "./endpoints/gossip-items.ts";
import { taskItems, taskNames } from "./endpoints/task-items.ts";

export { exposedPortsOf } from "./endpoints/exposed-ports.ts";
export { gossipEndpoints } from "./endpoints/gossip-items.ts";
export { addressesOf, lanNetworks } from "./endpoints/endpoint-item.ts";
export type { EndpointItem } from "./endpoints/endpoint-item.ts";
export type { PortsByImage } from "./endpoints/container-items.ts";

export interface EndpointsQuestion {
  readonly spec: Spec;
  readonly snapshot: Snapshot;
  /** From `exposedPortsOf`; without it no item has a URL. */
  readonly ports?: PortsByImage;
  /** From `gossipEndpoints`, by LAN; worth asking for when a node did not answer. */
  readonly gossip?: ReadonlyMap<LanName, readonly GossipEndpoint[]>;
}

/** By LAN in the spec's order, those that left it last, then by address; what has none comes last, by name. */
export function listEndpoints({ spec, snapshot, ports, gossip }: EndpointsQuestion): readonly EndpointItem[] {
  const names = taskNames(snapshot);
  const items = lanNetworks(spec, snapshot).flatMap((network) => {
    const seen = containerItems(network, snapshot, { names, ports });
    const shown = new Set(seen.flatMap((it) => (it.task === undefined ? [] : [it.task])));
    const both = [...seen, ...taskItems(network, snapshot, { names, shown })];
    const told = gossip?.get(network.lan) ?? [];
    const all =
      told.length === 0
        ? both
        : withGossip({ lan: network.lan, told, items: both, holders: holdersOf(spec, network, snapshot) });
    const marked = network.leftSpec ? all.map((it) => ({ ...it, leftSpec: true as const })) : all;
    return [...marked].sort(byAddress);
  });
  return withDuplicates(items);
}

/** The warnings of all items, each once. */
export function endpointFindings(items: readonly EndpointItem[]): readonly Finding[] {
  return [...new Map(items.flatMap((it) => it.warnings).map((it) => [`${it.code} ${it.message}`, it])).values()];
}

/** Who has which slice: by spec and ledger, or by the ledger alone for a LAN that left the spec. */
function holdersOf(spec: Spec, { lan: name }: KnownLan, snapshot: Snapshot): readonly SliceHolder[] {
  const lan = spec.lans.find((it) => it.name === name);
  const ledger = readLedgers(snapshot.swarm.configs).get(name) ?? { lan: name, swarmNetworks: [], entries: [] };
  if (lan === undefined) return ledger.entries.map(({ hostname, slice }) => ({ hostname, slice }));
  return lanShares(lan, ledger, snapshot).shares.map(({ hostname, ipv4 }) => ({ hostname, slice: ipv4.slice }));
}

function byAddress(a: EndpointItem, b: EndpointItem): number {
  const [left, right] = [a.ipv4 ?? a.ipv6, b.ipv4 ?? b.ipv6];
  if (left !== undefined && right !== undefined) return compareAddresses(left, right) || compareText(a.name, b.name);
  if (left === undefined && right === undefined) return compareText(a.name, b.name);
  return left === undefined ? 1 : -1;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Every item whose address another one has too says so. */
function withDuplicates(items: readonly EndpointItem[]): readonly EndpointItem[] {
  const holders = sharedAddresses(items);
  if (holders.size === 0) return items;
  return items.map((item) => {
    const twice = addressesOf(item).flatMap((it): readonly Finding[] => {
      const all = holders.get(keyOf(it));
      if (all === undefined) return [];
      const address = formatAddress(it);
      const names = all.map((other) => `${other.name} on ${other.node ?? "an unknown node"}`);
      return [finding("DUPLICATE_ADDRESS", { address, holders: names }, { target: { lan: item.lan, address } })];
    });
    return twice.length === 0 ? item : { ...item, warnings: [...item.warnings, ...twice] };
  });
}

/** The addresses that several items have, with all of these: most have one, which needs no list. */
function sharedAddresses(items: readonly EndpointItem[]): ReadonlyMap<bigint, readonly EndpointItem[]> {
  const first = new Map<bigint, EndpointItem>();
  const shared = new Map<bigint, EndpointItem[]>();
  for (const item of items) {
    for (const key of addressesOf(item).map(keyOf)) {
      const one = first.get(key);
      const more = shared.get(key);
      if (more !== undefined) more.push(item);
      else if (one !== undefined) shared.set(key, [one, item]);
      else first.set(key, item);
    }
  }
  return shared;
}

/** One number for an address of either family. */
function keyOf({ family, value }: Address): bigint {
  return family === 4 ? value : value + IPV6;
}

const IPV6 = 1n << 32n;
