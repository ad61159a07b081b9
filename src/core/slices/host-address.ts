/** Which address a node's own NIC has on the LAN, by the spec. */
import { type Address, bitsOf, type Cidr } from "../../model/address.ts";
import { type Lane, lanNodeOf } from "./lane.ts";

/**
 * The address that `host:` gives to that node: its own entry, else the LAN's; a rule is applied to its slice.
 * It need not lie in the slice; `undefined` for none.
 */
export function hostAddressOf(lane: Lane, hostname: string, slice: Cidr): Address | undefined {
  const node = lanNodeOf(lane.lan, hostname);
  const own = lane.family === 4 ? node?.host : node?.host6;
  if (typeof own === "object") return own;
  return (own ?? lane.lan.host) === "first" ? firstHostOf(slice) : undefined;
}

/** `host: first`: the second address of the slice; of a slice of one or two, the first. */
export function firstHostOf(slice: Cidr): Address {
  const small = slice.length >= bitsOf(slice.family) - 1;
  return { family: slice.family, value: slice.base + (small ? 0n : 1n) };
}
