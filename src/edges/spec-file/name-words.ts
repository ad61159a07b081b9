/** Names and endpoints as a spec has them, and the rules for the user's own names as keys. */
import * as z from "zod/mini";
import { closest } from "./closest.ts";
import { type Read, type Refusal, word } from "./word.ts";

/** A Linux interface name (`dev_valid_name` of net/core/dev.c; IFNAMSIZ is 16 with its zero). */
export const interfaceName = word<string>((text) => {
  const fits = new TextEncoder().encode(text).length <= 15 && /^[^\s/:]+$/.test(text) && text !== "." && text !== "..";
  if (fits) return { value: text };
  const rule = "is not a name of a Linux interface: 1 to 15 characters, no slash, colon or blank";
  return { code: "SPEC_BAD_NAME", details: { text, rule, hint: "see the node's names with: ip link" } };
});

/** A name of a network on a node. */
export const networkName = word<string>((text) =>
  /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(text)
    ? { value: text }
    : {
        code: "SPEC_BAD_NAME",
        details: {
          text,
          rule: "is no network name: letters, digits, _ . - after a letter or digit, at most 63 in all",
        },
      },
);

const PLACEHOLDERS = ["hostname", "address"];

/** One text for all nodes, in which {hostname} and {address} are each node's own. */
export const nodeTemplate = word<string>((text) => {
  const wrong = placeholdersOf(text).find((name) => !PLACEHOLDERS.includes(name));
  if (wrong === undefined) return filled(text);
  const suggestion = closest(wrong, PLACEHOLDERS);
  return {
    code: "SPEC_BAD_TEMPLATE",
    details: { placeholder: wrong, allowed: PLACEHOLDERS, ...(suggestion === undefined ? {} : { suggestion }) },
  };
});

/** One node's endpoint, as it is. */
export const nodeEndpoint = word<string>((text) => {
  const [placeholder] = placeholdersOf(text);
  return placeholder === undefined
    ? filled(text)
    : { code: "SPEC_BAD_TEMPLATE", details: { placeholder, allowed: [] } };
});

/** A text with something in it. */
export const someText = word<string>(filled);

function filled(text: string): Read<string> {
  if (text.trim() !== "") return { value: text };
  return { code: "SPEC_BAD_NAME", details: { text, rule: "has nothing in it" } };
}

function placeholdersOf(text: string): readonly string[] {
  return Array.from(text.matchAll(/\{([^{}]*)\}/g), (match) => match[1] ?? "");
}

/** How the user's own names in a mapping must look. */
export interface NameRule {
  readonly pattern: RegExp;
  readonly rule: string;
}

/**
 * Holds every key of a mapping to a rule. A check on the whole, run even where a value is wrong: zod's own key schemas
 * leave out the value of a key that they refuse, and with it its problems.
 */
export function namedLike({ pattern, rule }: NameRule) {
  return z.superRefine<Readonly<Record<string, unknown>>>(
    (value, context) => {
      for (const text of Object.keys(value ?? {})) {
        if (pattern.test(text)) continue;
        const hint = text.includes("$") ? { hint: "variables are put into values only, never into keys" } : {};
        const refusal: Refusal = { code: "SPEC_BAD_NAME", details: { text, rule, ...hint }, aboutKey: true };
        context.issues.push({ code: "custom", input: text, path: [text], params: { refusal }, continue: true });
      }
    },
    { when: () => true },
  );
}
