/**
 * Parents that an Engine up to 26.1 keeps for a network that it no longer has. Its macvlan driver writes down every
 * instance, and forgets it when the instance is removed: after a loss of power the record stays, and a parent carries one
 * macvlan network only (moby#35876; since 27.0.1 any number, moby#47318). A task of that same network clears it when it
 * lands and leaves. Once the swarm network itself is gone, nothing that an API offers does.
 *
 * No read tells it: only a macvlan network that is refused does, be it a task's or a probe's.
 */
import { type Finding, finding } from "../../model/finding.ts";
import type { NodeId } from "../../model/ids.ts";
import type { Step } from "../../model/plan.ts";
import type { LanSpec } from "../../model/spec.ts";
import { instanceOn, type LanScene } from "./lan-scene.ts";
import { REFUSED, sharesNoParent } from "./may-be-held.ts";
import { parentOn } from "./node-network.ts";
import { probeSteps } from "./probe-steps.ts";

/**
 * Nodes on which a task was refused for a network that neither the node nor the swarm has. A task from before the node last
 * changed says nothing any more: nothing ends this but another start of its Engine, and that changes it.
 */
export function heldParents(scene: LanScene): ReadonlyMap<NodeId, Finding> {
  const { snapshot, lan, swarmNetwork } = scene;
  const refusals = snapshot.swarm.tasks.flatMap((task) => {
    const [, holder, parent] = REFUSED.exec(task.error ?? "") ?? [];
    const ours = swarmNetwork !== undefined && task.networks.includes(swarmNetwork.id);
    return ours && holder !== undefined && parent !== undefined ? [{ task, holder, parent }] : [];
  });
  const held = new Map<NodeId, Finding>();
  for (const { task, holder, parent } of refusals) {
    const at = scene.answered.find((it) => it.node.id === task.node);
    if (
      at === undefined ||
      Date.parse(task.createdAt) < Date.parse(at.node.updatedAt) ||
      instanceOn(scene, at) !== undefined
    )
      continue;
    if ([...at.engine.networks, ...snapshot.swarm.networks].some((it) => it.id.startsWith(holder))) continue;
    const node = at.node.hostname;
    held.set(at.node.id, finding("PARENT_HELD", { node, parent, holder }, { severity: "warn", target: { lan, node } }));
  }
  return held;
}

/**
 * Before a swarm network goes: probes of the nodes on which its record may have outlived its instance, since it would
 * keep the next one away. `told` are nodes that another step asks the same of.
 */
export function recordProbes(lan: LanSpec, scene: LanScene, told: ReadonlySet<string>): readonly Step[] {
  const leaving = scene.swarmNetwork?.id;
  if (leaving === undefined) return [];
  return scene.answered
    .filter((at) => sharesNoParent(at) && instanceOn(scene, at) === undefined)
    .filter((at) => !told.has(at.node.id))
    .flatMap((at) => probeSteps(lan.name, at, { parent: parentOn(lan, at.node.hostname), leaving }));
}
