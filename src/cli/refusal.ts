/** An error that comes with the findings that led to it: all problems of a spec, all reasons against a plan. */
import type { AppError } from "../errors/app-error.ts";
import type { Finding } from "../model/finding.ts";

export class Refusal extends Error {
  readonly error: AppError;
  readonly findings: readonly Finding[];

  constructor(error: AppError, findings: readonly Finding[]) {
    super(error.message, { cause: error });
    this.name = "Refusal";
    this.error = error;
    this.findings = findings;
  }
}
