/** Whether a socket takes what comes to an address. */
import { type Address, sameAddress } from "./address.ts";
import type { Listener } from "./wire-facts.ts";

/** Bound to that address or to all of its family; one that is bound to `::` takes IPv4 too, unless told otherwise (ipv6(7)). */
export function listensAt({ address: bound }: Listener, address: Address): boolean {
  if (bound.value === 0n) return bound.family === 6 || address.family === 4;
  return sameAddress(bound, address);
}
