/** `swarmlan release NODE|SLICE`: ends a slice's quarantine by hand. Refuses what a node holds. */
import { readLedgers } from "../../core/plan/ledger-labels.ts";
import { step } from "../../core/plan/steps.ts";
import { releaseSlice } from "../../core/slices/quarantine.ts";
import { AppError, isAppError } from "../../errors/app-error.ts";
import { formatCidr } from "../../model/cidr.ts";
import type { Ledger } from "../../model/ledger.ts";
import type { Step } from "../../model/plan.ts";
import type { Answer } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { withSwarm } from "../open-swarm.ts";
import { doPlan, reportAnswer } from "../run-plan.ts";
import { ledgerPlan } from "../ledger-plan.ts";

export function run(input: Input, context: Context): Promise<Answer> {
  const what = input.words[0] ?? "";
  return withSwarm(context, async (swarm) => {
    const snapshot = await swarm.observe();
    const plan = ledgerPlan(snapshot, releaseSteps([...readLedgers(snapshot.swarm.configs).values()], what));
    if (input.flag("dryRun")) return reportAnswer({ done: [], failed: [], skipped: [] }, plan, swarm.findings);
    return reportAnswer(await doPlan({ swarm, plan, snapshot, context }), plan, swarm.findings);
  });
}

/** One write per ledger that has it in quarantine. Throws SLICE_HELD, else NOT_IN_QUARANTINE, when none has. */
export function releaseSteps(ledgers: readonly Ledger[], what: string): readonly Step[] {
  let refusal: unknown;
  const steps = ledgers.flatMap((ledger) => {
    try {
      const { entries, freed } = releaseSlice(ledger.entries, what);
      const title = `release ${freed.map(formatCidr).join(", ")} of ${ledger.lan}`;
      return [step(ledger.lan, { kind: "write-ledger", ledger: { ...ledger, entries } }, { title })];
    } catch (thrown) {
      if (!isAppError(thrown)) throw thrown;
      if (refusal === undefined || thrown.code === "SLICE_HELD") refusal = thrown;
      return [];
    }
  });
  if (steps.length === 0) throw refusal ?? new AppError("NOT_IN_QUARANTINE", { what });
  return steps;
}
