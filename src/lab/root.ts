/** What of a lab is for root alone: to make, use, see and remove it. Its folders are closed to everybody else. */
import { AppError } from "../errors/app-error.ts";

/** LAB_NOT_ROOT for anybody else. */
export function rootProblem(): AppError | undefined {
  return process.getuid?.() === 0 ? undefined : new AppError("LAB_NOT_ROOT", { what: "the lab" });
}

/** Throws it. */
export function checkRoot(): void {
  const problem = rootProblem();
  if (problem !== undefined) throw problem;
}
