/** The first batch of each node: its own facts, and duplicate addresses. Pure. */
import type { NodeId } from "../../model/ids.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import { arpRounds } from "./arp-rounds.ts";
import type { NodeQuestion } from "./gather-wire.ts";
import type { LanView } from "./lan-view.ts";

export interface FirstRound {
  readonly views: readonly LanView[];
  readonly sweep: boolean;
  readonly packetsPerSecond: number;
}

/** A slice larger than this is not swept: it would take minutes. */
const SWEEP_LIMIT = 4096n;

export function firstRound({
  views,
  sweep,
  packetsPerSecond,
}: FirstRound): (node: SwarmNode) => readonly NodeQuestion[] {
  const byNode = new Map<NodeId, NodeQuestion[]>();
  const add = (node: NodeId, question: NodeQuestion) => byNode.set(node, [...(byNode.get(node) ?? []), question]);
  for (const view of views) {
    const { lan } = view;
    for (const { aim, from, interface: nic, ranges } of arpRounds({ view, sweep, sweepLimit: SWEEP_LIMIT })) {
      const ask = { kind: "arp", interface: nic, ranges, packetsPerSecond } as const;
      add(from, { kind: "arp", about: { lan: lan.name, from, interface: nic, aim, asked: ranges }, ask });
    }
  }
  return (node) => [{ kind: "host" }, ...(byNode.get(node.id) ?? [])];
}
