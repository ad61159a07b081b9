/** A plan that writes ledgers and nothing else, for `release` and `ledger import`. */
import { failedNodeFindings } from "../core/plan/plan-swarm.ts";
import { readLedgers } from "../core/plan/ledger-labels.ts";
import type { LanPlan, Plan, Step } from "../model/plan.ts";
import type { Snapshot } from "../model/snapshot.ts";

export function ledgerPlan(snapshot: Snapshot, steps: readonly Step[]): Plan {
  const ledgers = readLedgers(snapshot.swarm.configs);
  const lans = steps.map((step): LanPlan => {
    const ledger = ledgers.get(step.lan) ?? { lan: step.lan, swarmNetworks: [], entries: [] };
    return { lan: step.lan, shares: [], ledger, drift: [], findings: [], steps: [step] };
  });
  const findings = failedNodeFindings(snapshot);
  return { swarmId: snapshot.swarm.id, lans, findings, complete: findings.length === 0 };
}
