/** Nodes that a run of ours drained and did not come to give back, as the ledger notes it: plan and status name them. */
import { type Finding, finding } from "../../model/finding.ts";
import type { Ledger } from "../../model/ledger.ts";
import type { SwarmNode } from "../../model/snapshot.ts";

/** A warning for each; one that somebody gave back by hand meanwhile is none. */
export function leftDrained({ lan, entries }: Ledger, nodes: readonly SwarmNode[]): readonly Finding[] {
  const drained = new Set(entries.filter((it) => it.drainedFrom !== undefined).map((it) => it.node));
  return nodes
    .filter((it) => drained.has(it.id) && it.availability === "drain")
    .map((it) => nodeLeftDrained(lan, it.hostname));
}

/** The warning itself, for one whose drain was seen. */
export function nodeLeftDrained(lan: Ledger["lan"], node: string): Finding {
  return finding("NODE_LEFT_DRAINED", { lan, node }, { severity: "warn", target: { lan, node } });
}
