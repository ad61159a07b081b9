/** A check as data: what is healthy, what it hangs on, and the judging itself. */
import type { CheckGroup, Fix, Judged } from "../model/diagnosis.ts";
import type { Facts } from "../model/facts.ts";
import type { Span, Target } from "../model/finding.ts";

export interface Check {
  /** Stable; a code that was given once is never given to another check. */
  readonly code: string;
  readonly group: CheckGroup;
  /** The healthy state, as a sentence without a full stop. */
  readonly title: string;
  /** True for what can be judged before anything is set up (`doctor --pre`). */
  readonly pre?: true;
  /** Codes of checks that show its cause: where one of them fails for the same target, this one is quiet. */
  readonly after?: readonly string[];
  /** Pure. One answer per target; none at all where there is nothing of the kind to judge. */
  readonly judge: (facts: Facts) => readonly Judged[];
}

export function defineCheck(it: Check): Check {
  return it;
}

export interface Said {
  readonly evidence?: readonly string[];
  readonly fix?: Fix;
  readonly spans?: readonly Span[];
  readonly after?: readonly string[];
  readonly alsoAbout?: readonly Target[];
}

/** All is well there. */
export function pass(target: Target, message: string, said: Said = {}): Judged {
  return judged("pass", target, { message, ...said });
}

/** It works now, and somebody should look at it. */
export function warn(target: Target, message: string, said: Said & { readonly fix: Fix }): Judged {
  return judged("warn", target, { message, ...said });
}

/** It does not work, or will not. */
export function fail(target: Target, message: string, said: Said & { readonly fix: Fix }): Judged {
  return judged("fail", target, { message, ...said });
}

/** It does not apply there; `why` as a clause: "the node has no DMI". */
export function skipped(target: Target, why: string): Judged {
  return judged("skipped", target, { message: why });
}

/** It could not be seen; `why` as a clause: "the Engine does not answer". */
export function unknown(target: Target, why: string, said: Said = {}): Judged {
  return judged("unknown", target, { message: why, ...said });
}

function judged(verdict: Judged["verdict"], target: Target, it: Said & { readonly message: string }): Judged {
  return { verdict, target, evidence: [], ...it };
}
