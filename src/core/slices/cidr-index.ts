/** Finds, among thousands of prefixes of one family, those that share an address with a given one. */
import { bitsOf, type Cidr } from "../../model/address.ts";
import { compareCidrs, lastOf } from "../../model/cidr.ts";

/** All items whose slice overlaps `slice`: first the wider ones and the same, then those inside it, ascending. */
export type CidrIndex<T> = (slice: Cidr) => readonly T[];

/** Prefixes nest or are apart, so a look-up is one map access per prefix length plus one binary search. */
export function indexByCidr<T extends { readonly slice: Cidr }>(items: readonly T[]): CidrIndex<T> {
  const sorted = [...items].sort((a, b) => compareCidrs(a.slice, b.slice));
  const byPrefix = new Map<string, T[]>();
  for (const item of sorted) {
    const key = keyOf(item.slice, item.slice.length);
    byPrefix.set(key, [...(byPrefix.get(key) ?? []), item]);
  }
  const lengths = [...new Set(sorted.map((item) => item.slice.length))].sort((a, b) => a - b);
  return (slice) => [
    ...lengths.filter((length) => length <= slice.length).flatMap((length) => byPrefix.get(keyOf(slice, length)) ?? []),
    ...inside(sorted, slice),
  ];
}

function keyOf(cidr: Cidr, length: number): string {
  return `${cidr.base >> BigInt(bitsOf(cidr.family) - length)}/${length}`;
}

function inside<T extends { readonly slice: Cidr }>(sorted: readonly T[], outer: Cidr): readonly T[] {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as T).slice.base < outer.base) low = middle + 1;
    else high = middle;
  }
  const last = lastOf(outer).value;
  const found: T[] = [];
  for (let index = low; index < sorted.length && (sorted[index] as T).slice.base <= last; index++) {
    const item = sorted[index] as T;
    if (item.slice.length > outer.length) found.push(item);
  }
  return found;
}
