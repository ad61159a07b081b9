/**
 * Edge addresses: `.0` and `.255` of every IPv4 /24. Engines hand them out (192.168.17.0/20 was the first container
 * address on 20.10 to 29.7), some network gear drops them. Counted by arithmetic: a /8 has 131,072 of them.
 */
import type { Interval } from "./intervals.ts";

/** How many edge addresses lie in the interval of IPv4 addresses. */
export function countEdges({ first, last }: Interval): bigint {
  return countUpTo(last) - (first === 0n ? 0n : countUpTo(first - 1n));
}

/** The edge addresses in the interval, ascending. */
export function* edgesIn({ first, last }: Interval): Generator<bigint> {
  for (let block = (first >> 8n) << 8n; block <= last; block += 256n) {
    if (block >= first) yield block;
    if (block + 255n >= first && block + 255n <= last) yield block + 255n;
  }
}

/** Edge addresses from 0 to `value`, both included. */
function countUpTo(value: bigint): bigint {
  return (value >> 8n) + 1n + ((value + 1n) >> 8n);
}
