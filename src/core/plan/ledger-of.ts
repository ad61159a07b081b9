/** Finds a LAN's ledger: the stored one, or what the networks' labels still tell of it. */
import type { LanName } from "../../model/ids.ts";
import type { Ledger } from "../../model/ledger.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { rebuildLedger } from "./rebuild-ledger.ts";

/** The stored ledger, or one made from labels; `rebuilt` when those labels show that there had been one. */
export function ledgerOf(
  lan: LanName,
  ledgers: ReadonlyMap<LanName, Ledger>,
  snapshot: Snapshot,
): { ledger: Ledger; rebuilt: boolean } {
  const stored = ledgers.get(lan);
  if (stored !== undefined) return { ledger: stored, rebuilt: false };
  const ledger = rebuildLedger(lan, snapshot);
  return { ledger, rebuilt: ledger.entries.length > 0 };
}
