/** `swarmlan apply`: makes the swarm as the spec says, or does exactly the plan of a file. Reads the swarm back afterwards. */
import { planSwarm } from "../../core/plan/plan-swarm.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Answer } from "../answer.ts";
import { carryOut } from "../carry-out.ts";
import type { Context, Input } from "../define-command.ts";
import { withSwarm } from "../open-swarm.ts";
import { planOptionsOf } from "../planning.ts";

export function run(input: Input, context: Context): Promise<Answer> {
  const [file] = input.words;
  if (file !== undefined) return doFile(file, input, context);
  return withSwarm(context, async (swarm) => {
    const again = (snapshot: Snapshot) =>
      planSwarm({ spec: swarm.spec, snapshot, now: context.now(), ...planOptionsOf(input) });
    const snapshot = await swarm.observe();
    return carryOut({ swarm, snapshot, plan: again(snapshot), again }, input, context);
  });
}

async function doFile(file: string, input: Input, context: Context): Promise<Answer> {
  const { applyPlanFile } = await import("../apply-plan-file.ts");
  return applyPlanFile(file, input, context);
}
