/**
 * The ledger of a LAN, written into the swarm and taken out of it: one write each, and never over what somebody else wrote
 * meanwhile (LEDGER_RACE).
 */
import { ledgerLabels } from "../core/plan/ledger-labels.ts";
import { ledgerName } from "../core/plan/names.ts";
import { AppError, isAppError } from "../errors/app-error.ts";
import type { Ledger, LedgerEntry } from "../model/ledger.ts";
import type { Step } from "../model/plan.ts";
import { type Made, type Performing, placeOf } from "./performing.ts";
import type { Engine } from "./ports/engine.ts";

/** Throws LEDGER_RACE. */
export async function writeLedger(
  manager: Engine,
  step: Step & { kind: "write-ledger" },
  by: Performing,
): Promise<void> {
  const ledger = withMade(step.ledger, step.fallback, by.made);
  const labels = ledgerLabels(ledger);
  try {
    const stored = by.snapshot.swarm.configs.find((it) => it.name === ledgerName(step.lan));
    if (step.fallback === undefined && stored === undefined) {
      await manager.swarm.createConfig({ name: ledgerName(step.lan), labels }, by.signal);
    } else if (step.fallback === undefined && stored !== undefined) {
      await manager.swarm.updateConfig(stored.id, stored.version, labels, by.signal);
    } else await updateOwnLedger(manager, step, { labels, by });
  } catch (error) {
    if (isAppError(error, "OUT_OF_SEQUENCE") || isAppError(error, "NAME_TAKEN"))
      throw new AppError("LEDGER_RACE", { lan: step.lan }, { cause: error });
    throw error;
  }
}

/** A ledger that this very run wrote has no id in the plan. */
export async function removeLedger(
  manager: Engine,
  { lan, ledger }: Step & { kind: "remove-ledger" },
  signal: AbortSignal,
) {
  const named = async () => (await manager.swarm.configs(signal)).find((it) => it.name === ledgerName(lan))?.id;
  const id = ledger.stored?.id ?? (await named());
  if (id !== undefined) await manager.swarm.removeConfig(id, signal);
}

/** The second write of one run: only if the ledger still says what the first one wrote. */
async function updateOwnLedger(
  manager: Engine,
  step: Step & { kind: "write-ledger" },
  { labels, by }: { labels: Readonly<Record<string, string>>; by: Performing },
): Promise<void> {
  const found = (await manager.swarm.configs(by.signal)).find((it) => it.name === ledgerName(step.lan));
  const expected = JSON.stringify(sorted(ledgerLabels(step.fallback as Ledger)));
  if (found === undefined || JSON.stringify(sorted(found.labels)) !== expected)
    throw new AppError("LEDGER_RACE", { lan: step.lan });
  await manager.swarm.updateConfig(found.id, found.version, labels, by.signal);
}

function sorted(labels: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Ids that exist only now, and for a node in trouble what was known before. */
function withMade(ledger: Ledger, fallback: Ledger | undefined, made: Made): Ledger {
  if (fallback === undefined) return ledger;
  const before = new Map(fallback.entries.map((entry) => [entry.node, entry]));
  const entries = ledger.entries.map((entry): LedgerEntry => {
    const place = placeOf({ lan: ledger.lan, node: entry.node });
    const base = made.troubled.has(place) ? (before.get(entry.node) ?? entry) : entry;
    const network = made.networks.get(place);
    return network === undefined ? base : { ...base, networks: [network] };
  });
  const swarmNetwork = made.swarmNetworks.get(ledger.lan);
  const destroying = made.unfinished.has(ledger.lan) ? fallback.destroying : ledger.destroying;
  return {
    ...ledger,
    ...(destroying === undefined ? {} : { destroying }),
    entries,
    swarmNetworks: swarmNetwork === undefined ? ledger.swarmNetworks : [swarmNetwork],
  };
}
