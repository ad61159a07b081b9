/** A plan as an answer: its steps are the items, what speaks against it the findings. */
import type { Finding } from "../model/finding.ts";
import type { Plan, Step } from "../model/plan.ts";
import type { Share } from "../model/slices.ts";
import { answer, type Answer, type Column, exitCodesOf } from "./answer.ts";
import { renderPlan, tasksCutOff } from "./render/plan-text.ts";

/** Every kind of step, without the ledgers of those that have one. */
export type StepOut = { [S in Step as S["kind"]]: Omit<S, "ledger" | "fallback"> }[Step["kind"]];

export const STEP_COLUMNS: readonly Column<StepOut>[] = [
  { title: "STEP", text: (it) => it.id },
  { title: "WHAT", text: (it) => it.title, prose: true },
  { title: "CUTS OFF", text: (it) => it.cutsOff.map((cut) => cut.name).join(", ") || "-" },
];

export interface PlanAnswer {
  readonly plan: Plan;
  /** Warnings about the spec. */
  readonly warnings: readonly Finding[];
  readonly locate: (findings: readonly Finding[]) => readonly Finding[];
}

export function planAnswer({ plan, warnings, locate }: PlanAnswer): Answer {
  const against = locate(refusalsAndWarnings(plan));
  const drift = plan.lans.flatMap((it) => it.drift);
  return answer({
    kind: "Plan",
    items: stepsOf(plan).map(stepOut),
    summary: summaryOut(plan),
    columns: STEP_COLUMNS,
    // What was changed outside is a reason for steps, not a failure of planning.
    findings: [...warnings, ...drift.map((it) => ({ ...it, severity: "warn" as const })), ...against],
    complete: plan.complete,
    exitCodes: exitCodesOf(against),
    target: { swarmId: plan.swarmId },
    text: (paint) => renderPlan(plan, paint),
  });
}

/** A step as the world outside sees it: without the ledger that it writes, which is ours to change. */
export function stepOut(it: Step): StepOut {
  const { ledger: _, fallback: __, ...rest } = it as Step & { readonly ledger?: unknown; readonly fallback?: unknown };
  return rest as StepOut;
}

function summaryOut(plan: Plan) {
  const share = ({ slice, host, usable, reserved }: Share) => ({ slice, usable, reserved, ...(host && { host }) });
  return {
    steps: stepsOf(plan).length,
    cutsOff: tasksCutOff(plan).length,
    lans: plan.lans.map(({ lan, shares }) => ({
      lan,
      shares: shares.map(({ node, hostname, ipv4, ipv6 }) => ({
        node,
        hostname,
        ipv4: share(ipv4),
        ...(ipv6 && { ipv6: share(ipv6) }),
      })),
    })),
  };
}

export function stepsOf(plan: Plan): readonly Step[] {
  return plan.lans.flatMap((it) => it.steps);
}

export function refusalsAndWarnings(plan: Plan): readonly Finding[] {
  return [...plan.findings, ...plan.lans.flatMap((it) => it.findings)];
}

export function isRefused(plan: Plan): boolean {
  return refusalsAndWarnings(plan).some((it) => it.severity === "error");
}
