/** `swarmlan apply`: makes the swarm as the spec says, or does exactly the plan of a file. Reads the swarm back afterwards. */
import type { Snapshot } from "../../model/snapshot.ts";
import type { Answer } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { meanwhile } from "../meanwhile.ts";
import { withSwarm } from "../open-swarm.ts";
import { planOptionsOf } from "../planning.ts";

export function run(input: Input, context: Context): Promise<Answer> {
  const [file] = input.words;
  if (file !== undefined) return doFile(file, input, context);
  return withSwarm(context, async (swarm) => {
    const [snapshot, { planSwarm }, { carryOut }] = await Promise.all([
      swarm.observe(),
      meanwhile(() => import("../../core/plan/plan-swarm.ts")),
      meanwhile(() => import("../carry-out.ts")),
    ]);
    const again = (snapshot: Snapshot) =>
      planSwarm({ spec: swarm.spec, snapshot, now: context.now(), ...planOptionsOf(input) });
    return carryOut({ swarm, snapshot, plan: again(snapshot), again }, input, context);
  });
}

async function doFile(file: string, input: Input, context: Context): Promise<Answer> {
  const { applyPlanFile } = await import("../apply-plan-file.ts");
  return applyPlanFile(file, input, context);
}
