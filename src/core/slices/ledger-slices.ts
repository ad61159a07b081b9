/** What the ledger says of slices, and how a node's entry changes when it gets another one. */
import type { Cidr } from "../../model/address.ts";
import { sameCidr } from "../../model/cidr.ts";
import type { FormerSlice, LedgerEntry } from "../../model/ledger.ts";
import type { HeldSlice } from "../../model/slices.ts";

/** Every slice that the entries name, in both families: held, in quarantine, or given up and in quarantine. */
export function heldSlices(entries: readonly LedgerEntry[]): readonly HeldSlice[] {
  return entries.flatMap((entry) => {
    const of = (slice: Cidr | undefined, state: HeldSlice["state"]): readonly HeldSlice[] =>
      slice === undefined ? [] : [{ node: entry.node, hostname: entry.hostname, slice, state }];
    return [
      ...of(entry.slice, entry.state.kind),
      ...of(entry.slice6, entry.state.kind),
      ...entry.former.flatMap((it) => [...of(it.slice, "quarantined"), ...of(it.slice6, "quarantined")]),
    ];
  });
}

/**
 * The entry after its node got other slices at `now` (ISO 8601): what it gave up goes to quarantine, what it took back
 * leaves it. Unchanged slices leave the entry as it is.
 */
export function moveSlice(entry: LedgerEntry, to: { slice: Cidr; slice6?: Cidr }, now: string): LedgerEntry {
  if (sameCidr(entry.slice, to.slice) && sameOptional(entry.slice6, to.slice6)) return entry;
  const left: FormerSlice = {
    slice: entry.slice,
    ...(entry.slice6 === undefined || sameOptional(entry.slice6, to.slice6) ? {} : { slice6: entry.slice6 }),
    since: now,
  };
  const { slice6: _, ...rest } = entry;
  const moved = !sameCidr(entry.slice, to.slice) || left.slice6 !== undefined;
  const former = [...entry.former, ...(moved ? [left] : [])];
  return { ...rest, ...to, since: now, former: former.filter((it) => !isBack(it, to)) };
}

function sameOptional(a: Cidr | undefined, b: Cidr | undefined): boolean {
  return a === undefined || b === undefined ? a === b : sameCidr(a, b);
}

function isBack(former: FormerSlice, to: { slice: Cidr; slice6?: Cidr }): boolean {
  const back6 = former.slice6 === undefined || sameOptional(former.slice6, to.slice6);
  return sameCidr(former.slice, to.slice) && back6;
}
