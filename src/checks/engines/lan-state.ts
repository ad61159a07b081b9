/** How a LAN stands on a node by what its Engine has, as `swarmlan status` says it; shared by the checks of this group. Pure. */
import { type LanNetworks, type NodeState, nodeState } from "../../core/plan/node-state.ts";
import type { Facts } from "../../model/facts.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import type { LanSpec } from "../../model/spec.ts";

export interface LanStateFacts {
  readonly lan: LanSpec;
  readonly node: SwarmNode;
  readonly state: NodeState;
}

export function lanStates({ spec, snapshot, plan }: Facts): readonly LanStateFacts[] {
  return spec.lans.flatMap((lan) => {
    const shares = new Map(plan.lans.find((it) => it.lan === lan.name)?.shares.map((it) => [it.node, it]) ?? []);
    const networks = networksOf(lan, snapshot);
    return snapshot.nodes.map((view) => ({
      lan,
      node: view.node,
      state: nodeState({ lan, networks, view, share: shares.get(view.node.id) }),
    }));
  });
}

function networksOf(lan: LanSpec, { swarm }: Facts["snapshot"]): LanNetworks {
  const mine = swarm.networks.filter((it) => it.name === lan.name && it.scope === "swarm" && it.driver === "macvlan");
  return { lan: lan.name, ids: new Set(mine.map((it) => it.id)) };
}
