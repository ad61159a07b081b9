/**
 * What `apply -y` does where it may not do the plan: nodes that an earlier run drained, and left so, are finished and given
 * back to swarm, since that cuts off nobody. Everything else stays as it is.
 */
import { leftDrained } from "../core/plan/left-drained.ts";
import { readLedgers } from "../core/plan/ledger-labels.ts";
import type { Plan } from "../model/plan.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Context } from "./define-command.ts";
import type { OpenSwarm } from "./open-swarm.ts";
import { isRefused, stepsOf } from "./plan-answer.ts";
import { tasksCutOff } from "./render/plan-text.ts";
import { doPlan } from "./run-plan.ts";

export interface GiveBack {
  readonly swarm: OpenSwarm;
  readonly snapshot: Snapshot;
  /** The plan for that one node. */
  readonly planFor: (snapshot: Snapshot, hostname: string) => Plan;
}

/** The hostnames that were given back; a node whose plan does more than that is left alone. */
export async function giveBack(it: GiveBack, context: Context): Promise<readonly string[]> {
  const { swarm, planFor } = it;
  const given: string[] = [];
  let { snapshot } = it;
  for (const hostname of drainedIn(snapshot)) {
    const plan = planFor(snapshot, hostname);
    if (isRefused(plan) || !isOf(plan, hostname)) continue;
    const report = await doPlan({ swarm, plan, snapshot, context });
    if (report.done.some((step) => step.kind === "undrain-node")) given.push(hostname);
    if (context.signal.aborted) break;
    snapshot = await swarm.observe(snapshot);
  }
  return given;
}

function drainedIn({ swarm }: Snapshot): readonly string[] {
  const left = [...readLedgers(swarm.configs).values()].flatMap((it) => leftDrained(it, swarm.nodes));
  return [...new Set(left.flatMap((it) => it.target.node ?? []))];
}

/** Touches that node and the ledger only, and takes nobody off it. */
function isOf(plan: Plan, hostname: string): boolean {
  const others = stepsOf(plan).filter((it) => it.kind !== "write-ledger" && it.hostname !== hostname);
  return others.length === 0 && tasksCutOff(plan).length === 0;
}
