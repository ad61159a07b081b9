/**
 * When a slice that nobody should use any more becomes free again.
 *
 * A node's slice goes to quarantine at the first complete apply that does not see the node in the node list (a node
 * that is Down is still in it). It is free after 24 hours *and* once a complete snapshot shows nobody on it, or when
 * it is released by hand. Never changes anything by what an incomplete snapshot does not show.
 */
import type { Address, Cidr } from "../../model/address.ts";
import { compareAddresses } from "../../model/address.ts";
import { contains, firstOf, formatCidr, lastOf } from "../../model/cidr.ts";
import { AppError } from "../../errors/app-error.ts";
import type { NodeId } from "../../model/ids.ts";
import type { FormerSlice, LedgerEntry } from "../../model/ledger.ts";

const QUARANTINE_HOURS = 24;

export interface QuarantineQuestion {
  readonly entries: readonly LedgerEntry[];
  /** Every node of the node list that takes part, whatever its state. */
  readonly present: ReadonlySet<NodeId>;
  /** ISO 8601. */
  readonly now: string;
  /** True when every node answered. */
  readonly complete: boolean;
  /** Addresses that the snapshot shows in use. */
  readonly used: readonly Address[];
}

export interface QuarantineAnswer {
  readonly entries: readonly LedgerEntry[];
  /** Nodes whose slice went to quarantine now. */
  readonly quarantined: readonly LedgerEntry[];
  /** Nodes that are back with the slice they had. */
  readonly returned: readonly LedgerEntry[];
  readonly freed: readonly Cidr[];
}

/** The ledger's entries after one look at the swarm. */
export function quarantineSlices(question: QuarantineQuestion): QuarantineAnswer {
  const used = [...question.used].sort(compareAddresses);
  const answer = { entries: [] as LedgerEntry[], quarantined: [] as LedgerEntry[], returned: [] as LedgerEntry[] };
  for (const before of question.entries) {
    const entry = expireFormer(before, question, used);
    const here = question.present.has(entry.node);
    if (here && entry.state.kind === "quarantined") {
      const back: LedgerEntry = { ...entry, state: { kind: "held" } };
      answer.returned.push(back);
      answer.entries.push(back);
    } else if (!here && entry.state.kind === "held" && question.complete) {
      const gone: LedgerEntry = { ...entry, state: { kind: "quarantined", since: question.now } };
      answer.quarantined.push(gone);
      answer.entries.push(gone);
    } else answer.entries.push(...expire(entry, question, used));
  }
  return { ...answer, freed: freedBetween(question.entries, answer.entries) };
}

/** The entries after `release NODE|SLICE` (hostname, node id, or a slice as text); refuses what a node holds. */
export function releaseSlice(
  entries: readonly LedgerEntry[],
  what: string,
): { readonly entries: readonly LedgerEntry[]; readonly freed: readonly Cidr[] } {
  const matches = (entry: LedgerEntry, it: FormerSlice | LedgerEntry) =>
    [entry.hostname, entry.node as string, ...slicesOf(it).map(formatCidr)].includes(what);
  const after = entries.flatMap((entry) => {
    const former = entry.former.filter((it) => !matches(entry, it));
    const gone = entry.state.kind === "quarantined" && matches(entry, entry);
    return gone ? promote(entry, former) : [former.length === entry.former.length ? entry : { ...entry, former }];
  });
  const freed = freedBetween(entries, after);
  if (freed.length > 0) return { entries: after, freed };
  const holder = entries.find((entry) => matches(entry, entry));
  if (holder === undefined) throw new AppError("NOT_IN_QUARANTINE", { what });
  throw new AppError("SLICE_HELD", { slice: formatCidr(holder.slice), node: holder.hostname });
}

/** An entry whose own slice is free stays only for what its node gave up earlier and somebody may still be on. */
function promote(entry: LedgerEntry, former: readonly FormerSlice[]): readonly LedgerEntry[] {
  const [next, ...rest] = former;
  if (next === undefined) return [];
  const { slice6: _, ...kept } = entry;
  const { since, ...slices } = next;
  return [{ ...kept, ...slices, state: { kind: "quarantined", since }, former: rest }];
}

function expire(entry: LedgerEntry, question: QuarantineQuestion, used: readonly Address[]): readonly LedgerEntry[] {
  if (entry.state.kind === "held" || !isOver(entry.state.since, question)) return [entry];
  return slicesOf(entry).some((slice) => isUsed(slice, used)) ? [entry] : promote(entry, entry.former);
}

/** What lies in the slice that the node holds now is used by right. */
function expireFormer(entry: LedgerEntry, question: QuarantineQuestion, used: readonly Address[]): LedgerEntry {
  const own = entry.state.kind === "held" ? slicesOf(entry) : [];
  const former = entry.former.filter((it) => {
    if (!isOver(it.since, question)) return true;
    return slicesOf(it).some((slice) => isUsed(slice, used, own));
  });
  return former.length === entry.former.length ? entry : { ...entry, former };
}

/** A time that cannot be read never ends: better to wait for a hand than to give an address twice. */
function isOver(since: string, { now, complete }: QuarantineQuestion): boolean {
  return complete && Date.parse(now) - Date.parse(since) >= QUARANTINE_HOURS * 3_600_000;
}

function isUsed(slice: Cidr, used: readonly Address[], except: readonly Cidr[] = []): boolean {
  const last = lastOf(slice);
  for (let index = indexFrom(used, firstOf(slice)); index < used.length; index++) {
    const address = used[index] as Address;
    if (compareAddresses(address, last) > 0) return false;
    if (!except.some((it) => contains(it, address))) return true;
  }
  return false;
}

function indexFrom(sorted: readonly Address[], address: Address): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareAddresses(sorted[middle] as Address, address) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function slicesOf(it: FormerSlice | LedgerEntry): readonly Cidr[] {
  return it.slice6 === undefined ? [it.slice] : [it.slice, it.slice6];
}

/** The slices that no entry names any more. */
function freedBetween(before: readonly LedgerEntry[], after: readonly LedgerEntry[]): readonly Cidr[] {
  const named = (entries: readonly LedgerEntry[]) => entries.flatMap((it) => [it, ...it.former]).flatMap(slicesOf);
  const left = new Set(named(after).map(formatCidr));
  return [...new Map(named(before).map((it) => [formatCidr(it), it]))]
    .filter(([text]) => !left.has(text))
    .map(([, slice]) => slice);
}
