/** Addresses, prefixes, lengths and ranges as a spec has them, each of one family where the place says which. */
import * as z from "zod/mini";
import { type Address, type AddressRange, type Cidr, type Family, parseAddress } from "../../model/address.ts";
import { formatCidr, parseCidrLoose, parsePrefixLength } from "../../model/cidr.ts";
import { parseRange } from "../../model/range.ts";
import type { NodeHost } from "../../model/spec.ts";
import { type Read, type Refusal, reading, word } from "./word.ts";

/** One address of that family. */
export const addressOf = (family: Family) => word((text) => readAddress(text, family));

/** An address, or a rule: `none`, or `first` of the slice. */
export const hostOf = (family: Family) =>
  word<NodeHost>((text) => (text === "none" || text === "first" ? { value: text } : readAddress(text, family)));

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
