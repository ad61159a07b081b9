/** Every generated page, by its path in the repository. `npm run docs` writes them; a test says when they are out of date. */
import { checkDocs } from "./check-pages.ts";
import { commandPages } from "./command-pages.ts";
import { errorPages } from "./error-pages.ts";
import { manPage } from "./man-page.ts";
import { schemaPages } from "./schema-pages.ts";

export { lossesOf } from "./only-grows.ts";

export type Pages = Readonly<Record<string, string>>;

export function pages(): Pages {
  return { ...commandPages(), ...errorPages(), ...checkDocs(), ...schemaPages(), "man/swarmlan.1": manPage() };
}

/** Folders that hold generated pages alone: what stands there and is no page any more goes. */
export const FOLDERS: readonly string[] = ["docs/schemas", "docs/reference", "docs/errors", "docs/checks", "man"];
