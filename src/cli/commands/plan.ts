/** `swarmlan plan`: what apply would do. Changes nothing in the swarm; with `--out` it writes the plan to a file. */
import type { PlanOptions } from "../../model/saved-plan.ts";
import type { Answer } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { meanwhile } from "../meanwhile.ts";
import { type OpenSwarm, withSwarm } from "../open-swarm.ts";
import { checkOnlyNode, planOptionsOf } from "../planning.ts";
import { overOf } from "../saved-to.ts";

const CHANGES_PRESENT = 2;

export function run(input: Input, context: Context): Promise<Answer> {
  const options = planOptionsOf(input, "plan");
  return withSwarm(context, (swarm) => show(swarm, options, { input, context }));
}

async function show(
  swarm: OpenSwarm,
  options: PlanOptions,
  { input, context }: { readonly input: Input; readonly context: Context },
): Promise<Answer> {
  const [snapshot, { planSwarm }, { isRefused, planAnswer, stepsOf }] = await Promise.all([
    swarm.observe(),
    meanwhile(() => import("../../core/plan/plan-swarm.ts")),
    meanwhile(() => import("../plan-answer.ts")),
  ]);
  checkOnlyNode(options, snapshot);
  const { spec } = swarm;
  const createdAt = context.now();
  const plan = planSwarm({ spec, snapshot, now: createdAt, ...options });
  const out = input.text("out");
  if (out !== undefined && !isRefused(plan)) {
    const { savePlan } = await import("../save-plan.ts");
    await savePlan(out, { createdAt, options, spec, snapshot, plan }, overOf(input, '"kind": "PlanFile"'));
    context.emit({ kind: "note", text: `saved to ${out}; do exactly this with: swarmlan apply ${out}` });
  }
  const it = planAnswer({ plan, warnings: swarm.findings, locate: swarm.locate });
  const changes = input.flag("detailedExitcode") && stepsOf(plan).length > 0;
  return changes ? { ...it, exitCodes: [...it.exitCodes, CHANGES_PRESENT] } : it;
}
