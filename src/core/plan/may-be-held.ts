/**
 * Engines up to 26.1 and the parents that they may keep for a network which is gone: what they say then, and on which nodes it
 * cannot be. `held-parent.ts` has the whole story.
 */
import { isOlder } from "./engine-version.ts";
import type { Answered, LanScene } from "./lan-scene.ts";
import { LABELS_BEGIN } from "./names.ts";

/** The first Engine on which networks share a parent. */
const SHARING = "27.0.1";

export const REFUSED = /network dm-([0-9a-z]{12}) is already using parent interface (\S+)/;

/** The first 12 characters of the id of the network that the Engine's refusal names. */
export function holderIn(text: string): string | undefined {
  return REFUSED.exec(text)?.[1];
}

/** A parent carries one macvlan network there. */
export function sharesNoParent({ engine }: Pick<Answered, "engine">): boolean {
  return isOlder(engine.version, SHARING);
}

/**
 * Whether the parent may be kept for a network that is gone, as far as can be known without a macvlan network to be refused:
 * the Engine is one of those that do, and something tells of macvlan networks in this swarm or on this node, now or before.
 */
export function mayBeHeld({ snapshot: { swarm } }: LanScene, { node, engine }: Answered): boolean {
  return (
    sharesNoParent({ engine }) &&
    (swarm.configs.length > 0 ||
      [...swarm.networks, ...engine.networks].some((it) => it.driver === "macvlan" || it.configOnly) ||
      swarm.tasks.some((it) => REFUSED.test(it.error ?? "")) ||
      [node, ...swarm.services].some((it) => Object.keys(it.labels).some((label) => label.startsWith(LABELS_BEGIN))) ||
      swarm.services.some((it) => it.constraints.some((text) => text.includes(`node.labels.${LABELS_BEGIN}`))))
  );
}
