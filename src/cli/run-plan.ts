/**
 * Does a plan, as apply, destroy and release do: shows it, asks or keeps to `-y`'s limits, does it, reports.
 * Refuses (TOO_DISRUPTIVE, PROMPT_NEEDS_TERMINAL, DECLINED) before the first write.
 */
import { AppError } from "../errors/app-error.ts";
import { EXIT_CODES } from "../errors/entry.ts";
import { nodeLeftDrained } from "../core/plan/left-drained.ts";
import type { Plan, Step } from "../model/plan.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Finding } from "../model/finding.ts";
import { apply, type ApplyReport } from "../operations/apply.ts";
import { answer, type Answer, type Column } from "./answer.ts";
import type { Context, Input } from "./define-command.ts";
import type { OpenSwarm } from "./open-swarm.ts";
import { stepOut, type StepOut } from "./plan-answer.ts";
import { tasksCutOff } from "./render/plan-text.ts";

/** What became of a step. */
export interface StepItem {
  readonly step: StepOut;
  readonly outcome: "done" | "failed" | "skipped";
  readonly reason?: string;
}

export const STEP_ITEM_COLUMNS: readonly Column<StepItem>[] = [
  { title: "STEP", text: (it) => it.step.title, prose: true },
  { title: "OUTCOME", text: (it) => it.outcome },
  { title: "REASON", text: (it) => it.reason ?? "-", prose: true },
];

export interface Doing {
  readonly swarm: OpenSwarm;
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  readonly context: Context;
}

/** How many tasks more than allowed the plan cuts off; without `-y` and a limit the prompt decides. */
export function overLimit(plan: Plan, input: Input): { readonly tasks: number; readonly allowed: number } | undefined {
  const tasks = tasksCutOff(plan).length;
  const allowed = input.count("maxDisruption") ?? (input.flag("yes") ? 0 : tasks);
  return tasks > allowed ? { tasks, allowed } : undefined;
}

/** The prompt, or the limits of `-y`. */
export async function confirmPlan(plan: Plan, input: Input, { ask }: Context): Promise<void> {
  const over = overLimit(plan, input);
  if (over !== undefined) throw new AppError("TOO_DISRUPTIVE", over);
  if (input.flag("yes")) return;
  const tasks = tasksCutOff(plan).length;
  if (ask === undefined) throw new AppError("PROMPT_NEEDS_TERMINAL", { what: "applying the plan", flag: "-y" });
  const cut = tasks === 0 ? "" : ` It cuts off ${tasks} task${tasks === 1 ? "" : "s"}.`;
  if (!(await ask.yes(`Do this?${cut}`))) throw new AppError("DECLINED", { what: "applying the plan" });
}

export async function doPlan({ swarm, plan, snapshot, context }: Doing): Promise<ApplyReport> {
  const { signal, emit, clock } = context;
  const total = plan.lans.reduce((sum, it) => sum + it.steps.length, 0);
  emit({ kind: "phase", title: "applying", total });
  return apply({ fleet: swarm.fleet, plan, snapshot, signal, emit, clock });
}

/** A plan that nobody began: itself where that was asked for, else the report that nothing was done. */
export function undoneAnswer(shown: Answer, plan: Plan, input: Input): Answer {
  if (input.flag("dryRun")) return shown;
  const { findings, complete, exitCodes, target, text } = shown;
  const skipped = plan.lans.flatMap((it) => it.steps).map(stepOut);
  return answer({
    kind: "ApplyReport",
    items: skipped.map((step) => ({ step, outcome: "skipped" as const, reason: "the plan is refused" })),
    summary: { done: 0, failed: 0, skipped: skipped.length },
    columns: STEP_ITEM_COLUMNS,
    findings,
    complete,
    exitCodes,
    ...(target && { target }),
    ...(text && { text }),
  });
}

/** Nodes that these steps drained, or found drained by an earlier run, and did not give back. */
export function stillDrained({ failed, skipped }: ApplyReport): readonly Finding[] {
  const undone: readonly Step[] = [...failed.map((it) => it.step), ...skipped];
  const drainUndone = new Set(undone.filter((it) => it.kind === "drain-node").map((it) => it.hostname));
  return undone
    .filter(({ kind, hostname }) => kind === "undrain-node" && !drainUndone.has(hostname))
    .map((it) => nodeLeftDrained(it.lan, it.hostname ?? ""));
}

/** The report of what was done; `remains` is what was found on the way and when the swarm was read back. */
export function reportAnswer(report: ApplyReport, plan: Plan, remains: readonly Finding[]): Answer {
  const items: readonly StepItem[] = [
    ...report.done.map((step) => ({ step: stepOut(step), outcome: "done" as const })),
    ...report.failed.map(({ step, finding }) => ({
      step: stepOut(step),
      outcome: "failed" as const,
      reason: finding.message,
    })),
    ...report.skipped.map((step) => ({
      step: stepOut(step),
      outcome: "skipped" as const,
      reason: "a step before it was not done",
    })),
  ];
  const bad = report.failed.length + report.skipped.length > 0 || remains.some((it) => it.severity === "error");
  const counts = [`${report.done.length} of ${items.length} steps done`];
  if (report.failed.length > 0) counts.push(`${report.failed.length} failed`);
  if (report.skipped.length > 0) counts.push(`${report.skipped.length} not tried`);
  return answer({
    kind: "ApplyReport",
    items,
    summary: { done: report.done.length, failed: report.failed.length, skipped: report.skipped.length },
    columns: STEP_ITEM_COLUMNS,
    findings: [...report.failed.map((it) => it.finding), ...remains],
    complete: plan.complete,
    exitCodes: bad ? [EXIT_CODES.failed] : [],
    target: { swarmId: plan.swarmId },
    text: () => `${counts.join(", ")}.`,
  });
}
