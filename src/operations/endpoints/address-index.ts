/** Finds, among a hundred thousand addresses, those that lie in a prefix. */
import { type Address, compareAddresses, type Cidr } from "../../model/address.ts";
import { lastOf } from "../../model/cidr.ts";

/** Those of the prefix, ascending; the same one as often as it was given. */
export type AddressIndex = (within: Cidr) => readonly Address[];

/** Sorts once; each look-up is a binary search and what it finds. */
export function indexAddresses(addresses: readonly Address[]): AddressIndex {
  const sorted = [...addresses].sort(compareAddresses);
  return (within) => {
    const last = lastOf(within);
    let at = firstNotBefore(sorted, { family: within.family, value: within.base });
    const found: Address[] = [];
    for (let it = sorted[at]; it !== undefined && compareAddresses(it, last) <= 0; it = sorted[++at]) found.push(it);
    return found;
  };
}

function firstNotBefore(sorted: readonly Address[], address: Address): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareAddresses(sorted[middle] as Address, address) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
