/** `swarmlan destroy LAN`: takes one LAN out of the swarm. Asks for its name, since there is no way back. */
import { planDestroy } from "../../core/plan/plan-destroy.ts";
import { AppError, isAppError } from "../../errors/app-error.ts";
import { EXIT_CODES } from "../../errors/entry.ts";
import { finding } from "../../model/finding.ts";
import type { LanName } from "../../model/ids.ts";
import type { Plan } from "../../model/plan.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Answer } from "../answer.ts";
import { paintFor } from "../render/paint.ts";
import { renderPlan } from "../render/plan-text.ts";
import type { Context, Input } from "../define-command.ts";
import { type OpenSwarm, withSwarm } from "../open-swarm.ts";
import { isRefused, planAnswer, stepsOf } from "../plan-answer.ts";
import { doPlan, reportAnswer, undoneAnswer } from "../run-plan.ts";

export function run(input: Input, context: Context): Promise<Answer> {
  return withSwarm(context, (swarm) => destroy(swarm, input, context));
}

async function destroy(swarm: OpenSwarm, input: Input, context: Context): Promise<Answer> {
  const lan = (input.words[0] ?? "") as LanName;
  const cutOff = input.flag("cutOff");
  const snapshot = await swarm.observe();
  const plan = planDestroy({ snapshot, lan, cutOff });
  const shown = planAnswer({ plan, warnings: swarm.findings, locate: swarm.locate });
  if (input.flag("dryRun") || isRefused(plan)) return undoneAnswer(shown, plan, input);
  if (stepsOf(plan).length === 0) {
    return { ...undoneAnswer(shown, plan, input), exitCodes: [...shown.exitCodes, ...incomplete(plan)] };
  }
  context.show(renderPlan(plan, paintFor(context.color)));
  await confirmName(lan, input, context);
  const report = await doPlan({ swarm, plan, snapshot, context });
  if (context.signal.aborted) return reportAnswer(report, plan, swarm.findings);
  const after = planAfter(await swarm.observe(snapshot), lan, cutOff);
  const steps = after === undefined ? 0 : stepsOf(after).length;
  const remains = steps === 0 || report.failed.length > 0 ? [] : [finding("NOT_CONVERGED", { steps })];
  return reportAnswer(report, plan, [...swarm.findings, ...remains]);
}

function incomplete(plan: Plan): readonly number[] {
  return plan.complete ? [] : [EXIT_CODES.incomplete];
}

async function confirmName(lan: LanName, input: Input, { ask }: Context): Promise<void> {
  const what = `destroying ${lan}`;
  const said = input.text("confirm");
  if (said !== undefined && said !== lan) {
    throw new AppError("USAGE", { text: `--confirm names "${said}", not ${lan}`, command: "destroy" });
  }
  if (said === lan) return;
  if (ask === undefined) throw new AppError("PROMPT_NEEDS_TERMINAL", { what, flag: `--confirm ${lan}` });
  const typed = await ask.line(`Type the LAN's name to destroy it (${lan}):`);
  if (typed !== lan) throw new AppError("DECLINED", { what, lan });
}

/** What is still to do; undefined when the swarm does not know the LAN any more. */
function planAfter(snapshot: Snapshot, lan: LanName, cutOff: boolean): Plan | undefined {
  try {
    return planDestroy({ snapshot, lan, cutOff });
  } catch (thrown) {
    if (isAppError(thrown, "LAN_UNKNOWN")) return undefined;
    throw thrown;
  }
}
