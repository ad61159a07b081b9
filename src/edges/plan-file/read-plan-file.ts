/** Reads a saved plan from a file. Refuses (PLAN_FILE_UNREADABLE) one that is not there or not readable. */
import { AppError } from "../../errors/app-error.ts";
import type { SavedPlan } from "../../model/saved-plan.ts";
import { parsePlanFile } from "./plan-file.ts";

/** What is needed of a file system; `node:fs/promises` is one. */
export interface PlanFiles {
  readonly readFile: (file: string, encoding: "utf8") => Promise<string>;
}

/** Throws PLAN_FILE_UNREADABLE, PLAN_FILE_DAMAGED or PLAN_FILE_SCHEMA. */
export async function readPlanFile(file: string, { readFile }: PlanFiles): Promise<SavedPlan> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (thrown) {
    const { code, message } = thrown as NodeJS.ErrnoException;
    const reason = code === "ENOENT" ? "there is no such file" : message;
    throw new AppError("PLAN_FILE_UNREADABLE", { file, reason }, { cause: thrown });
  }
  return parsePlanFile(text, file);
}
