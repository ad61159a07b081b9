/**
 * Engines up to 28.0 keep the number of users of a config-only network on disk, and leak it when the daemon dies with a
 * local instance (moby#35101): its removal is then refused for ever. No read tells the count (docs/engine-observations),
 * only the removal itself. So where a node has nobody on the LAN it comes first, before anybody anywhere is cut off.
 */
import type { Step } from "../../model/plan.ts";
import { isOlder } from "./engine-version.ts";
import { type Answered, instancesGone, type LanScene, tasksOn } from "./lan-scene.ts";

/** True where a removal may be refused for a leaked count, and cuts off nobody when it comes first. */
export function removesFirst(scene: LanScene, at: Answered): boolean {
  if (!isOlder(at.engine.version, "28.1.0")) return false;
  const running = instancesGone(scene, at).some(({ network }) =>
    at.engine.networks.some((it) => it.id === network && it.instance),
  );
  return !running && tasksOn(scene, scene.services, at.node.id).length === 0;
}

/** The removals of node networks that must have succeeded before others are cut off. */
export function firstRemovals(scene: LanScene, steps: readonly Step[]): readonly Step[] {
  const first = new Set(scene.answered.filter((at) => removesFirst(scene, at)).map((at) => at.node.id));
  return steps.filter((it) => it.kind === "remove-node-network" && first.has(it.node));
}
