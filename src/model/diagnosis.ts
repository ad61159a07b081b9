/** What doctor says: one verdict per check and target, with what was seen and what to do next. */
import type { Span, Target } from "./finding.ts";

/**
 * `skipped`: it does not apply there, or its cause is shown by another check. `unknown`: what it judges could not be
 * seen. Neither is ever a silent pass: both say why.
 */
export type Verdict = "pass" | "warn" | "fail" | "skipped" | "unknown";

export type CheckGroup = "addressing" | "engines" | "hosts" | "wire" | "exposure" | "routing";

export interface Fix {
  /** What to do, in a sentence. */
  readonly text: string;
  /** To be copied as they are; the first word of each says where it runs when that is not here. */
  readonly commands: readonly string[];
  /** How swarmlan itself can mend it, through plan and confirmation; absent where the mending is the user's. */
  readonly ours?: "apply";
}

/** What a check says about one target. */
export interface Judged {
  readonly verdict: Verdict;
  readonly target: Target;
  /** What is so; for `skipped` and `unknown` why nothing can be said. */
  readonly message: string;
  /** What was seen that shows it, a line each. */
  readonly evidence: readonly string[];
  readonly fix?: Fix;
  /** What else it hangs on: a cause shown about one of these explains it too. */
  readonly alsoAbout?: readonly Target[];
  /** Codes that show the cause of this one result, beside those that its check names. */
  readonly after?: readonly string[];
  /** Places in the spec. */
  readonly spans?: readonly Span[];
}

export interface CheckResult extends Judged {
  /** Stable: `HOST012`. */
  readonly code: string;
  readonly group: CheckGroup;
  /** The healthy state. */
  readonly title: string;
  /** True for an `unknown` that is a bug of ours. */
  readonly bug?: true;
  /** The code of the check that shows the cause of this one, for a result that was made quiet. */
  readonly because?: string;
}
