/**
 * Which addresses of one slice no container may get, as intervals and counts.
 *
 * Three kinds: what Docker keeps out by itself (the gateway, the subnet's network and broadcast address: an aux equal
 * to one of these makes it reject every task), what we must tell it (hosts and `reserve:`), and the edges.
 */
import { type Address, compareAddresses, type Cidr } from "../../model/address.ts";
import { networkAndBroadcast, rangeOf, sizeOf } from "../../model/cidr.ts";
import { countEdges } from "./edges.ts";
import { countOf, gapsIn, type Intervals, unionOf, within } from "./intervals.ts";
import type { HostPoint, Lane } from "./lane.ts";

export interface KeptOut {
  /** NICs with an address in the slice, ascending. */
  readonly hosts: readonly HostPoint[];
  /** Hosts and reserve entries, without what Docker keeps out by itself. */
  readonly told: Intervals;
  /** The parts of the slice where edges have still to be told; empty when edges are handed out. */
  readonly edgesIn: Intervals;
  readonly toldCount: bigint;
  readonly edgeCount: bigint;
  /** All that no container gets, Docker's own included. */
  readonly reserved: bigint;
  readonly usable: bigint;
}

/** Judges one slice; `own` is the address of its node's NIC where that has one. */
export function keptOutOf(lane: Lane, slice: Cidr, own: Address | undefined): KeptOut {
  const whole = rangeOf(slice);
  const byDocker = within(ownToDocker(lane), whole);
  const hosts = hostsIn(lane.hosts, slice);
  const points = [...hosts.map((it) => it.address), ...(own === undefined ? [] : [own])];
  const wanted = unionOf([...points.map(pointOf), ...within(lane.reserved, whole)]);
  const told = within(wanted, whole).flatMap((run) => gapsIn(byDocker, run));
  const all = unionOf([...told, ...byDocker]);
  const edgesIn = lane.edges ? gapsIn(all, whole) : [];
  const edgeCount = edgesIn.reduce((sum, gap) => sum + countEdges(gap), 0n);
  const reserved = countOf(all) + edgeCount;
  return { hosts, told, edgesIn, toldCount: countOf(told), edgeCount, reserved, usable: sizeOf(slice) - reserved };
}

/** The addresses that Docker's IPAM never hands out in this subnet. */
function ownToDocker(lane: Lane): Intervals {
  const { network, broadcast } = networkAndBroadcast(lane.spec.subnet);
  return unionOf([lane.spec.gateway, network, broadcast].filter((it) => it !== undefined).map(pointOf));
}

function pointOf(address: Address): { readonly first: bigint; readonly last: bigint } {
  return { first: address.value, last: address.value };
}

/** Those of the sorted hosts whose address lies in the slice. */
export function hostsIn(hosts: readonly HostPoint[], slice: Cidr): readonly HostPoint[] {
  const { family, first, last } = rangeOf(slice);
  const start = lowerBound(hosts, { family, value: first });
  const end = lowerBound(hosts, { family, value: last + 1n });
  return hosts.slice(start, end);
}

function lowerBound(hosts: readonly HostPoint[], address: Address): number {
  let [low, high] = [0, hosts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareAddresses((hosts[middle] as HostPoint).address, address) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
