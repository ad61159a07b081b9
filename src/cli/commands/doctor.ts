/** `swarmlan doctor`: says what is wrong, from the spec to the wire, and how to mend it. */
import { setTimeout as sleep } from "node:timers/promises";
import { checks } from "../../checks/index.ts";
import { runChecks } from "../../checks/run-checks.ts";
import { EXIT_CODES } from "../../errors/entry.ts";
import type { CheckResult, Verdict } from "../../model/diagnosis.ts";
import { gatherFacts } from "../../operations/diagnose/gather-facts.ts";
import type { Vantage } from "../../operations/ports/vantage.ts";
import { reportOf, targetText } from "../../operations/reports.ts";
import { answer, type Answer, type Column } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { type OpenSwarm, withJudged } from "../open-swarm.ts";
import { type Asked, askedOf } from "../doctor/asked.ts";
import { mend } from "../doctor/mend.ts";
import { proberFor } from "../doctor/prober.ts";
import { doctorVantage } from "../doctor/vantage.ts";
import { renderDiagnosis } from "../render/diagnosis-text.ts";
import { savedTo } from "../saved-to.ts";

const COLUMNS: readonly Column<ReturnType<typeof itemOf>>[] = [
  { title: "CODE", text: (it) => it.code },
  { title: "VERDICT", text: (it) => it.verdict },
  { title: "TARGET", text: targetText },
  { title: "WHAT", text: (it) => it.message, prose: true },
  { title: "HEALTHY WHEN", text: (it) => it.title, wide: true },
];

const PAUSE_MS = 2000;

export function run(input: Input, context: Context): Promise<Answer> {
  const asked = askedOf(input);
  return withJudged(context, async (swarm) => {
    if (asked.fix === undefined) return untilWell(swarm, asked, context);
    return mend({ code: asked.fix, results: await diagnose(swarm, asked, context) }, input, context);
  });
}

/** As it is published: places without their source text, and nothing of what only the running of checks needs. */
function itemOf({ alsoAbout: _, after: __, spans = [], ...it }: CheckResult) {
  return { ...it, places: spans.map(({ file, line, column }) => ({ file, line, column })) };
}

/** With `--wait`, looks again until nothing is bad or the time is over. */
async function untilWell(swarm: OpenSwarm, asked: Asked, context: Context): Promise<Answer> {
  const until = context.clock() + asked.waitMs;
  for (;;) {
    const results = await diagnose(swarm, asked, context);
    const codes = exitCodes(results, asked.failOn);
    if (codes.length === 0 || context.clock() >= until) return finish(results, asked, { context, codes });
    context.emit({
      kind: "waiting",
      id: "doctor",
      title: "until all is well",
      ms: context.clock() - until + asked.waitMs,
    });
    await sleep(PAUSE_MS, undefined, { signal: context.signal });
  }
}

async function diagnose(swarm: OpenSwarm, asked: Asked, context: Context): Promise<readonly CheckResult[]> {
  const vantage = await doctorVantage(context, asked.from);
  try {
    return await diagnoseFrom(vantage, swarm, { asked, context });
  } finally {
    vantage.close();
  }
}

async function diagnoseFrom(
  vantage: Vantage,
  swarm: OpenSwarm,
  { asked, context }: { readonly asked: Asked; readonly context: Context },
): Promise<readonly CheckResult[]> {
  const { signal, emit, now } = context;
  const { spec, fleet, findings, observe } = swarm;
  const facts = await gatherFacts({
    spec,
    specFindings: findings,
    fleet,
    prober: await proberFor(swarm, context, asked.image),
    vantage,
    observe,
    sweep: asked.sweep,
    packetsPerSecond: asked.rate,
    signal,
    emit,
    now,
  });
  return runChecks({
    checks: asked.pre ? checks.filter((it) => it.pre) : checks,
    facts,
    only: asked.fix === undefined ? asked.only : [],
    suppress: asked.suppress,
  });
}

async function finish(
  results: readonly CheckResult[],
  { reports }: Asked,
  { codes, context }: { readonly codes: readonly number[]; readonly context: Context },
): Promise<Answer> {
  for (const { format, file } of reports) await savedTo(file, reportOf(format, results, context.version));
  const has = (...verdicts: readonly Verdict[]) => results.some((it) => verdicts.includes(it.verdict));
  return answer({
    kind: "Diagnosis",
    items: results.map(itemOf),
    columns: COLUMNS,
    findings: [],
    complete: !has("unknown"),
    exitCodes: codes,
    ...(context.output === "wide" ? {} : { text: (paint) => renderDiagnosis(results, paint) }),
  });
}

/** What is unknown makes the answer incomplete (3), which the envelope says; a check that broke is a bug of ours. */
function exitCodes(results: readonly CheckResult[], failOn: Asked["failOn"]): readonly number[] {
  const bugs = results.some((it) => it.bug) ? [EXIT_CODES.bug] : [];
  const bad = results.some(
    (it) => (it.verdict === "fail" && failOn !== "never") || (it.verdict === "warn" && failOn === "warn"),
  );
  return [
    ...bugs,
    ...(bad ? [EXIT_CODES.failed] : []),
    ...(results.some((it) => it.verdict === "unknown") ? [EXIT_CODES.incomplete] : []),
  ];
}
