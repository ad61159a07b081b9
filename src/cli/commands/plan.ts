/** `swarmlan plan`: what apply would do. Changes nothing. */
import { planSwarm } from "../../core/plan/plan-swarm.ts";
import type { Answer } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { type OpenSwarm, withSwarm } from "../open-swarm.ts";
import { planAnswer, stepsOf } from "../plan-answer.ts";

const CHANGES_PRESENT = 2;

export function run(input: Input, context: Context): Promise<Answer> {
  return withSwarm(context, (swarm) => show(swarm, input, context));
}

async function show(swarm: OpenSwarm, input: Input, context: Context): Promise<Answer> {
  const snapshot = await swarm.observe();
  const onlyNode = input.text("onlyNode");
  const plan = planSwarm({
    spec: swarm.spec,
    snapshot,
    now: context.now(),
    prune: input.flag("prune"),
    ...(onlyNode === undefined ? {} : { onlyNode }),
  });
  const it = planAnswer({ plan, warnings: swarm.findings, locate: swarm.locate });
  const changes = input.flag("detailedExitcode") && stepsOf(plan).length > 0;
  return changes ? { ...it, exitCodes: [...it.exitCodes, CHANGES_PRESENT] } : it;
}
