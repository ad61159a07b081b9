/** The plans of several LANs' imports as one. */
import type { LanImport } from "../../core/import/plan-import.ts";
import { failedNodeFindings } from "../../core/plan/plan-swarm.ts";
import type { LanPlan, Plan } from "../../model/plan.ts";
import type { Snapshot } from "../../model/snapshot.ts";

export function wholePlan(snapshot: Snapshot, lans: readonly LanPlan[]): Plan {
  const findings = failedNodeFindings(snapshot);
  return { swarmId: snapshot.swarm.id, lans, findings, complete: findings.length === 0 };
}

export function adoptionPlan(snapshot: Snapshot, imports: readonly LanImport[]): Plan {
  return wholePlan(
    snapshot,
    imports.map((it) => it.plan),
  );
}

/** What is fit is taken over; of what is not, the ledger alone is written, so that `apply` may do the rest. */
export function mendingPlan(snapshot: Snapshot, imports: readonly LanImport[]): Plan {
  return wholePlan(
    snapshot,
    imports.map(({ clean, plan }) => (clean ? plan : { ...plan, findings: [], steps: plan.steps.filter(isFirst) })),
  );
}

function isFirst(step: LanPlan["steps"][number]): boolean {
  return step.kind === "write-ledger" && step.fallback === undefined;
}
