/** Docker's config object: the ledger is in its labels. */
import type { SwarmConfig } from "../../../model/snapshot.ts";
import type { Wire } from "./wire.ts";

export function configOf(it: Wire): SwarmConfig {
  return {
    id: it.text("ID"),
    version: it.at("Version").number("Index"),
    name: it.at("Spec").text("Name"),
    labels: it.at("Spec").at("Labels").texts(),
  };
}
