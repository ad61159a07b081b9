/**
 * Runs of addresses at any alignment, as `reserve:` has them: `A-B`, a prefix, or one address.
 *
 * Refuses a range that runs backwards or mixes families, and a prefix with host bits (the caller can ask
 * `parseCidrLoose` what was meant).
 */
import { type Address, type AddressRange, formatAddress, parseAddress } from "./address.ts";
import { parseCidr, rangeOf } from "./cidr.ts";

/** Reads `192.168.20.50-192.168.20.99`, `192.168.31.0/24` or `192.168.21.7`. */
export function parseRange(text: string): AddressRange | undefined {
  if (text.includes("/")) {
    const cidr = parseCidr(text);
    return cidr === undefined ? undefined : rangeOf(cidr);
  }
  const ends = text.split("-");
  if (ends.length > 2) return undefined;
  const first = parseAddress(ends[0] ?? "");
  const last = parseAddress(ends[ends.length - 1] ?? "");
  if (first === undefined || last === undefined) return undefined;
  if (first.family !== last.family || first.value > last.value) return undefined;
  return { family: first.family, first: first.value, last: last.value };
}

/** `A-B`, or `A` when it is one address. */
export function formatRange(range: AddressRange): string {
  const first = formatAddress({ family: range.family, value: range.first });
  if (range.first === range.last) return first;
  return `${first}-${formatAddress({ family: range.family, value: range.last })}`;
}

export function inRange(range: AddressRange, address: Address): boolean {
  return range.family === address.family && range.first <= address.value && address.value <= range.last;
}

/** The addresses that both have; `undefined` when there are none. */
export function intersectionOf(a: AddressRange, b: AddressRange): AddressRange | undefined {
  if (a.family !== b.family) return undefined;
  const first = a.first > b.first ? a.first : b.first;
  const last = a.last < b.last ? a.last : b.last;
  return first <= last ? { family: a.family, first, last } : undefined;
}
