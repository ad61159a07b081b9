/** What the command line says about planning, as the planner takes it. */
import type { PlanOptions } from "../model/saved-plan.ts";
import type { Input } from "./define-command.ts";

/** `--prune`, `--only-node` and `--parallel`. */
export function planOptionsOf(input: Input): PlanOptions {
  const onlyNode = input.text("onlyNode");
  const parallel = input.count("parallel");
  return {
    prune: input.flag("prune"),
    ...(onlyNode === undefined ? {} : { onlyNode }),
    ...(parallel === undefined ? {} : { parallel: Math.max(1, parallel) }),
  };
}
