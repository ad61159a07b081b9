/** Which swarm networks can become LANs. Refuses (IMPORT_UNKNOWN, IMPORT_NOT_MACVLAN, IMPORT_NOTHING) with what there is instead. */
import { AppError } from "../../errors/app-error.ts";
import type { LanName } from "../../model/ids.ts";
import type { EngineNetwork, Snapshot } from "../../model/snapshot.ts";
import { lanScene } from "../plan/lan-scene.ts";
import { readLedgers } from "../plan/ledger-labels.ts";
import { ledgerOf } from "../plan/ledger-of.ts";
import { isSwarmNetworkOurs } from "../plan/preflight.ts";

/** Those that are named, ours or not; without names all that are not ours yet. */
export function importCandidates(snapshot: Snapshot, names: readonly string[]): readonly EngineNetwork[] {
  const fit = snapshot.swarm.networks.filter((it) => it.driver === "macvlan" && it.configFrom !== "");
  if (names.length > 0) return names.map((name) => named(snapshot, name));
  const ledgers = readLedgers(snapshot.swarm.configs);
  const foreign = fit.filter((network) => {
    const { ledger } = ledgerOf(network.name as LanName, ledgers, snapshot);
    return !isSwarmNetworkOurs(lanScene(ledger.lan, snapshot, ledger), network.configFrom);
  });
  if (foreign.length === 0) throw new AppError("IMPORT_NOTHING", { there: fit.map((it) => it.name) });
  return foreign;
}

function named({ swarm }: Snapshot, name: string): EngineNetwork {
  const there = swarm.networks.filter((it) => it.driver === "macvlan").map((it) => it.name);
  const found = swarm.networks.find((it) => it.name === name);
  if (found === undefined) throw new AppError("IMPORT_UNKNOWN", { name, there });
  if (found.driver === "macvlan" && found.configFrom !== "") return found;
  throw new AppError("IMPORT_NOT_MACVLAN", { name, driver: found.driver, borrows: found.configFrom !== "" });
}
