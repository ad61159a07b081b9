/** The options that every command takes (`--file` those that read a spec), before its name and behind it. */
import { type CommandDefinition, DEFAULT_SPEC, type OptionDefinition } from "./define-command.ts";
import { PROGRESS } from "./render/progress.ts";
import { FORMATS } from "./render/render-answer.ts";

export const GLOBAL_OPTIONS: readonly OptionDefinition[] = [
  { flags: "-f, --file <spec>", summary: "the spec", env: "SWARMLAN_FILE", fallback: DEFAULT_SPEC, value: "file" },
  { flags: "-o, --output <format>", summary: "format of the answer", fallback: "table", value: { choices: FORMATS } },
  {
    flags: "--progress <how>",
    summary: "how progress is shown on stderr",
    fallback: "auto",
    value: { choices: PROGRESS },
  },
  { flags: "--timeout <seconds>", summary: "give up after that long" },
  { flags: "--debug", summary: "show the stack of a failure" },
  { flags: "--no-color", summary: "no colours (NO_COLOR does the same)" },
];

/** Those that stand behind this command's name. */
export function globalOptionsOf({ passThrough, specless }: CommandDefinition): readonly OptionDefinition[] {
  if (passThrough) return [];
  return specless ? GLOBAL_OPTIONS.filter((it) => it.value !== "file") : GLOBAL_OPTIONS;
}
