/**
 * IPv4 and IPv6 addresses as values; prefixes and ranges live beside it (`cidr.ts`, `range.ts`).
 *
 * Text becomes a value here and nowhere else. Parsing answers `undefined` for what is not an address:
 * the caller knows where the text stood and says so. Refuses octets with leading zeros (some readers take them for
 * octal), netmasks, zones (`fe80::1%eth0` means nothing on another machine) and blanks.
 */
export type Family = 4 | 6;

export interface Address {
  readonly family: Family;
  readonly value: bigint;
}

/** A prefix without host bits: `base` is its first address. */
export interface Cidr {
  readonly family: Family;
  readonly base: bigint;
  readonly length: number;
}

/** Both ends inclusive. */
export interface AddressRange {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

/** How many bits an address of that family has. */
export function bitsOf(family: Family): 32 | 128 {
  return family === 4 ? 32 : 128;
}

/** Reads `192.168.16.1` or `fd00:16::1` (any RFC 4291 form, an IPv4 tail too); `undefined` for anything else. */
export function parseAddress(text: string): Address | undefined {
  const value = text.includes(":") ? parseIpv6(text) : parseIpv4(text);
  return value === undefined ? undefined : { family: text.includes(":") ? 6 : 4, value };
}

/** The one spelling that we use: dotted quads, and RFC 5952 for IPv6 (IPv4-mapped ones keep their dotted tail). */
export function formatAddress(address: Address): string {
  return address.family === 4 ? formatIpv4(address.value) : formatIpv6(address.value);
}

/** Orders IPv4 before IPv6, then by value. */
export function compareAddresses(a: Address, b: Address): number {
  if (a.family !== b.family) return a.family - b.family;
  return a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
}

export function sameAddress(a: Address, b: Address): boolean {
  return a.family === b.family && a.value === b.value;
}

/** Whether it means something on one link only (fe80::/10, RFC 4291; 169.254.0.0/16, RFC 3927). */
export function isLinkLocal({ family, value }: Address): boolean {
  return family === 4 ? value >> 16n === 0xa9fen : value >> 118n === 0x3fan;
}

/** Whether it means this machine itself (127.0.0.0/8, ::1). */
export function isLoopback({ family, value }: Address): boolean {
  return family === 4 ? value >> 24n === 127n : value === 1n;
}

const GROUP = /^[0-9a-fA-F]{1,4}$/;

/** By characters: a large swarm's snapshot has hundreds of thousands. */
function parseIpv4(text: string): bigint | undefined {
  let [value, octet, digits, dots] = [0, 0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit === DOT) {
      if (digits === 0) return undefined;
      [value, octet, digits, dots] = [value * 256 + octet, 0, 0, dots + 1];
    } else if (digit < 0 || digit > 9) return undefined;
    else {
      // A leading zero, and more than 255.
      if (digits > 0 && octet === 0) return undefined;
      octet = octet * 10 + digit;
      digits++;
      if (octet > 255) return undefined;
    }
  }
  return dots === 3 && digits > 0 ? BigInt(value * 256 + octet) : undefined;
}

const ZERO = 48;
/** As a digit it would be -2. */
const DOT = -2;

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = "", tail] = halves;
  const left = groupsOf(head, tail === undefined);
  const right = tail === undefined ? [] : groupsOf(tail, true);
  if (left === undefined || right === undefined) return undefined;
  const missing = 8 - left.length - right.length;
  // RFC 4291: "::" stands for at least one group.
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...left, ...Array<number>(missing).fill(0), ...right];
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** The 16-bit groups of one side of a `::`; only the very end of the address may be written as IPv4. */
function groupsOf(text: string, atEnd: boolean): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const groups: number[] = [];
  for (const [index, part] of parts.entries()) {
    if (GROUP.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const tail = atEnd && index === parts.length - 1 ? parseIpv4(part) : undefined;
    if (tail === undefined) return undefined;
    groups.push(Number(tail >> 16n), Number(tail & 0xffffn));
  }
  return groups;
}

function formatIpv4(value: bigint): string {
  const bits = Number(value);
  return [bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255].join(".");
}

function formatIpv6(value: bigint): string {
  if (value >> 32n === 0xffffn) return `::ffff:${formatIpv4(value & 0xffffffffn)}`;
  const groups = Array.from({ length: 8 }, (_, index) => Number((value >> BigInt(112 - 16 * index)) & 0xffffn));
  const gap = longestZeroRun(groups);
  const hex = groups.map((group) => group.toString(16));
  if (gap.length < 2) return hex.join(":");
  return `${hex.slice(0, gap.start).join(":")}::${hex.slice(gap.start + gap.length).join(":")}`;
}

/** RFC 5952: the longest run of zero groups is shortened, the first of equals. */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let run = { start: 0, length: 0 };
  for (const [index, group] of groups.entries()) {
    run = group !== 0 ? { start: index + 1, length: 0 } : { start: run.start, length: run.length + 1 };
    if (run.length > best.length) best = run;
  }
  return best;
}
