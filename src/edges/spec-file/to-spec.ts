/** A spec file that the schema took, as the Spec that everybody else works with: the defaults that need arithmetic go in here. */
import type { LanName } from "../../model/ids.ts";
import type { FamilySpec, LanNode, LanSpec, NodeAccess, Spec, SwarmAccess } from "../../model/spec.ts";
import type { Cidr } from "../../model/address.ts";
import type { LanFile, NodeFile, SpecFile } from "./schema.ts";

/** Bits between an IPv6 subnet and its slices when `slice:` is left out: a /64 gives /80s, a subnet beyond /112 gives /128s. */
const IPV6_SLICE_BITS = 16;

/** The Spec, LANs in the order of the file. */
export function toSpec(file: SpecFile): Spec {
  return {
    swarm: toAccess(file.swarm ?? {}),
    lans: Object.entries(file.lans).map(([name, lan]) => toLan(name as LanName, lan)),
  };
}

/** How the swarm is reached; what the file does not say is absent. */
export function toAccess(swarm: NonNullable<SpecFile["swarm"]>): SwarmAccess {
  const { manager, id, nodes } = swarm;
  return { ...defined({ manager, id }), ...(nodes == null ? {} : { nodes: toNodeAccess(nodes) }) };
}

function toNodeAccess(nodes: string | Readonly<Record<string, string>>): NodeAccess {
  if (typeof nodes === "string") return { kind: "template", text: nodes };
  return { kind: "map", byHostname: byName(Object.entries(nodes)) };
}

function toLan(name: LanName, lan: LanFile): LanSpec {
  return {
    name,
    ipv4: { subnet: lan.subnet, gateway: lan.gateway, sliceLength: lan.slice, pool: lan.pool ?? lan.subnet },
    ...(lan.ipv6 == null ? {} : { ipv6: toFamily6(lan.ipv6) }),
    parent: lan.parent,
    host: lan.host,
    edges: lan.edges,
    reserve: lan.reserve ?? [],
    nodeNetwork: lan["node-network"] ?? `${name}-node`,
    attachable: lan.attachable,
    internal: lan.internal,
    mode: lan.mode,
    nodes: toNodes(lan.nodes),
  };
}

function toFamily6(ipv6: NonNullable<LanFile["ipv6"]>): FamilySpec {
  const { subnet, gateway } = ipv6;
  return { subnet, gateway, sliceLength: ipv6.slice ?? usualSlice6(subnet), pool: ipv6.pool ?? subnet };
}

/** The length of IPv6 slices when nothing is said. */
export function usualSlice6(subnet: Cidr): number {
  return Math.min(subnet.length + IPV6_SLICE_BITS, 128);
}

/** What a LAN says of its nodes, by hostname. */
export function toNodes(nodes: LanFile["nodes"]): LanSpec["nodes"] {
  return byName(Object.entries(nodes ?? {}).map(([hostname, node]) => [hostname, toNode(node ?? NOTHING_SAID)]));
}

const NOTHING_SAID: NodeFile = { router: false, skip: false };

function toNode(node: NodeFile): LanNode {
  const { slice, parent, host, router, skip } = node;
  const own = { slice, parent, host, slice6: node.ipv6?.slice, host6: node.ipv6?.host };
  return { ...defined(own), router, skip };
}

/** Without the entries that are undefined. */
export function defined<T extends object>(entries: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined)) as T;
}

/** A dictionary without a prototype: a host may be called `constructor`. */
function byName<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.assign(Object.create(null) as Record<string, T>, Object.fromEntries(entries));
}
