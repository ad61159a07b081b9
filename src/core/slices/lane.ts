/**
 * One LAN in one family: the question of carving, sorted and indexed once. Both families are carved by the same code.
 *
 * Takes the spec as it is; whether it makes sense is judged in `judge-lan.ts`.
 */
import { type Address, type Cidr, compareAddresses, type Family } from "../../model/address.ts";
import { rangeOf } from "../../model/cidr.ts";
import type { SpecPath } from "../../model/finding.ts";
import type { HeldSlice, SliceNode, SliceRequest } from "../../model/slices.ts";
import type { FamilySpec, LanNode, LanSpec } from "../../model/spec.ts";
import { type Interval, type Intervals, unionOf } from "./intervals.ts";
import { compareNatural } from "./node-order.ts";

export interface Lane {
  readonly lan: LanSpec;
  readonly spec: FamilySpec;
  readonly family: Family;
  /** The nodes that take part, in carving order. */
  readonly nodes: readonly SliceNode[];
  /** Of this family alone, nodes that are not here included. */
  readonly held: readonly HeldSlice[];
  readonly explicit: readonly ExplicitSlice[];
  /** Every NIC address that was seen or that the spec states, ascending. */
  readonly hosts: readonly HostPoint[];
  readonly reserved: Intervals;
  /** Whether edge addresses are kept out; never in IPv6, which has none. */
  readonly edges: boolean;
}

/** A slice that the spec gives to a hostname, whether that node is here or not. */
export interface ExplicitSlice {
  readonly hostname: string;
  readonly slice: Cidr;
  readonly at: SpecPath;
}

export interface HostPoint {
  readonly hostname: string;
  readonly address: Address;
  /** Seen on the host, or only stated by the spec. */
  readonly seen: boolean;
}

/** The lane of one family; `undefined` when the LAN does not have that family. */
export function laneOf(request: SliceRequest, family: Family, nodes: readonly SliceNode[]): Lane | undefined {
  const { lan } = request;
  const spec = family === 4 ? lan.ipv4 : lan.ipv6;
  if (spec === undefined) return undefined;
  const seen = request.hostAddresses.map((it): HostPoint => ({ ...it, seen: true }));
  return {
    lan,
    spec,
    family,
    nodes,
    held: request.held.filter((it) => it.slice.family === family),
    explicit: explicitSlices(lan, family),
    hosts: [...seen, ...statedHosts(lan, family)]
      .filter((it) => it.address.family === family)
      .sort((a, b) => compareAddresses(a.address, b.address) || compareNatural(a.hostname, b.hostname)),
    reserved: unionOf(lan.reserve.filter((it) => it.range.family === family).map((it) => it.range)),
    edges: family === 4 && lan.edges === "reserve",
  };
}

/** What the spec says of one hostname; safe for names such as `constructor`. */
export function lanNodeOf(lan: LanSpec, hostname: string): LanNode | undefined {
  return Object.hasOwn(lan.nodes, hostname) ? lan.nodes[hostname] : undefined;
}

type Named = Pick<LanSpec, "name">;
type NamedNodes = Pick<LanSpec, "name" | "nodes">;

/** The slices that the spec gives by name, in the file's order. */
export function explicitSlices(lan: NamedNodes, family: Family): readonly ExplicitSlice[] {
  return Object.entries(lan.nodes).flatMap(([hostname, node]) => {
    const slice = family === 4 ? node.slice : node.slice6;
    return slice === undefined ? [] : [{ hostname, slice, at: nodePath(lan, family, hostname, "slice") }];
  });
}

/** The NIC addresses that the spec writes out, in the file's order. */
export function statedHosts(lan: NamedNodes, family: Family): readonly HostPoint[] {
  return Object.entries(lan.nodes).flatMap(([hostname, node]) => {
    const host = family === 4 ? node.host : node.host6;
    return typeof host === "object" ? [{ hostname, address: host, seen: false }] : [];
  });
}

/** The place of a key of the LAN in the spec file. */
export function lanPath(lan: Named, family: Family, key: string): SpecPath {
  return ["lans", lan.name, ...(family === 6 ? ["ipv6"] : []), key];
}

/** The place of a key of one node of the LAN in the spec file. */
export function nodePath(lan: Named, family: Family, hostname: string, key: string): SpecPath {
  return ["lans", lan.name, "nodes", hostname, ...(family === 6 ? ["ipv6"] : []), key];
}

/** The pool as an interval; empty (`undefined`) when it is not a part of the subnet. */
export function poolOf(lane: Lane): Interval | undefined {
  const [pool, subnet] = [rangeOf(lane.spec.pool), rangeOf(lane.spec.subnet)];
  return pool.first < subnet.first || pool.last > subnet.last ? undefined : pool;
}
