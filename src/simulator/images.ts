/** What a simulated image serves. Names that were not told of serve the default page, as if every registry had them. */
import type { ImageOptions } from "./types.ts";
import { imageId } from "./ids.ts";
import type { SimNode, World } from "./world.ts";

const DEFAULT: ImageOptions = { ports: ["80/tcp"], page: "it works\n" };

export function imageOf(world: World, name: string): ImageOptions {
  const known = world.images[name] ?? world.images[name.replace(/@sha256:.*$/, "")];
  return known ?? DEFAULT;
}

/** An image is on a node when it was pulled there, or when a container of it is. By name or by id. */
export function isHere(node: SimNode, wanted: string): boolean {
  return nameHere(node, wanted) !== undefined;
}

export function nameHere(node: SimNode, wanted: string): string | undefined {
  const fits = (name: string): boolean => name === wanted || imageId(name) === wanted;
  return [...node.images].find(fits) ?? [...node.containers.values()].find((it) => fits(it.image))?.image;
}
