/** What a check, a refusal or a failure says: a stable code, what is wrong, where, and what to do next. */
import { type DetailsOf, type ErrorCode, wordingOf } from "../errors/catalogue.ts";
import type { AppError } from "../errors/app-error.ts";

export type Severity = "error" | "warn" | "info";

/** A path into the spec file, as `["lans", "macvlanswarm", "gateway"]`. */
export type SpecPath = readonly (string | number)[];

/** Where in a file: 1-based line and column, as editors count. */
export interface Span {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** The whole source line, for showing the place. */
  readonly text: string;
}

export interface Target {
  readonly lan?: string;
  readonly node?: string;
  readonly interface?: string;
  readonly network?: string;
  readonly service?: string;
  readonly address?: string;
}

export interface Finding {
  readonly code: ErrorCode;
  readonly severity: Severity;
  readonly message: string;
  readonly hint: string;
  readonly target: Target;
  /** Places in the spec that it is about; the front door turns them into spans. */
  readonly at: readonly SpecPath[];
  readonly spans: readonly Span[];
}

/** Makes a finding with the catalogue's wording. */
export function finding<C extends ErrorCode>(
  code: C,
  details: DetailsOf<C>,
  where: { severity?: Severity; target?: Target; at?: readonly SpecPath[]; spans?: readonly Span[] } = {},
): Finding {
  const { message, hint } = wordingOf(code, details);
  return {
    code,
    severity: where.severity ?? "error",
    message,
    hint,
    target: where.target ?? {},
    at: where.at ?? [],
    spans: where.spans ?? [],
  };
}

/** A caught error, said as a finding about `target`. */
export function findingOf(error: AppError, target: Target = {}): Finding {
  return {
    code: error.code,
    severity: "error",
    message: error.message,
    hint: error.hint,
    target,
    at: [],
    spans: [],
  };
}
