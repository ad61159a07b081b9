/** A plan as an answer: its steps are the items, what speaks against it the findings. */
import type { Finding } from "../model/finding.ts";
import type { Plan, Step } from "../model/plan.ts";
import { answer, type Answer, type Column, exitCodesOf } from "./answer.ts";
import { renderPlan } from "./render/plan-text.ts";

export const STEP_COLUMNS: readonly Column<Step>[] = [
  { title: "STEP", text: (it) => it.id },
  { title: "WHAT", text: (it) => it.title },
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
    items: stepsOf(plan),
    columns: STEP_COLUMNS,
    // What was changed outside is a reason for steps, not a failure of planning.
    findings: [...warnings, ...drift.map((it) => ({ ...it, severity: "warn" as const })), ...against],
    complete: plan.complete,
    exitCodes: exitCodesOf(against),
    target: { swarmId: plan.swarmId },
    text: (paint) => renderPlan(plan, paint),
  });
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
