/**
 * Spec, ledger and snapshot in; what must change out. Pure: the same input gives the same plan, and a plan made after
 * every step has been done is empty.
 */
import { type Finding, finding } from "../../model/finding.ts";
import type { Ledger } from "../../model/ledger.ts";
import type { LanPlan, Plan } from "../../model/plan.ts";
import { destroyUnfinished } from "./destroy-unfinished.ts";
import { failedNodeFindings } from "./failed-nodes.ts";
import { failedNodes } from "./lan-scene.ts";
import { readLedgers } from "./ledger-labels.ts";
import { inOrder, leftIncomplete, leftLans } from "./leaving-lans.ts";
import { ledgerOf } from "./ledger-of.ts";
import { planDestroyLan } from "./plan-destroy.ts";
import { planLan } from "./plan-lan.ts";
import type { PlanQuestion } from "./plan-question.ts";
import { oneProbeAtATime } from "./probe-steps.ts";
import { preflightHostnames, preflightParents } from "./preflight.ts";

export { failedNodeFindings } from "./failed-nodes.ts";

/** Every LAN's plan; one refusal anywhere leaves no step in any. */
export function planSwarm(question: PlanQuestion): Plan {
  const { spec, snapshot } = question;
  const ledgers = readLedgers(snapshot.swarm.configs);
  const whole = [...preflightHostnames(snapshot), ...preflightParents(spec, snapshot)];
  const left = leftLans(spec, ledgers, snapshot);
  const refused = question.prune ? leftIncomplete(left, snapshot) : left.map(leftRefusal);
  const leaving = question.prune ? left.map((it) => planDestroyLan({ snapshot, ledger: it, cutOff: false })) : [];
  const staying = spec.lans.map((lan) =>
    planLan(lan, { ...ledgerOf(lan.name, ledgers, snapshot), ledgers, left }, question),
  );
  const lans = oneProbeAtATime(inOrder(leaving, staying, snapshot));
  const findings = [...whole, ...refused, ...failedNodeFindings(snapshot)];
  return {
    swarmId: snapshot.swarm.id,
    lans: refuse(lans, findings),
    findings,
    complete: failedNodes(snapshot).length === 0,
  };
}

function leftRefusal(ledger: Ledger): Finding {
  const { lan } = ledger;
  const [unfinished] = destroyUnfinished(ledger, false);
  return unfinished ?? finding("LAN_LEFT_SPEC", { lan }, { target: { lan } });
}

/** One refusal anywhere stops every LAN: a half-applied spec is nobody's wish. */
function refuse(lans: readonly LanPlan[], findings: readonly Finding[]): readonly LanPlan[] {
  const refused = [...findings, ...lans.flatMap((it) => it.findings)].some((it) => it.severity === "error");
  return refused ? lans.map((it) => ({ ...it, steps: [] })) : lans;
}
