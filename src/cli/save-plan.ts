/** Writes a plan to a file, for `apply FILE`. Loaded only when asked for: a fingerprint needs node:crypto, 3 ms. */
import { fingerprintOf } from "../core/plan/fingerprint.ts";
import { knownHosts } from "../core/plan/stale-plan.ts";
import { planFileText } from "../edges/plan-file/plan-file.ts";
import type { Plan } from "../model/plan.ts";
import type { PlanOptions } from "../model/saved-plan.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Spec } from "../model/spec.ts";
import { type Saving, savedTo } from "./saved-to.ts";

/** What it holds (names, addresses, endpoints) is nobody else's business. */
const OWNER_ONLY = 0o600;

export interface PlanToSave {
  /** ISO 8601. */
  readonly createdAt: string;
  readonly options: PlanOptions;
  readonly spec: Spec;
  readonly snapshot: Snapshot;
  readonly plan: Plan;
}

export async function savePlan(
  file: string,
  { snapshot, ...rest }: PlanToSave,
  over: NonNullable<Saving["over"]>,
): Promise<void> {
  const saved = { ...rest, from: fingerprintOf(rest.spec, snapshot), hosts: knownHosts(snapshot) };
  await savedTo(file, planFileText(saved), { mode: OWNER_ONLY, over });
}
