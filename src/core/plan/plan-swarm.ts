/**
 * Spec, ledger and snapshot in; what must change out. Pure: the same input gives the same plan, and a plan made after
 * every step has been done is empty.
 */
import { type Finding, finding } from "../../model/finding.ts";
import type { LanName } from "../../model/ids.ts";
import type { Ledger } from "../../model/ledger.ts";
import type { LanPlan, Plan } from "../../model/plan.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Spec } from "../../model/spec.ts";
import { failedNodes } from "./lan-scene.ts";
import { readLedgers } from "./ledger-labels.ts";
import { planDestroyLan } from "./plan-destroy.ts";
import { planLan } from "./plan-lan.ts";
import { preflightHostnames, preflightParents } from "./preflight.ts";
import { rebuildLedger } from "./rebuild-ledger.ts";

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

export function planSwarm(question: PlanQuestion): Plan {
  const { spec, snapshot } = question;
  const ledgers = readLedgers(snapshot.swarm.configs);
  const whole = [...preflightHostnames(snapshot), ...preflightParents(spec, snapshot)];
  const gone = [...ledgers.values()].filter((ledger) => !spec.lans.some((lan) => lan.name === ledger.lan));
  const refused = question.prune
    ? []
    : gone.map((it) => finding("LAN_LEFT_SPEC", { lan: it.lan }, { target: { lan: it.lan } }));
  const pruned = question.prune ? gone.map((it) => planDestroyLan({ snapshot, ledger: it, cutOff: false })) : [];
  const lans = [...pruned, ...spec.lans.map((lan) => planLan(lan, ledgerOf(lan.name, ledgers, snapshot), question))];
  const findings = [...whole, ...refused, ...failedNodeFindings(snapshot)];
  return {
    swarmId: snapshot.swarm.id,
    lans: refuse(lans, findings),
    findings,
    complete: failedNodes(snapshot).length === 0,
  };
}

/** The stored ledger, or one made from labels; `rebuilt` when those labels show that there had been one. */
export function ledgerOf(
  lan: LanName,
  ledgers: ReadonlyMap<LanName, Ledger>,
  snapshot: Snapshot,
): { ledger: Ledger; rebuilt: boolean } {
  const stored = ledgers.get(lan);
  if (stored !== undefined) return { ledger: stored, rebuilt: false };
  const ledger = rebuildLedger(lan, snapshot);
  return { ledger, rebuilt: ledger.entries.length > 0 };
}

export function failedNodeFindings(snapshot: Snapshot): readonly Finding[] {
  return failedNodes(snapshot).map(({ node, finding: cause }) =>
    finding(
      "NODE_UNREACHABLE",
      { node: node.hostname, reason: cause.message, next: cause.hint },
      { severity: "warn", target: { node: node.hostname } },
    ),
  );
}

/** One refusal anywhere stops every LAN: a half-applied spec is nobody's wish. */
function refuse(lans: readonly LanPlan[], findings: readonly Finding[]): readonly LanPlan[] {
  const refused = [...findings, ...lans.flatMap((it) => it.findings)].some((it) => it.severity === "error");
  return refused ? lans.map((it) => ({ ...it, steps: [] })) : lans;
}
