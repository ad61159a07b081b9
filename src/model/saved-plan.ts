/** A plan that waits for somebody to say yes, with all that is needed to do it elsewhere and later, or to refuse it. */
import type { Fingerprint } from "./fingerprint.ts";
import type { HostView } from "./host-facts.ts";
import type { NodeId } from "./ids.ts";
import type { Plan } from "./plan.ts";
import type { Spec } from "./spec.ts";

export interface SavedPlan {
  /** ISO 8601; new entries of the plan's ledgers carry the same time. */
  readonly createdAt: string;
  /** What `plan` was told; `apply` plans anew with the same. */
  readonly options: PlanOptions;
  readonly spec: Spec;
  readonly from: Fingerprint;
  /** What was known of hosts: it may be done where nobody sees them. */
  readonly hosts: readonly { readonly node: NodeId; readonly host: HostView }[];
  readonly plan: Plan;
}

export interface PlanOptions {
  readonly prune: boolean;
  readonly onlyNode?: string;
  readonly parallel?: number;
}
