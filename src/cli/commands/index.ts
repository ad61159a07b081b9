/** All commands. What one does is loaded when it is called. */
import { type CommandDefinition, defineCommand } from "../define-command.ts";
import { PLANNING, YES } from "./shared-options.ts";

/** Commands that only hold others. */
export const groups: readonly (readonly [name: string, summary: string])[] = [];

export const commands: readonly CommandDefinition[] = [
  defineCommand({
    name: "plan",
    summary: "Show what apply would change, and whom it would cut off",
    options: [...PLANNING, { flags: "--detailed-exitcode", summary: "exit with 2 when there is something to change" }],
    changes: false,
    examples: [
      ["swarmlan plan", "what would change"],
      ["swarmlan plan --detailed-exitcode -o json", "for a pipeline"],
    ],
    load: () => import("./plan.ts"),
  }),
  defineCommand({
    name: "apply",
    aliases: ["up"],
    summary: "Make the swarm as the spec says",
    options: [
      ...PLANNING,
      ...YES,
      { flags: "--max-disruption <n>", summary: "tasks that may be cut off in total (with -y: 0 unless said)" },
      { flags: "--parallel <n>", summary: "nodes in replacement at once", fallback: "1" },
      { flags: "--dry-run", summary: "show the plan and stop" },
    ],
    changes: true,
    examples: [
      ["swarmlan apply", "show the plan, ask, do it"],
      ["swarmlan apply -y", "do it unless somebody would be cut off"],
      ["swarmlan apply -y --max-disruption 3", "cut off three tasks at most"],
    ],
    load: () => import("./apply.ts"),
  }),
];
