/** `swarmlan apply`: makes the swarm as the spec says. Shows the plan before, and reads the swarm back afterwards. */
import { planSwarm } from "../../core/plan/plan-swarm.ts";
import { finding } from "../../model/finding.ts";
import type { Plan } from "../../model/plan.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Answer } from "../answer.ts";
import { paintFor } from "../render/paint.ts";
import { renderPlan } from "../render/plan-text.ts";
import type { Context, Input } from "../define-command.ts";
import { type OpenSwarm, withSwarm } from "../open-swarm.ts";
import { isRefused, planAnswer, refusalsAndWarnings, stepsOf } from "../plan-answer.ts";
import { confirmPlan, doPlan, reportAnswer } from "../run-plan.ts";

export function run(input: Input, context: Context): Promise<Answer> {
  return withSwarm(context, (swarm) => makeSo(swarm, input, context));
}

async function makeSo(swarm: OpenSwarm, input: Input, context: Context): Promise<Answer> {
  const snapshot = await swarm.observe();
  const plan = planOf(swarm, snapshot, { input, context });
  const shown = planAnswer({ plan, warnings: swarm.findings, locate: swarm.locate });
  if (input.flag("dryRun") || isRefused(plan) || stepsOf(plan).length === 0) return shown;
  // A program that reads JSON gets the steps in the report; a prompt always needs the plan.
  if (context.output === "table" || context.output === "wide" || !input.flag("yes"))
    context.show(renderPlan(plan, paintFor(context.color)));
  await confirmPlan(plan, input, context);
  const report = await doPlan({ swarm, plan, snapshot, context });
  if (context.signal.aborted) return reportAnswer(report, plan, []);
  const after = planOf(swarm, await swarm.observe(snapshot), { input, context });
  const left = stepsOf(after).length;
  const unconverged = left === 0 || report.failed.length > 0 ? [] : [finding("NOT_CONVERGED", { steps: left })];
  const remains = [...unconverged, ...swarm.locate(refusalsAndWarnings(after))];
  return { ...reportAnswer(report, plan, remains), complete: after.complete };
}

function planOf(
  { spec }: OpenSwarm,
  snapshot: Snapshot,
  { input, context }: { readonly input: Input; readonly context: Context },
): Plan {
  const onlyNode = input.text("onlyNode");
  const parallel = input.count("parallel");
  return planSwarm({
    spec,
    snapshot,
    now: context.now(),
    prune: input.flag("prune"),
    ...(onlyNode === undefined ? {} : { onlyNode }),
    ...(parallel === undefined ? {} : { parallel: Math.max(1, parallel) }),
  });
}
