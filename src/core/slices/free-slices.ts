/**
 * The free slices of a pool, in the order in which they are handed out: lowest first, those that no `reserve:` touches
 * before those that one touches in part.
 *
 * Never gives one that holds no usable address, so a wholly reserved slice is not handed out.
 */
import { bitsOf, type Cidr } from "../../model/address.ts";
import { rangeOf } from "../../model/cidr.ts";
import { firstHostOf } from "./host-address.ts";
import { type Interval, type Intervals, touching, unionOf, within } from "./intervals.ts";
import { keptOutOf } from "./kept-out.ts";
import { type Lane, lanNodeOf, poolOf } from "./lane.ts";

/** Free slices of `length` that touch nothing in `taken`. Each is given once; the caller takes what it needs. */
export function* freeSlices(lane: Lane, taken: Intervals, length: number): Generator<Cidr> {
  const pool = poolOf(lane);
  if (pool === undefined || length < lane.spec.pool.length || length > bitsOf(lane.family)) return;
  const hosted = takesFirstHost(lane);
  // A slice of one address that the host takes is no slice; without this the search would walk the whole pool.
  if (hosted && length === bitsOf(lane.family)) return;
  const usable = (slice: Cidr) => keptOutOf(lane, slice, hosted ? firstHostOf(slice) : undefined).usable > 0n;
  for (const slice of untouched(lane, pool, unionOf([...taken, ...lane.reserved]), length)) {
    if (usable(slice)) yield slice;
  }
  for (const slice of partlyReserved(lane, pool, length)) {
    if (touching(taken, rangeOf(slice)) === undefined && usable(slice)) yield slice;
  }
}

/** True when some node's NIC takes the second address of its slice; slices are judged for that case. */
function takesFirstHost(lane: Lane): boolean {
  if (lane.lan.host !== "first") return false;
  return lane.nodes.some((node) => {
    const own = lanNodeOf(lane.lan, node.hostname);
    return (lane.family === 4 ? own?.host : own?.host6) === undefined;
  });
}

/** Steps over whole runs of what is avoided, so a reserved half of a /64 costs one step. */
function* untouched(lane: Lane, pool: Interval, avoid: Intervals, length: number): Generator<Cidr> {
  const shift = BigInt(bitsOf(lane.family) - length);
  const size = 1n << shift;
  let base = pool.first;
  while (base <= pool.last) {
    const hit = touching(avoid, { first: base, last: base + size - 1n });
    if (hit === undefined) {
      yield { family: lane.family, base, length };
      base += size;
    } else {
      base = ((hit.last >> shift) + 1n) << shift;
    }
  }
}

/** Only a slice that holds an end of a reserved run can be reserved in part. */
function* partlyReserved(lane: Lane, pool: Interval, length: number): Generator<Cidr> {
  const shift = BigInt(bitsOf(lane.family) - length);
  let previous = -1n;
  for (const { first, last } of within(lane.reserved, pool)) {
    for (const end of [first, last]) {
      const base = (end >> shift) << shift;
      if (base > previous) yield { family: lane.family, base, length };
      previous = base > previous ? base : previous;
    }
  }
}
