/** Options that several commands have, in one wording. */
import type { OptionDefinition } from "../define-command.ts";

export const PLANNING: readonly OptionDefinition[] = [
  { flags: "--only-node <hostname>", summary: "plan everything, but change this node only", value: "node" },
  { flags: "--prune", summary: "remove LANs that left the spec" },
  { flags: "--parallel <n>", summary: "nodes in replacement at once (1 unless said)" },
];

export const YES: readonly OptionDefinition[] = [{ flags: "-y, --yes", summary: "do not ask" }];

/** What it wrote before it writes over without a word (saved-to.ts). */
export const FORCE: OptionDefinition = { flags: "--force", summary: "write over a file that holds something else" };

export const OUT: readonly OptionDefinition[] = [
  { flags: "--out <file>", summary: "write it to a file", value: "file" },
  FORCE,
];
