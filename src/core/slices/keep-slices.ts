/**
 * Which nodes keep the slice that the ledger knows. A held slice never moves or shrinks by itself: not for a changed
 * slice length, not for a changed pool; only a subnet that no longer holds it ends it.
 *
 * A node that is back takes its quarantined slice back, when nothing else is on it. Refuses a ledger that gives one
 * address to two nodes.
 */
import type { Cidr } from "../../model/address.ts";
import { contains, formatCidr } from "../../model/cidr.ts";
import { type Finding, finding } from "../../model/finding.ts";
import type { NodeId } from "../../model/ids.ts";
import type { HeldSlice, SliceNode } from "../../model/slices.ts";
import { type CidrIndex, indexByCidr } from "./cidr-index.ts";
import type { Lane } from "./lane.ts";

export interface Kept {
  readonly slices: ReadonlyMap<NodeId, Cidr>;
  /** Nodes that get nothing: their held slice is another's too. */
  readonly refused: ReadonlySet<NodeId>;
  readonly findings: readonly Finding[];
}

/** Looks at every node that has no explicit slice. */
export function keepSlices(lane: Lane): Kept {
  const known = indexByCidr(lane.held);
  const explicit = indexByCidr(lane.explicit);
  const byName = new Set(lane.explicit.map((it) => it.hostname));
  const ofNode = byNode(lane.held);
  const rank = new Map(lane.nodes.map((node, index) => [node.id, byName.has(node.hostname) ? -1 : index]));
  const slices = new Map<NodeId, Cidr>();
  const refused = new Set<NodeId>();
  const findings: Finding[] = [];
  for (const node of lane.nodes.filter((it) => !byName.has(it.hostname))) {
    const entries = ofNode.get(node.id) ?? [];
    const held = entries.find((it) => it.state === "held" && contains(lane.spec.subnet, it.slice));
    if (held === undefined) {
      const back = entries.find((it) => canReturn(lane, it, known) && explicit(it.slice).length === 0);
      if (back !== undefined) slices.set(node.id, back.slice);
      findings.push(...outside(lane, node, entries));
      continue;
    }
    const other = rival(held, known, rank);
    if (other === undefined) slices.set(node.id, held.slice);
    else {
      refused.add(node.id);
      findings.push(heldOverlap(lane, other, held));
    }
  }
  return { slices, refused, findings };
}

/** Another node's claim on the same addresses; of two nodes that are here, the later one is told. */
function rival(held: HeldSlice, known: CidrIndex<HeldSlice>, rank: ReadonlyMap<NodeId, number>): HeldSlice | undefined {
  const own = rank.get(held.node) ?? -1;
  return known(held.slice).find(
    (it) => it.node !== held.node && !(it.state === "held" && (rank.get(it.node) ?? -1) > own),
  );
}

function canReturn(lane: Lane, entry: HeldSlice, known: CidrIndex<HeldSlice>): boolean {
  const free = known(entry.slice).every((it) => it.node === entry.node);
  return entry.state === "quarantined" && contains(lane.spec.subnet, entry.slice) && free;
}

function outside(lane: Lane, node: SliceNode, entries: readonly HeldSlice[]): readonly Finding[] {
  const lost = entries.find((it) => it.state === "held");
  if (lost === undefined) return [];
  const details = {
    lan: lane.lan.name,
    node: node.hostname,
    slice: formatCidr(lost.slice),
    subnet: formatCidr(lane.spec.subnet),
  };
  const target = { lan: lane.lan.name, node: node.hostname };
  return [finding("HELD_OUTSIDE_SUBNET", details, { severity: "warn", target })];
}

function heldOverlap(lane: Lane, other: HeldSlice, held: HeldSlice): Finding {
  return finding(
    "HELD_OVERLAP",
    {
      lan: lane.lan.name,
      nodes: [other.hostname, held.hostname],
      slices: [formatCidr(other.slice), formatCidr(held.slice)],
    },
    { target: { lan: lane.lan.name, node: held.hostname } },
  );
}

function byNode(held: readonly HeldSlice[]): ReadonlyMap<NodeId, readonly HeldSlice[]> {
  const groups = new Map<NodeId, HeldSlice[]>();
  for (const it of held) {
    const group = groups.get(it.node);
    if (group === undefined) groups.set(it.node, [it]);
    else group.push(it);
  }
  return groups;
}
