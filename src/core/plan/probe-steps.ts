/**
 * A throw-away macvlan network on a node's parent, made and removed at once: the Engine's answer tells whether the parent
 * is there and may be used. What a killed run left of one is removed first.
 */
import type { LanName, NetworkId, NodeId } from "../../model/ids.ts";
import type { LanPlan, Step } from "../../model/plan.ts";
import type { Answered } from "./lan-scene.ts";
import { LAN_LABEL, probeName } from "./names.ts";
import { step } from "./steps.ts";

/** With `leaving`: that swarm network is about to be removed, and must not live on in the Engine's records. */
export function probeSteps(
  lan: LanName,
  at: Answered,
  of: { readonly parent: string; readonly leaving?: NetworkId; readonly after?: readonly Step[] },
): readonly Step[] {
  const { hostname, id } = at.node;
  const left = leftProbe(lan, at);
  const leaving = of.leaving === undefined ? {} : { leaving: of.leaving };
  const made = step(
    lan,
    { kind: "probe-parent", node: id, parent: of.parent, ...leaving },
    { title: `see whether ${hostname} has ${of.parent}`, hostname, after: [...left, ...(of.after ?? [])] },
  );
  return [...left, made, removeProbe(lan, at, { after: [made] })];
}

/** Plans in which no node has the probes of two LANs at once: they have one subnet, and an Engine refuses a second pool of it. */
export function oneProbeAtATime(lans: readonly LanPlan[]): readonly LanPlan[] {
  const last = new Map<NodeId, string>();
  return lans.map((lan) => {
    const steps = lan.steps.map((it): Step => {
      const before = it.kind === "probe-parent" ? last.get(it.node) : undefined;
      return before === undefined ? it : { ...it, behind: [...(it.behind ?? []), before] };
    });
    for (const it of steps) if (it.kind === "remove-probe") last.set(it.node, it.id);
    return { ...lan, steps };
  });
}

/** The removal of a probe that a killed run left there, if it left one. */
export function leftProbe(lan: LanName, at: Answered): readonly Step[] {
  const left = at.engine.networks.find((it) => it.name === probeName(lan) && it.labels[LAN_LABEL] === lan);
  return left === undefined ? [] : [removeProbe(lan, at, { network: left.id, after: [], mark: "left" })];
}

/** Without an id: the network that the probe before it made, if it made one. */
function removeProbe(
  lan: LanName,
  { node }: Answered,
  of: { readonly network?: NetworkId; readonly after: readonly Step[]; readonly mark?: string },
): Step {
  const network = of.network === undefined ? {} : { network: of.network };
  return step(
    lan,
    { kind: "remove-probe", node: node.id, ...network },
    {
      title: `remove the probe from ${node.hostname}`,
      hostname: node.hostname,
      after: of.after,
      mark: of.mark === undefined ? node.hostname : `${node.hostname}/${of.mark}`,
    },
  );
}
