/**
 * Carries a plan out as `apply` does, whether it was made just now or read from a file: shows it, asks, does it, and reads
 * the swarm back. A good one leaves nothing to do.
 */
import { AppError } from "../errors/app-error.ts";
import { type Finding, finding } from "../model/finding.ts";
import type { Plan } from "../model/plan.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { ApplyReport } from "../operations/apply.ts";
import { type Answer, exitCodesOf } from "./answer.ts";
import type { Context, Input } from "./define-command.ts";
import type { OpenSwarm } from "./open-swarm.ts";
import { isRefused, planAnswer, refusalsAndWarnings, stepsOf } from "./plan-answer.ts";
import { paintFor } from "./render/paint.ts";
import { renderPlan } from "./render/plan-text.ts";
import { confirmPlan, doPlan, overLimit, reportAnswer, stillDrained, undoneAnswer } from "./run-plan.ts";
import { serviceLines } from "./service-lines.ts";

export interface CarryOut {
  readonly swarm: OpenSwarm;
  readonly plan: Plan;
  /** What the plan was made from, or held against. */
  readonly snapshot: Snapshot;
  /** The plan that would be made from what is there afterwards. */
  readonly again: (snapshot: Snapshot) => Plan;
  /** The same for one node; absent where exactly this plan is wanted. */
  readonly planFor?: (snapshot: Snapshot, hostname: string) => Plan;
}

export async function carryOut(it: CarryOut, input: Input, context: Context): Promise<Answer> {
  const { swarm, plan, snapshot, again } = it;
  const shown = planAnswer({ plan, warnings: swarm.findings, locate: swarm.locate });
  if (input.flag("dryRun") || isRefused(plan) || stepsOf(plan).length === 0) return undoneAnswer(shown, plan, input);
  // A program that reads JSON gets the steps in the report; a prompt always needs the plan.
  if (context.output === "table" || context.output === "wide" || !input.flag("yes"))
    context.show(renderPlan(plan, paintFor(context.color)));
  if (input.flag("sweep")) {
    const squatters = await squattersIn(it, context);
    if (squatters.length > 0) {
      const refused = undoneAnswer(shown, plan, input);
      return { ...refused, findings: [...refused.findings, ...squatters], exitCodes: exitCodesOf(squatters) };
    }
  }
  await giveBackFirst(it, input, context);
  await confirmPlan(plan, input, context);
  const report = await doPlan({ swarm, plan, snapshot, context });
  if (context.signal.aborted) return reportAnswer(report, plan, [...swarm.findings, ...stillDrained(report)]);
  const after = again(await swarm.observe(snapshot));
  const left = stepsOf(after).length;
  const unconverged = left === 0 || report.failed.length > 0 ? [] : [finding("NOT_CONVERGED", { steps: left })];
  const remains = [...swarm.findings, ...unconverged, ...swarm.locate(refusalsAndWarnings(after))];
  const done = reportAnswer(report, plan, remains);
  return { ...done, complete: after.complete, text: (paint) => [done.text?.(paint), ...next(report)].join("\n") };
}

/** Where `-y` may not do the plan (TOO_DISRUPTIVE): what an earlier run left drained need not wait for somebody to come. */
async function giveBackFirst(
  { swarm, plan, snapshot, planFor }: CarryOut,
  input: Input,
  context: Context,
): Promise<void> {
  const over = input.flag("yes") ? overLimit(plan, input) : undefined;
  if (over === undefined || planFor === undefined) return;
  const { giveBack } = await import("./give-back.ts");
  const givenBack = await giveBack({ swarm, snapshot, planFor }, context);
  if (givenBack.length > 0) throw new AppError("TOO_DISRUPTIVE", { ...over, givenBack });
}

/** How a service gets onto a LAN that was just made. */
function next({ done, failed }: ApplyReport): readonly string[] {
  const made = done.filter((it) => it.kind === "create-swarm-network").map((it) => it.lan);
  return failed.length > 0 ? [] : made.flatMap((lan) => ["", `Put a service on ${lan}:`, "", ...serviceLines(lan)]);
}

/** Loaded only when it is asked for: it needs the probe image, and a moment. */
async function squattersIn({ swarm, plan, snapshot }: CarryOut, context: Context): Promise<readonly Finding[]> {
  const [{ sweepSlices }, { proberFor }] = await Promise.all([
    import("../operations/sweep-slices.ts"),
    import("./doctor/prober.ts"),
  ]);
  const { signal, emit } = context;
  const prober = await proberFor(swarm, context, undefined);
  return sweepSlices({ spec: swarm.spec, plan, snapshot, prober, packetsPerSecond: SWEEP_RATE, signal, emit });
}

/** Packets per second with which one node asks who is there. */
const SWEEP_RATE = 1000;
