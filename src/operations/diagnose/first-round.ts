/** The first batch of each node: its own facts, duplicate addresses, and who serves DHCP. Pure. */
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
    const { lan, members } = view;
    for (const { aim, from, interface: nic, ranges } of arpRounds({ view, sweep, sweepLimit: SWEEP_LIMIT })) {
      const ask = { kind: "arp", interface: nic, ranges, packetsPerSecond } as const;
      add(from, { kind: "arp", about: { lan: lan.name, from, interface: nic, aim, asked: ranges }, ask });
    }
    const [first] = members;
    if (first === undefined) continue;
    const ask = { kind: "dhcp", interface: first.parent, mac: macOf(first.node.id) } as const;
    add(first.node.id, { kind: "dhcp", about: { lan: lan.name, from: first.node.id }, ask });
  }
  return (node) => [{ kind: "host" }, ...(byNode.get(node.id) ?? [])];
}

/** Locally administered, and the same for the same node: a DHCP server learns one name for us, not one per run. */
function macOf(node: NodeId): string {
  let hash = 0;
  for (const char of node) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0;
  const hex = hash.toString(16).padStart(8, "0");
  return `02:53:${(hex.match(/../g) ?? []).join(":")}`;
}
