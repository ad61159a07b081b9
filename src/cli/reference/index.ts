/** Every generated page, by its path in the repository. `npm run docs` writes them; a test says when they are out of date. */
import { schemaPages } from "./schema-pages.ts";

export { lossesOf } from "./only-grows.ts";

export type Pages = Readonly<Record<string, string>>;

export function pages(): Pages {
  return { ...schemaPages() };
}

/** Folders that hold generated pages alone: what stands there and is no page any more goes. */
export const FOLDERS: readonly string[] = ["docs/schemas"];
