/**
 * Prefixes: `192.168.16.0/20`.
 *
 * A `Cidr` never has host bits; text that has some is told apart from text that is no prefix at all, so that the
 * caller can propose the right one. Refuses netmask forms (`/255.255.240.0`).
 */
import {
  type Address,
  type AddressRange,
  bitsOf,
  type Cidr,
  type Family,
  formatAddress,
  parseAddress,
} from "./address.ts";

/** What `ADDRESS/LENGTH` says: the prefix that it lies in, and whether the address had bits beyond it. */
export interface LooseCidr {
  readonly cidr: Cidr;
  readonly hostBits: boolean;
}

const LENGTH = /^(?:0|[1-9]\d{0,2})$/;

/** Reads a prefix; `undefined` for anything else, host bits included. */
export function parseCidr(text: string): Cidr | undefined {
  const loose = parseCidrLoose(text);
  return loose === undefined || loose.hostBits ? undefined : loose.cidr;
}

/** Reads a prefix whose address may have host bits, and says whether it had. */
export function parseCidrLoose(text: string): LooseCidr | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return undefined;
  const address = parseAddress(text.slice(0, slash));
  const length = parsePrefixLength(text.slice(slash + 1), address?.family ?? 4);
  if (address === undefined || length === undefined) return undefined;
  const cidr = cidrAround(address, length);
  return { cidr, hostBits: cidr.base !== address.value };
}

/** Reads the digits of a prefix length, without the slash. */
export function parsePrefixLength(text: string, family: Family): number | undefined {
  return LENGTH.test(text) && Number(text) <= bitsOf(family) ? Number(text) : undefined;
}

/** The prefix of that length that holds `address`. */
export function cidrAround(address: Address, length: number): Cidr {
  const hostBits = BigInt(bitsOf(address.family) - length);
  return { family: address.family, base: (address.value >> hostBits) << hostBits, length };
}

export function formatCidr(cidr: Cidr): string {
  return `${formatAddress({ family: cidr.family, value: cidr.base })}/${cidr.length}`;
}

/** How many addresses it has, its first and last included. */
export function sizeOf(cidr: Cidr): bigint {
  return 1n << BigInt(bitsOf(cidr.family) - cidr.length);
}

export function firstOf(cidr: Cidr): Address {
  return { family: cidr.family, value: cidr.base };
}

export function lastOf(cidr: Cidr): Address {
  return { family: cidr.family, value: cidr.base + sizeOf(cidr) - 1n };
}

export function rangeOf(cidr: Cidr): AddressRange {
  return { family: cidr.family, first: cidr.base, last: lastOf(cidr).value };
}

/** True when the address, or the whole of the prefix, lies in `outer`; false across families. */
export function contains(outer: Cidr, inner: Address | Cidr): boolean {
  if (outer.family !== inner.family) return false;
  if ("length" in inner && inner.length < outer.length) return false;
  const hostBits = BigInt(bitsOf(outer.family) - outer.length);
  const value = "length" in inner ? inner.base : inner.value;
  return value >> hostBits === outer.base >> hostBits;
}

/** True when they share an address: of two prefixes that do, one holds the other. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return contains(a, b) || contains(b, a);
}

export function sameCidr(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.base === b.base && a.length === b.length;
}

/** Orders IPv4 before IPv6, then by base, then the wider first. */
export function compareCidrs(a: Cidr, b: Cidr): number {
  if (a.family !== b.family) return a.family - b.family;
  if (a.base !== b.base) return a.base < b.base ? -1 : 1;
  return a.length - b.length;
}

/**
 * The addresses of a subnet that Docker's IPAM never hands out and refuses as gateway or aux: the network and
 * broadcast address (not of a /31 or /32, RFC 3021); in IPv6 the subnet-router anycast address alone (RFC 4291).
 * Read in moby's `newPoolData` (defaultipam), the same from 20.10 to 29.
 */
export function networkAndBroadcast(subnet: Cidr): { readonly network?: Address; readonly broadcast?: Address } {
  if (subnet.family === 6) return { network: firstOf(subnet) };
  return subnet.length >= 31 ? {} : { network: firstOf(subnet), broadcast: lastOf(subnet) };
}
