/**
 * IPv4 and IPv6 addresses, prefixes and ranges as values.
 *
 * Text becomes a value here and nowhere else. Parsing answers `undefined` for what is not an address:
 * the caller knows where the text stood and says so.
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
