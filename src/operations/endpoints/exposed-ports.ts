/** The ports that the images on swarm-scoped macvlan networks expose; each distinct image is asked about once. */
import type { NodeView, Snapshot } from "../../model/snapshot.ts";
import { inParallel } from "../in-parallel.ts";
import type { Fleet } from "../ports/engine.ts";
import type { PortsByImage } from "./container-items.ts";

const AT_ONCE = 8;

/** By image id. What cannot be asked is left out: a missing link is no reason to fail a list. */
export async function exposedPortsOf(snapshot: Snapshot, fleet: Fleet, signal: AbortSignal): Promise<PortsByImage> {
  const asked = [...imagesOf(snapshot)];
  const answers = await inParallel(asked, AT_ONCE, async ([image, view]) => {
    try {
      return await fleet.node(view.node).images.exposedPorts(image, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      return undefined;
    }
  });
  return new Map(asked.flatMap(([image], index) => (answers[index] ? [[image, answers[index]] as const] : [])));
}

/** Every image, and the first answering node that has a container of it. */
function imagesOf({ swarm, nodes }: Snapshot): ReadonlyMap<string, NodeView> {
  const lans = new Set(
    swarm.networks.filter((it) => it.scope === "swarm" && it.driver === "macvlan").map((it) => it.id),
  );
  const images = new Map<string, NodeView>();
  for (const view of nodes) {
    if (view.kind === "failed") continue;
    for (const { imageId, endpoints } of view.engine.containers) {
      if (imageId === "" || images.has(imageId) || !endpoints.some((it) => lans.has(it.network))) continue;
      images.set(imageId, view);
    }
  }
  return images;
}
