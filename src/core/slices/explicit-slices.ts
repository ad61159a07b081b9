/**
 * Slices that the spec gives by name: honoured as they are, or refused.
 *
 * Refuses one outside the subnet, one that overlaps another's, one that another node holds or held until lately, and
 * one with another host's NIC in it. A node may take back what it gave up itself. The pool does not bind them.
 */
import type { Cidr } from "../../model/address.ts";
import { compareCidrs, contains, formatCidr, lastOf } from "../../model/cidr.ts";
import { formatAddress, sameAddress } from "../../model/address.ts";
import { type Finding, finding } from "../../model/finding.ts";
import type { NodeId } from "../../model/ids.ts";
import type { HeldSlice, SliceNode } from "../../model/slices.ts";
import type { LanSpec } from "../../model/spec.ts";
import { type CidrIndex, indexByCidr } from "./cidr-index.ts";
import { hostsIn } from "./kept-out.ts";
import { type ExplicitSlice, type Lane, nodePath } from "./lane.ts";

export interface Explicit {
  readonly slices: ReadonlyMap<NodeId, Cidr>;
  /** Nodes whose explicit slice cannot be given; they get no other. */
  readonly refused: ReadonlySet<NodeId>;
  readonly findings: readonly Finding[];
}

/** Honours or refuses the explicit slice of every node that takes part. */
export function placeExplicit(lane: Lane): Explicit {
  const unfit = judgeExplicit(lane.lan, lane.spec.subnet, lane.explicit);
  const byName = new Map(lane.explicit.map((it) => [it.hostname, it]));
  const known = indexByCidr(lane.held);
  const slices = new Map<NodeId, Cidr>();
  const refused = new Set<NodeId>();
  const findings = [...unfit.findings];
  const given = new Map<string, SliceNode>();
  for (const node of lane.nodes) {
    const wanted = byName.get(node.hostname);
    if (wanted === undefined) continue;
    const against = [...taken(lane, node, wanted, known), ...foreignHosts(lane, wanted), ...twice(lane, wanted, given)];
    findings.push(...against);
    if (against.length > 0 || unfit.hostnames.has(node.hostname)) refused.add(node.id);
    else {
      slices.set(node.id, wanted.slice);
      given.set(node.hostname, node);
    }
  }
  return { slices, refused, findings };
}

/** What is wrong with explicit slices by the spec alone, and whose are. */
export function judgeExplicit(
  lan: Pick<LanSpec, "name">,
  /** Undefined where nobody knows it yet: then none is outside of it. */
  subnet: Cidr | undefined,
  explicit: readonly ExplicitSlice[],
): { readonly findings: readonly Finding[]; readonly hostnames: ReadonlySet<string> } {
  const findings: Finding[] = [];
  const hostnames = new Set<string>();
  for (const it of explicit) {
    if (subnet === undefined || contains(subnet, it.slice)) continue;
    hostnames.add(it.hostname);
    const details = { lan: lan.name, node: it.hostname, slice: formatCidr(it.slice), subnet: formatCidr(subnet) };
    findings.push(finding("EXPLICIT_OUTSIDE_SUBNET", details, placeOf(lan, it)));
  }
  for (const [a, b] of overlappingPairs(explicit)) {
    hostnames.add(a.hostname).add(b.hostname);
    const details = {
      lan: lan.name,
      nodes: [a.hostname, b.hostname],
      slices: [formatCidr(a.slice), formatCidr(b.slice)],
    } as const;
    findings.push(finding("EXPLICIT_OVERLAP", details, { target: { lan: lan.name }, at: [a.at, b.at] }));
  }
  return { findings, hostnames };
}

/** Every slice that lies in an earlier one (by address, the wider first) beside that one. */
function overlappingPairs(explicit: readonly ExplicitSlice[]): readonly (readonly [ExplicitSlice, ExplicitSlice])[] {
  const pairs: (readonly [ExplicitSlice, ExplicitSlice])[] = [];
  let open: ExplicitSlice | undefined;
  for (const it of [...explicit].sort((a, b) => compareCidrs(a.slice, b.slice))) {
    if (open !== undefined && open.slice.family === it.slice.family && it.slice.base <= lastOf(open.slice).value) {
      pairs.push([open, it]);
    } else open = it;
  }
  return pairs;
}

function taken(lane: Lane, node: SliceNode, wanted: ExplicitSlice, known: CidrIndex<HeldSlice>): readonly Finding[] {
  return known(wanted.slice)
    .filter((it) => it.node !== node.id)
    .map((it) => takenBy(lane, wanted, { hostname: it.hostname, slice: it.slice, state: it.state }));
}

/** A second node of one hostname cannot have the same slice. */
function twice(lane: Lane, wanted: ExplicitSlice, given: ReadonlyMap<string, SliceNode>): readonly Finding[] {
  const other = given.get(wanted.hostname);
  if (other === undefined) return [];
  return [takenBy(lane, wanted, { hostname: `${other.hostname} (${other.id})`, slice: wanted.slice, state: "held" })];
}

function takenBy(lane: Lane, wanted: ExplicitSlice, by: Pick<HeldSlice, "hostname" | "slice" | "state">): Finding {
  const details = {
    lan: lane.lan.name,
    node: wanted.hostname,
    slice: formatCidr(wanted.slice),
    holder: by.hostname,
    held: formatCidr(by.slice),
    state: by.state,
  };
  return finding("EXPLICIT_TAKEN", details, placeOf(lane.lan, wanted));
}

/** Another host's NIC in the slice; not where it is the gateway, which Docker keeps out anyway. */
function foreignHosts(lane: Lane, wanted: ExplicitSlice): readonly Finding[] {
  return hostsIn(lane.hosts, wanted.slice)
    .filter((it) => it.hostname !== wanted.hostname && !sameAddress(it.address, lane.spec.gateway))
    .map((it) => {
      const details = {
        lan: lane.lan.name,
        node: wanted.hostname,
        slice: formatCidr(wanted.slice),
        host: it.hostname,
        address: formatAddress(it.address),
      };
      const stated = it.seen ? [] : [nodePath(lane.lan, lane.family, it.hostname, "host")];
      return finding("EXPLICIT_HOLDS_HOST", details, { ...placeOf(lane.lan, wanted), at: [wanted.at, ...stated] });
    });
}

function placeOf(lan: Pick<LanSpec, "name">, it: ExplicitSlice) {
  return { target: { lan: lan.name, node: it.hostname }, at: [it.at] };
}
