/**
 * `swarmlan import`: takes over networks that somebody made otherwise, writes the spec that says what they are, and cuts
 * nobody off. What cannot be taken over as it is, it explains and leaves; with `--mend` it writes the spec that is right.
 */
import { readFile } from "node:fs/promises";
import { importCandidates } from "../../core/import/import-candidates.ts";
import { type LanImport, planImport } from "../../core/import/plan-import.ts";
import { failedNodeFindings, planSwarm } from "../../core/plan/plan-swarm.ts";
import { AppError } from "../../errors/app-error.ts";
import { EXIT_CODES } from "../../errors/entry.ts";
import { finding } from "../../model/finding.ts";
import type { Plan } from "../../model/plan.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Answer } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { adoptionPlan, mendingPlan, wholePlan } from "../import/import-plans.ts";
import { importWords, type ImportWords } from "../import/import-words.ts";
import { type NewSpecText, newSpecText } from "../import/new-spec-text.ts";
import { type BeforeImport, beforeImport } from "../import/before-import.ts";
import { type OpenSwarm, withSpec } from "../open-swarm.ts";
import { planAnswer, refusalsAndWarnings, stepsOf } from "../plan-answer.ts";
import { paintFor } from "../render/paint.ts";
import { renderPlan } from "../render/plan-text.ts";
import { confirmPlan, doPlan, reportAnswer } from "../run-plan.ts";
import { savedTo } from "../saved-to.ts";

interface Importing {
  readonly swarm: OpenSwarm;
  readonly words: ImportWords;
  readonly before: BeforeImport;
  readonly input: Input;
  readonly context: Context;
}

export async function run(input: Input, context: Context): Promise<Answer> {
  const words = importWords(input);
  const before = await beforeImport(input, context);
  return withSpec(before.spec, context, (swarm) => importAll({ swarm, words, before, input, context }));
}

async function importAll(it: Importing): Promise<Answer> {
  const { swarm, words, before, context } = it;
  const snapshot = await swarm.observe();
  const imports = importCandidates(snapshot, words.names).map((network) => {
    const lan = before.spec.lans.find(({ name }) => name === network.name);
    const asked = { snapshot, network, now: context.now(), ...words.asked, ...(lan === undefined ? {} : { lan }) };
    return planImport(asked);
  });
  const unfit = imports.filter((one) => !one.clean);
  const mendable = unfit.every((one) => one.plan.steps.length > 0);
  if (unfit.length > 0 && !(words.mend && mendable)) return refusal(imports, snapshot, { swarm, mendable });
  return takeOver(it, imports, snapshot);
}

/** What is wrong, and the steps that would mend it; nothing was changed. */
function refusal(
  imports: readonly LanImport[],
  snapshot: Snapshot,
  { swarm, mendable }: { readonly swarm: OpenSwarm; readonly mendable: boolean },
): Answer {
  const unfit = imports.filter((it) => !it.clean);
  const plan = wholePlan(
    snapshot,
    unfit.map((it) => it.plan),
  );
  const against = [...unfit.flatMap((it) => it.misfits), ...failedNodeFindings(snapshot)];
  const incomplete = against.some((it) => it.code === "IMPORT_LEFT");
  const whole = finding("IMPORT_NEEDS_MENDING", { lans: unfit.map((it) => it.name), mendable });
  const shown = planAnswer({ plan, warnings: against, locate: swarm.locate });
  return {
    ...shown,
    findings: [...shown.findings, ...(incomplete ? [] : [whole])],
    complete: !incomplete,
    exitCodes: incomplete ? [EXIT_CODES.incomplete] : [EXIT_CODES.refused],
    text: (paint) => (stepsOf(plan).length === 0 ? "" : `What would mend it:\n\n${renderPlan(plan, paint)}`),
  };
}

async function takeOver(it: Importing, imports: readonly LanImport[], snapshot: Snapshot): Promise<Answer> {
  const { swarm, words, before, input, context } = it;
  const mending = imports.some((one) => !one.clean);
  const written = newSpecText({ before, imports, snapshot, env: context.env });
  const plan = mending ? mendingPlan(snapshot, imports) : adoptionPlan(snapshot, imports);
  const out = words.out ?? context.file;
  const there = await textOf(out);
  // A run that was broken off has written it already.
  const writes = written.changed && there !== written.text;
  if (writes && !words.force && there !== undefined) throw new AppError("FILE_EXISTS", { file: out });
  const shown = { ...planAnswer({ plan, warnings: [], locate: swarm.locate }), text: undefined };
  const said = sayWhat(plan, writes ? written.text : undefined, { out, context });
  if (input.flag("dryRun")) return { ...shown, text: () => said };
  context.show(said);
  await confirmPlan(plan, input, context);
  if (writes) await savedTo(out, written.text, { over: words.force ? "anything" : "nothing" });
  const report = await doPlan({ swarm, plan, snapshot, context });
  const wrote = writes ? `Wrote ${out}. ` : "";
  if (context.signal.aborted) return reportAnswer(report, plan, []);
  const next = mending ? ` Mend it with: swarmlan apply${out === "swarmlan.yaml" ? "" : ` -f ${out}`}` : "";
  const remains = mending ? [] : await readBack(it, written, snapshot);
  const done = reportAnswer(report, plan, remains);
  return { ...done, text: (paint) => `${wrote}${done.text?.(paint) ?? ""}${next}` };
}

/** After a clean import there is nothing to do. */
async function readBack({ swarm, context }: Importing, { spec }: NewSpecText, before: Snapshot) {
  const snapshot = await swarm.observe(before);
  const after = planSwarm({ spec, snapshot, now: context.now(), prune: false });
  const steps = stepsOf(after).length;
  return [...(steps === 0 ? [] : [finding("NOT_CONVERGED", { steps })]), ...refusalsAndWarnings(after)];
}

function sayWhat(
  plan: Plan,
  text: string | undefined,
  of: { readonly out: string; readonly context: Context },
): string {
  const spec = text === undefined ? [] : [`${of.out}:`, "", text];
  return [renderPlan(plan, paintFor(of.context.color)), "", ...spec].join("\n");
}

/** Undefined when it is not there; what cannot be read is there. */
async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((thrown: NodeJS.ErrnoException) => (thrown.code === "ENOENT" ? undefined : ""));
}
