/**
 * Whether a node has the parent, before it is called ready. Where the interface being there is all there is to know, the
 * Engine is asked for a network that it always refuses, and how it does tells (ADR 12). Where the parent may be kept for
 * another network, or is a VLAN that the Engine makes itself, a throw-away macvlan network is made and removed at once. What
 * a killed run left of one is removed first.
 */
import type { LanName, NetworkId, NodeId } from "../../model/ids.ts";
import type { LanPlan, Step } from "../../model/plan.ts";
import { mayBeHeld } from "./may-be-held.ts";
import type { Answered, LanScene } from "./lan-scene.ts";
import { LAN_LABEL, probeName } from "./names.ts";
import { step } from "./steps.ts";

/** An interface under a VLAN, a loopback: an Engine says more of them than whether they are there. */
const SPECIAL = /\.|^lo$/;

/** The steps that show a parent to be there. */
export function parentSteps(
  scene: LanScene,
  at: Answered,
  of: { readonly parent: string; readonly after: readonly Step[] },
): readonly Step[] {
  const { lan } = scene;
  const { parent } = of;
  if (SPECIAL.test(parent) || mayBeHeld(scene, at)) return probeSteps(lan, at, of);
  const { hostname, id: node } = at.node;
  const left = leftProbe(lan, at);
  const title = titleOf(at, parent);
  return [
    ...left,
    step(lan, { kind: "find-parent", node, parent }, { title, hostname, after: [...left, ...of.after] }),
  ];
}

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
    { title: titleOf(at, of.parent), hostname, after: [...left, ...(of.after ?? [])] },
  );
  return [...left, made, removeProbe(lan, at, { after: [made] })];
}

function titleOf({ node }: Answered, parent: string): string {
  return `see whether ${node.hostname} has ${parent}`;
}

/**
 * Plans in which no node is asked of two parents at once, nor before what a killed run left there is gone: all ask with one
 * subnet, and an Engine refuses a second pool of it.
 */
export function oneProbeAtATime(lans: readonly LanPlan[]): readonly LanPlan[] {
  const left = lans.flatMap((lan) => lan.steps.filter(isLeft));
  const last = new Map<NodeId, string>();
  return lans.map((lan) => {
    const steps = lan.steps.map((it): Step => {
      if (it.kind !== "probe-parent" && it.kind !== "find-parent") return it;
      const before = [...left.filter((other) => other.node === it.node).map(({ id }) => id), last.get(it.node)];
      const behind = [
        ...(it.behind ?? []),
        ...before.flatMap((id) => (id === undefined || it.after.includes(id) ? [] : [id])),
      ];
      return behind.length === 0 ? it : { ...it, behind };
    });
    for (const it of steps) if (it.kind === "remove-probe" || it.kind === "find-parent") last.set(it.node, it.id);
    return { ...lan, steps };
  });
}

function isLeft(it: Step): it is Step & { readonly kind: "remove-probe" } {
  return it.kind === "remove-probe" && it.network !== undefined;
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
