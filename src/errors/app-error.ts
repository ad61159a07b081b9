/** The one exception of swarmlan. Callers and tests match `code`, never the wording. */
import { catalogue, type DetailsOf, type ErrorCode, wordingOf } from "./catalogue.ts";
import { EXIT_CODES } from "./entry.ts";

export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly details: DetailsOf<C>;
  readonly hint: string;

  constructor(code: C, details: DetailsOf<C>, options?: { cause?: unknown }) {
    const { message, hint } = wordingOf(code, details);
    super(message, options);
    this.name = "AppError";
    this.code = code;
    this.details = details;
    this.hint = hint;
  }

  get exitCode(): number {
    return EXIT_CODES[catalogue[this.code].blame];
  }
}

/** True for an AppError of that code (any code when none is named). */
export function isAppError<C extends ErrorCode>(error: unknown, code?: C): error is AppError<C> {
  return error instanceof AppError && (code === undefined || (error.code as ErrorCode) === code);
}

/** Any thrown thing as an AppError: what is not one already is a bug of ours, with its stack kept as the cause. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError("INTERNAL", { text }, { cause: thrown }) as unknown as AppError;
}
