/**
 * The whole of what a spec wants of this swarm, whether it stands already or not: for those who carry it out by other means.
 *
 * What is in the way of swarmlan only (networks that it did not make, containers on the LAN) is passed over; where the
 * slices themselves cannot be known, the findings refuse.
 */
import type { Finding } from "../../model/finding.ts";
import type { NodeNetworkSettings, SwarmNode } from "../../model/snapshot.ts";
import type { LanSpec } from "../../model/spec.ts";
import { nodeNetworkSettings } from "./node-network.ts";
import type { PlanQuestion } from "./plan-question.ts";
import { planSwarm } from "./plan-swarm.ts";

export interface WantedState {
  readonly swarmId: string;
  readonly lans: readonly WantedLan[];
  /** With one of severity error, `lans` is not to be used. */
  readonly findings: readonly Finding[];
  readonly complete: boolean;
}

export interface WantedLan {
  readonly lan: LanSpec;
  /** In carving order. */
  readonly nodes: readonly WantedNode[];
}

export interface WantedNode {
  readonly node: SwarmNode;
  readonly network: NodeNetworkSettings;
}

/** About what stands there now, which says nothing against what is wanted. */
const ABOUT_WHAT_STANDS: readonly Finding["code"][] = [
  "NETWORK_NOT_OURS",
  "NETWORK_OF_OTHER_LAN",
  "NETWORK_NAME_CLASH",
  "CONTAINERS_ATTACHED",
  "LAN_LEFT_SPEC",
  "DRAIN_NEEDED",
  "RECREATE_NEEDED",
  "LABEL_LIES",
];

export function wantedState(question: Omit<PlanQuestion, "prune">): WantedState {
  const plan = planSwarm({ ...question, prune: false });
  const nodes = new Map(question.snapshot.swarm.nodes.map((it) => [it.id, it]));
  const lans = plan.lans.flatMap(({ spec: lan, shares }): readonly WantedLan[] => {
    if (lan === undefined) return [];
    const wanted = shares.flatMap((share) => {
      const node = nodes.get(share.node);
      return node === undefined ? [] : [{ node, network: nodeNetworkSettings(lan, share) }];
    });
    return [{ lan, nodes: wanted }];
  });
  const all = [...plan.findings, ...plan.lans.flatMap((it) => it.findings)];
  const findings = all.filter((it) => !ABOUT_WHAT_STANDS.includes(it.code));
  return { swarmId: plan.swarmId, lans, findings, complete: plan.complete };
}
