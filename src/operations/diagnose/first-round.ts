/** The first batch of each node (its own facts, and duplicate addresses), and what others make up for. Pure. */
import { isWitness } from "../../core/hosts/witness.ts";
import type { NodeId } from "../../model/ids.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import { type NeighbourRound, neighbourRounds, spareRounds } from "./neighbour-rounds.ts";
import type { Measured, NodeQuestion } from "./gather-wire.ts";
import type { LanView } from "./lan-view.ts";

export interface FirstRound {
  readonly views: readonly LanView[];
  readonly sweep: boolean;
  readonly packetsPerSecond: number;
}

type QuestionsOf = (node: SwarmNode) => readonly NodeQuestion[];

/** A slice larger than this is not swept: it would take minutes. */
const SWEEP_LIMIT = 4096n;

export function firstRound(asked: FirstRound): QuestionsOf {
  const { views, sweep } = asked;
  const asking = byNode(
    asked,
    views.map((view) => [view, neighbourRounds({ view, sweep, sweepLimit: SWEEP_LIMIT })]),
  );
  return (node) => [{ kind: "host" }, ...(asking.get(node.id) ?? [])];
}

/** Once more, by others, what was asked by nodes that turned out to hear nobody: a slice is not clean because its asker is deaf. */
export function spareRound(
  asked: FirstRound,
  { neighbours, hosts }: Pick<Measured, "neighbours" | "hosts">,
): QuestionsOf {
  const { views, sweep } = asked;
  const heard = { lans: views.map((it) => it.lan), neighbours, hosts };
  const rounds = views.map((view): readonly [LanView, readonly NeighbourRound[]] => {
    const { name: lan } = view.lan;
    return [
      view,
      spareRounds({ view, sweep, sweepLimit: SWEEP_LIMIT }, ({ node, parent }) =>
        isWitness(heard, { lan, from: node.id, interface: parent }),
      ),
    ];
  });
  const spare = byNode(asked, rounds);
  return (node) => spare.get(node.id) ?? [];
}

function byNode(
  { packetsPerSecond }: FirstRound,
  rounds: readonly (readonly [LanView, readonly NeighbourRound[]])[],
): ReadonlyMap<NodeId, readonly NodeQuestion[]> {
  const of = new Map<NodeId, NodeQuestion[]>();
  for (const [{ lan }, list] of rounds) {
    for (const { aim, from, interface: nic, ranges } of list) {
      const ask = { kind: "neighbours", interface: nic, ranges, packetsPerSecond } as const;
      const about = { lan: lan.name, from, interface: nic, aim, asked: ranges };
      of.set(from, [...(of.get(from) ?? []), { kind: "neighbours", about, ask }]);
    }
  }
  return of;
}
