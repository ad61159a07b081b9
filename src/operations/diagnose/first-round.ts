/**
 * The first batch of each node (its own facts, and duplicate addresses), and what others make up for. Pure.
 *
 * In IPv6 it holds the gateway too: asking for it there tells nobody anything untrue, and its answer shows who hears.
 */
import { isWitness } from "../../core/hosts/witness.ts";
import type { NodeId } from "../../model/ids.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import { gatewayRounds, type NeighbourRound, neighbourRounds, spareRounds } from "./neighbour-rounds.ts";
import type { Measured, NodeQuestion } from "./gather-wire.ts";
import type { LanView } from "./lan-view.ts";

export interface FirstRound {
  readonly views: readonly LanView[];
  readonly sweep: boolean;
  readonly packetsPerSecond: number;
}

type QuestionsOf = (node: SwarmNode) => readonly NodeQuestion[];

/** A slice larger than this is not swept: it would take minutes, and in IPv6 for ever. */
const SWEEP_LIMIT = 4096;
/** Well under the deadline of a command in the probe; each address is asked for twice. */
const SWEEP_SECONDS = 60;

function sweepLimit({ packetsPerSecond }: FirstRound): bigint {
  return BigInt(Math.min(SWEEP_LIMIT, Math.floor((packetsPerSecond * SWEEP_SECONDS) / 2)));
}

export function firstRound(asked: FirstRound): QuestionsOf {
  const { views, sweep } = asked;
  const asking = byNode(
    asked,
    views.map((view) => [
      view,
      [
        ...neighbourRounds({ view, sweep, sweepLimit: sweepLimit(asked) }),
        ...(view.family === 6 ? gatewayRounds(view) : []),
      ],
    ]),
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
      spareRounds({ view, sweep, sweepLimit: sweepLimit(asked) }, ({ node, parent }) =>
        isWitness(heard, { lan, family: view.family, from: node.id, interface: parent }),
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
  for (const [view, list] of rounds) {
    for (const it of list) of.set(it.from, [...(of.get(it.from) ?? []), neighbourQuestion(view, it, packetsPerSecond)]);
  }
  return of;
}

/** What a node is asked for one round. */
export function neighbourQuestion(
  { lan, family }: LanView,
  { aim, from, interface: nic, ranges }: NeighbourRound,
  packetsPerSecond: number,
): NodeQuestion {
  const about = { lan: lan.name, family, from, interface: nic, aim, asked: ranges };
  return { kind: "neighbours", about, ask: { kind: "neighbours", family, interface: nic, ranges, packetsPerSecond } };
}
