/**
 * The words of a spec as schemas: each reads one text into a value or says, as a coded issue, why it cannot.
 *
 * zod/mini, not zod: bundled it loads in 5 ms and 17 kB where the classic one takes 22 ms and 89 kB (measured with
 * rolldown on Node 20; unbundled both load the same core in about 70 ms). zod's own wordings are not loaded: issues are
 * worded by the error catalogue.
 */
import * as z from "zod/mini";
import type { DetailsOf, ErrorCode } from "../../errors/catalogue.ts";
import { type Address, type AddressRange, type Cidr, type Family, parseAddress } from "../../model/address.ts";
import { formatCidr, parseCidrLoose, parsePrefixLength } from "../../model/cidr.ts";
import { parseRange } from "../../model/range.ts";
import { closest } from "./closest.ts";

/** What is wrong with one word; the place is known only to whoever holds the whole. */
export type Refusal = {
  [C in ErrorCode]: { readonly code: C; readonly details: Omit<DetailsOf<C>, "where"> };
}[ErrorCode];

/** Hangs a refusal on an issue, where `refusalIn` finds it. */
export function refusalIn(params: unknown): Refusal | undefined {
  return (params as { refusal?: Refusal } | undefined)?.refusal;
}

type Read<T> = { readonly value: T } | Refusal;

/** A text that `read` turns into a value. */
function word<T>(read: (text: string) => Read<T>) {
  return z.pipe(z.string(), z.transform(reading(read)));
}

function reading<T, I>(read: (input: I) => Read<T>) {
  return (input: I, context: z.core.ParsePayload): T => {
    const result = read(input);
    if ("value" in result) return result.value;
    context.issues.push({ code: "custom", input, params: { refusal: result } });
    return z.NEVER;
  };
}

/** One address of that family. */
export const addressOf = (family: Family) => word((text) => readAddress(text, family));

/** An address, or a word that stands for none or for the rule. */
export const hostOf = (family: Family) =>
  word<Address | "none" | "first">((text) =>
    text === "none" || text === "first" ? { value: text } : readAddress(text, family),
  );

/** A prefix of that family, without host bits. */
export const cidrOf = (family: Family) =>
  word<Cidr>((text) => {
    const loose = parseCidrLoose(text);
    if (loose === undefined || loose.cidr.family !== family)
      return { code: "SPEC_BAD_CIDR", details: { text, family } };
    return loose.hostBits ? hostBits(text, loose.cidr) : { value: loose.cidr };
  });

/** The length of a slice: `/24`, and `24` because that is what `/${BITS}` without its slash becomes. */
export const lengthOf = (family: Family) =>
  z.pipe(
    z.union([z.string(), z.number()]),
    z.transform(
      reading<number, string | number>((input) => {
        const text = String(input);
        const value = parsePrefixLength(text.replace(/^\//, ""), family);
        return value === undefined ? { code: "SPEC_BAD_LENGTH", details: { text, family } } : { value };
      }),
    ),
  );

/** An address, a prefix or FIRST-LAST, of either family; the text is kept for messages. */
export const reserveEntry = word<{ readonly range: AddressRange; readonly text: string }>((text) => {
  const range = parseRange(text.replaceAll(/\s*-\s*/g, "-"));
  if (range !== undefined) return { value: { range, text } };
  const loose = parseCidrLoose(text);
  if (loose?.hostBits) return hostBits(text, loose.cidr);
  return { code: "SPEC_BAD_RANGE", details: { text, reason: rangeReason(text) } };
});

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

function readAddress(text: string, family: Family): Read<Address> {
  const value = parseAddress(text);
  return value?.family === family ? { value } : { code: "SPEC_BAD_ADDRESS", details: { text, family } };
}

function hostBits(text: string, cidr: Cidr): Refusal {
  return { code: "SPEC_HOST_BITS", details: { text, proposed: formatCidr(cidr) } };
}

function rangeReason(text: string): string {
  const [first, last] = text.split("-").map((end) => parseAddress(end.trim()));
  if (first === undefined || last === undefined) return "is neither an address, a prefix nor FIRST-LAST";
  return first.family === last.family ? "runs backwards" : "mixes IPv4 and IPv6";
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
        const refusal: Refusal = { code: "SPEC_BAD_NAME", details: { text, rule, ...hint } };
        context.issues.push({ code: "custom", input: text, path: [text], params: { refusal }, continue: true });
      }
    },
    { when: () => true },
  );
}

/** A node cannot follow a rule that its LAN does not have: it gives its address instead. */
export function firstWithoutRule(path: readonly string[]): z.core.$ZodRawIssue {
  const refusal: Refusal = { code: "SPEC_HOST_RULE", details: {} };
  return { code: "custom", input: "first", path: [...path], params: { refusal } };
}
