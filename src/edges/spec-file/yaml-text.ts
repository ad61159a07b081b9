/** Texts as YAML writes them, so that reading gives back what was meant: quotes where a bare word would change, `$$` for `$`. */
import { readPlain } from "./plain-scalar.ts";

/** No indicator begins it; inside, nothing that ends or comments it, in { } and [ ] as well. */
const BARE = /^[A-Za-z0-9/._][A-Za-z0-9/._+@%~-]*(?::[A-Za-z0-9/._+@%~-]+)*$/;

/** One value. Endpoints with `{hostname}` are quoted too: harmless outside of { }, needed inside. */
export function yamlText(text: string): string {
  return quoted(text.replaceAll("$", "$$$$"));
}

/** One key, where variables mean nothing. */
export function yamlKey(text: string): string {
  return quoted(text);
}

function quoted(text: string): string {
  return BARE.test(text) && typeof readPlain(text) === "string" ? text : JSON.stringify(text);
}
