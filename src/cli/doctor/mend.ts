/**
 * `doctor --fix CODE`: mends what swarmlan itself can mend, always as `apply` does it: plan, question, limits.
 *
 * Refuses (FIX_NOT_OURS) what is the user's to mend, with what to do.
 */
import { AppError } from "../../errors/app-error.ts";
import type { CheckResult } from "../../model/diagnosis.ts";
import { targetText } from "../../operations/reports.ts";
import type { Answer } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";

export interface Mending {
  readonly code: string;
  readonly results: readonly CheckResult[];
}

export async function mend({ code, results }: Mending, input: Input, context: Context): Promise<Answer> {
  const bad = results.filter((it) => it.code === code && (it.verdict === "fail" || it.verdict === "warn"));
  const [first] = bad;
  if (first === undefined) {
    const why = results.find((it) => it.code === code && it.verdict !== "pass")?.message;
    throw new AppError("NOTHING_TO_FIX", why === undefined ? { code } : { code, why });
  }
  if (bad.some((it) => it.fix?.ours === undefined)) {
    const { text = "see the code", commands = [] } = first.fix ?? {};
    throw new AppError("FIX_NOT_OURS", { code, target: targetText(first), text, commands });
  }
  for (const it of bad) context.show(`${it.code} ${targetText(it)}: ${it.message}`);
  const { run } = await import("../commands/apply.ts");
  return run({ ...input, words: [] }, context);
}
