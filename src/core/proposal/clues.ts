/** What a proposal goes by: the nodes of the swarm, and the hosts that somebody could look at. */
import { type Address, parseAddress } from "../../model/address.ts";
import { contains, parseCidr } from "../../model/cidr.ts";
import { addressesOf, type HostFacts, type NicAddress } from "../../model/host-facts.ts";
import type { Snapshot, SwarmNode } from "../../model/snapshot.ts";

export interface LanClues {
  /** In carving order. */
  readonly nodes: readonly SwarmNode[];
  /** Those of them whose host was seen, in the same order. */
  readonly hosts: readonly SeenHost[];
}

export interface SeenHost {
  readonly node: SwarmNode;
  readonly facts: HostFacts;
}

export function cluesOf(snapshot: Snapshot): LanClues {
  return {
    nodes: snapshot.swarm.nodes,
    hosts: snapshot.nodes.flatMap(({ node, host }) => (host?.kind === "answered" ? [{ node, facts: host.facts }] : [])),
  };
}

/** Addresses that are somebody's: what hosts were seen to have, and what swarm knows its nodes by. */
export function knownAddresses({ nodes, hosts }: LanClues): readonly Address[] {
  const swarm = nodes.flatMap((node) => parseAddress(node.address) ?? []);
  return [...swarm, ...hosts.flatMap((host) => addressesOf(host.facts))];
}

const LINK_LOCAL = parseCidr("169.254.0.0/16");

/** An IPv4 address that says which LAN its interface is on. */
export function tellsLan({ address, length }: NicAddress): boolean {
  if (address.family !== 4 || length > 30) return false;
  return LINK_LOCAL === undefined || !contains(LINK_LOCAL, address);
}
