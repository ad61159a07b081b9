/** What the command line says about planning, as the planner takes it. */
import { AppError } from "../errors/app-error.ts";
import type { PlanOptions } from "../model/saved-plan.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Input } from "./define-command.ts";

/** `--prune`, `--only-node` and `--parallel`. Throws USAGE, so it is to be asked before the swarm is. */
export function planOptionsOf(input: Input, command: string): PlanOptions {
  const onlyNode = input.text("onlyNode");
  const parallel = input.count("parallel");
  const prune = input.flag("prune");
  if (parallel === 0) throw new AppError("USAGE", { text: "--parallel takes 1 or more, not 0", command });
  if (prune && onlyNode !== undefined) {
    const text = "--prune takes a LAN from every node: it cannot stand beside --only-node";
    throw new AppError("USAGE", { text, command });
  }
  return {
    prune,
    ...(onlyNode === undefined ? {} : { onlyNode }),
    ...(parallel === undefined ? {} : { parallel }),
  };
}

/** Throws NODE_UNKNOWN: to change no node at all would look as if all were well. */
export function checkOnlyNode({ onlyNode }: PlanOptions, { swarm }: Snapshot): void {
  if (onlyNode === undefined || swarm.nodes.some((it) => it.hostname === onlyNode)) return;
  throw new AppError("NODE_UNKNOWN", { node: onlyNode, known: swarm.nodes.map((it) => it.hostname) });
}
