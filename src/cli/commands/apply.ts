/** `swarmlan apply`: makes the swarm as the spec says, or does exactly the plan of a file. Reads the swarm back afterwards. */
import type { PlanOptions } from "../../model/saved-plan.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Answer } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { meanwhile } from "../meanwhile.ts";
import { withSwarm } from "../open-swarm.ts";
import { checkOnlyNode, planOptionsOf } from "../planning.ts";

export function run(input: Input, context: Context): Promise<Answer> {
  const [file] = input.words;
  const options = planOptionsOf(input, "apply");
  // Read here for its refusal: nobody is asked anything for a number that is none.
  input.count("maxDisruption");
  if (file !== undefined) return doFile(file, input, context);
  return withSwarm(context, async (swarm) => {
    const [snapshot, { planSwarm }, { carryOut }] = await Promise.all([
      swarm.observe(),
      meanwhile(() => import("../../core/plan/plan-swarm.ts")),
      meanwhile(() => import("../carry-out.ts")),
    ]);
    checkOnlyNode(options, snapshot);
    const planned = (it: Snapshot, how: PlanOptions) =>
      planSwarm({ spec: swarm.spec, snapshot: it, now: context.now(), ...how });
    const again = (it: Snapshot) => planned(it, options);
    const planFor = (it: Snapshot, onlyNode: string) => planned(it, { prune: false, onlyNode });
    const all = options.onlyNode === undefined ? { planFor } : {};
    return carryOut({ swarm, snapshot, plan: again(snapshot), again, ...all }, input, context);
  });
}

async function doFile(file: string, input: Input, context: Context): Promise<Answer> {
  const { applyPlanFile } = await import("../apply-plan-file.ts");
  return applyPlanFile(file, input, context);
}
