/** What to propose when a carve does not do: a slice length at which every node gets one, or a part without reserves. */
import { bitsOf, type Cidr } from "../../model/address.ts";
import { rangeOf } from "../../model/cidr.ts";
import { gapsIn, type Interval, type Intervals } from "./intervals.ts";
import type { Lane } from "./lane.ts";

/** Gives the free slices of one length; the carver's own, so that a proposal is one that it would honour. */
export type FreeSlices = (lane: Lane, taken: Intervals, length: number) => Iterable<Cidr>;

/** The shortest prefix length, longer than the spec's, at which `count` slices are free. */
export function fittingLength(
  lane: Lane,
  taken: Intervals,
  ask: { count: number; free: FreeSlices },
): number | undefined {
  for (let length = lane.spec.sliceLength + 1; length <= bitsOf(lane.family); length++) {
    let found = 0;
    for (const _ of ask.free(lane, taken, length)) {
      found += 1;
      if (found === ask.count) return length;
    }
  }
  return undefined;
}

/** The largest prefix inside the slice that no reserve entry touches, the lowest of equals; `undefined` when none is smaller. */
export function largestUnreserved(lane: Lane, slice: Cidr): Cidr | undefined {
  const gaps = gapsIn(lane.reserved, rangeOf(slice));
  for (let length = slice.length + 1; length <= bitsOf(slice.family); length++) {
    const base = gaps
      .map((gap) => alignedIn(gap, BigInt(bitsOf(slice.family) - length)))
      .find((it) => it !== undefined);
    if (base !== undefined) return { family: slice.family, base, length };
  }
  return undefined;
}

/** The lowest base in the gap of a prefix with that many host bits. */
function alignedIn({ first, last }: Interval, hostBits: bigint): bigint | undefined {
  const size = 1n << hostBits;
  const base = ((first + size - 1n) >> hostBits) << hostBits;
  return base + size - 1n <= last ? base : undefined;
}
