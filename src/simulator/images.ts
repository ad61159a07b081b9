/** What a simulated image serves. Names that were not told of serve the default page, as if every registry had them. */
import type { ImageOptions } from "./types.ts";
import type { World } from "./world.ts";

const DEFAULT: ImageOptions = { ports: ["80/tcp"], page: "it works\n" };

export function imageOf(world: World, name: string): ImageOptions {
  const known = world.images[name] ?? world.images[name.replace(/@sha256:.*$/, "")];
  return known ?? DEFAULT;
}
