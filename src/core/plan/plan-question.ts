/** What a plan is made from: no clock and no Engine, only what they said. */
import type { Snapshot } from "../../model/snapshot.ts";
import type { Spec } from "../../model/spec.ts";

/** One question; the same one has the same plan for an answer. */
export interface PlanQuestion {
  readonly spec: Spec;
  readonly snapshot: Snapshot;
  /** ISO 8601. */
  readonly now: string;
  /** Remove LANs that the spec does not have any more. */
  readonly prune: boolean;
  /** Hostname: change this node only. */
  readonly onlyNode?: string;
  /** Nodes in replacement at once. */
  readonly parallel?: number;
}
