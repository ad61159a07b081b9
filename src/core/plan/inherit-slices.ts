/**
 * What a LAN takes over from LANs that left the spec, where their addresses are its own now: a LAN that got another name
 * gives every node the slice that it had, and what a silent or departed node may still hand out stays kept out.
 *
 * Of a node that answers, nothing of the old LAN is left when the new one is made (`leaving-lans.ts`), so a slice of its that
 * does not fit the new one is let go.
 */
import { contains, formatCidr, overlaps } from "../../model/cidr.ts";
import type { Cidr } from "../../model/address.ts";
import type { FormerSlice, Ledger, LedgerEntry } from "../../model/ledger.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { FamilySpec, LanSpec } from "../../model/spec.ts";

export interface Heritage {
  /** The ledgers of the LANs that left the spec. */
  readonly left: readonly Ledger[];
  readonly snapshot: Snapshot;
  /** ISO 8601. */
  readonly now: string;
}

/** The ledger with what it takes over; unchanged when nothing of theirs is in its subnets, or all of it is known. */
export function inheritSlices(lan: LanSpec, ledger: Ledger, { left, snapshot, now }: Heritage): Ledger {
  const answered = new Set(snapshot.nodes.flatMap((view) => (view.kind === "answered" ? [view.node.id] : [])));
  const entries = new Map(ledger.entries.map((entry) => [entry.node, entry]));
  for (const theirs of left.flatMap((it) => it.entries)) {
    const own = entries.get(theirs.node);
    const emptied = answered.has(theirs.node) && theirs.state.kind === "held";
    const heir = own === undefined ? takeOver(lan, theirs, emptied) : keepOut(lan, own, { theirs, emptied, now });
    if (heir !== undefined) entries.set(theirs.node, heir);
  }
  return { ...ledger, entries: [...entries.values()] };
}

function takeOver(lan: LanSpec, theirs: LedgerEntry, emptied: boolean): LedgerEntry | undefined {
  const former = theirs.former.filter((it) => touches(lan, it));
  const fits = emptied ? contains(lan.ipv4.subnet, theirs.slice) : touches(lan, theirs);
  const { node, hostname, since, state } = theirs;
  if (fits) return { node, hostname, ...slicesIn(lan, theirs, emptied), since, state, networks: [], former };
  const [next, ...rest] = former;
  if (next === undefined) return undefined;
  const quarantined = { kind: "quarantined", since: next.since } as const;
  return { node, hostname, ...slicesIn(lan, next, false), since, state: quarantined, networks: [], former: rest };
}

/** The node has a slice already: theirs are kept out beside it, as if it had given them up. */
function keepOut(
  lan: LanSpec,
  own: LedgerEntry,
  { theirs, emptied, now }: { theirs: LedgerEntry; emptied: boolean; now: string },
): LedgerEntry {
  const known = new Set([own, ...own.former].flatMap((it) => [it.slice, it.slice6 ?? []].flat()).map(formatCidr));
  const { slice, slice6 } = theirs;
  const since = theirs.state.kind === "held" ? now : theirs.state.since;
  const main: FormerSlice = { slice, ...(slice6 === undefined ? {} : { slice6 }), since };
  const all = [...(emptied ? [] : [main]), ...theirs.former].filter((it) => touches(lan, it));
  const added = all.filter((it) => [it.slice, it.slice6 ?? []].flat().some((one) => !known.has(formatCidr(one))));
  return added.length === 0 ? own : { ...own, former: [...own.former, ...added] };
}

/** With the second family's only where the LAN has that family there. */
function slicesIn(
  lan: LanSpec,
  { slice, slice6 }: Pick<FormerSlice, "slice" | "slice6">,
  whole: boolean,
): Pick<LedgerEntry, "slice" | "slice6"> {
  const has = (family: FamilySpec | undefined, it: Cidr) =>
    family !== undefined && (whole ? contains(family.subnet, it) : overlaps(family.subnet, it));
  return { slice, ...(slice6 !== undefined && has(lan.ipv6, slice6) ? { slice6 } : {}) };
}

/** Whether any address of these slices is one of the LAN's. */
export function touches({ ipv4, ipv6 }: LanSpec, { slice, slice6 }: Pick<FormerSlice, "slice" | "slice6">): boolean {
  const second = ipv6 !== undefined && slice6 !== undefined && overlaps(ipv6.subnet, slice6);
  return second || overlaps(ipv4.subnet, slice);
}
