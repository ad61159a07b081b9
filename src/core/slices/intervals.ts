/** Sets of addresses of one family as sorted, disjoint intervals, so that no prefix is ever enumerated. */

/** Both ends inclusive. */
export interface Interval {
  readonly first: bigint;
  readonly last: bigint;
}

/** Sorted, disjoint, and with a gap between neighbours. */
export type Intervals = readonly Interval[];

/** The union of any intervals. */
export function unionOf(intervals: readonly Interval[]): Intervals {
  const merged: { first: bigint; last: bigint }[] = [];
  for (const { first, last } of [...intervals].sort(byFirst)) {
    const open = merged.at(-1);
    if (open === undefined || first > open.last + 1n) merged.push({ first, last });
    else if (last > open.last) open.last = last;
  }
  return merged;
}

/** The lowest interval of the set that shares an address with `first`–`last`. */
export function touching(set: Intervals, { first, last }: Interval): Interval | undefined {
  const found = set[indexFrom(set, first)];
  return found !== undefined && found.first <= last ? found : undefined;
}

/** The part of the set that lies in `first`–`last`. */
export function within(set: Intervals, { first, last }: Interval): Intervals {
  const clipped: Interval[] = [];
  for (let index = indexFrom(set, first); index < set.length; index++) {
    const it = set[index] as Interval;
    if (it.first > last) break;
    clipped.push({ first: it.first > first ? it.first : first, last: it.last < last ? it.last : last });
  }
  return clipped;
}

/** What `whole` has between and around the intervals of the set. */
export function gapsIn(set: Intervals, whole: Interval): Intervals {
  const gaps: Interval[] = [];
  let next = whole.first;
  for (const { first, last } of within(set, whole)) {
    if (next < first) gaps.push({ first: next, last: first - 1n });
    next = last + 1n;
  }
  if (next <= whole.last) gaps.push({ first: next, last: whole.last });
  return gaps;
}

export function countOf(set: Intervals): bigint {
  return set.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}

/** The index of the first interval that ends at or after `value`. */
function indexFrom(set: Intervals, value: bigint): number {
  let [low, high] = [0, set.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((set[middle] as Interval).last < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function byFirst(a: Interval, b: Interval): number {
  return a.first < b.first ? -1 : a.first > b.first ? 1 : 0;
}
