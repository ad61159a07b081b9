/** A destroy that was begun and not finished, as the ledger notes it: both ways on are open, and plan names them. */
import { type Finding, finding } from "../../model/finding.ts";
import type { Ledger } from "../../model/ledger.ts";

/** A warning where the spec still has the LAN; a refusal where it does not, since then apply has nothing to make. */
export function destroyUnfinished({ lan, destroying }: Ledger, inSpec = true): readonly Finding[] {
  if (destroying === undefined) return [];
  const severity = inSpec ? "warn" : "error";
  return [finding("DESTROY_UNFINISHED", { lan, since: destroying, inSpec }, { severity, target: { lan } })];
}
