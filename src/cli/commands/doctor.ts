/** `swarmlan doctor`: says what is wrong, from the spec to the wire, and how to mend it. */
import { setTimeout as sleep } from "node:timers/promises";
import { checks } from "../../checks/index.ts";
import { runChecks, type Suppression } from "../../checks/run-checks.ts";
import { AppError } from "../../errors/app-error.ts";
import { EXIT_CODES } from "../../errors/entry.ts";
import type { CheckResult, Verdict } from "../../model/diagnosis.ts";
import { gatherFacts } from "../../operations/diagnose/gather-facts.ts";
import { REPORT_FORMATS, type ReportFormat, reportOf, targetText } from "../../operations/reports.ts";
import { answer, type Answer, type Column } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { type OpenSwarm, withSwarm } from "../open-swarm.ts";
import { proberFor } from "../prober.ts";
import { renderDiagnosis } from "../render/diagnosis-text.ts";
import { savedTo } from "../saved-to.ts";
import { doctorVantage } from "../doctor-vantage.ts";

const COLUMNS: readonly Column<ReturnType<typeof itemOf>>[] = [
  { title: "CODE", text: (it) => it.code },
  { title: "VERDICT", text: (it) => it.verdict },
  { title: "TARGET", text: targetText },
  { title: "WHAT", text: (it) => it.message },
  { title: "HEALTHY WHEN", text: (it) => it.title, wide: true },
];

/** Frames per second that one node sends while it asks by ARP; a switch that alarms on more can be spared with --rate. */
const RATE = 1000;
const PAUSE_MS = 2000;

export function run(input: Input, context: Context): Promise<Answer> {
  const asked = askedOf(input);
  return withSwarm(context, (swarm) => untilWell(swarm, asked, context));
}

interface Asked {
  readonly only: readonly string[];
  readonly suppress: readonly Suppression[];
  readonly failOn: "error" | "warn" | "never";
  readonly reports: readonly { readonly format: ReportFormat; readonly file: string }[];
  readonly waitMs: number;
  readonly sweep: boolean;
  readonly rate: number;
  readonly image?: string;
  readonly from?: string;
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
    if (codes.length === 0 || context.clock() >= until) return finish(results, asked, { context, codes, swarm });
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
  const { signal, emit, now } = context;
  const { spec, fleet, findings, observe } = swarm;
  const facts = await gatherFacts({
    spec,
    specFindings: findings,
    fleet,
    prober: await proberFor(fleet, context, asked.image),
    vantage: await doctorVantage(context, asked.from),
    observe,
    sweep: asked.sweep,
    packetsPerSecond: asked.rate,
    signal,
    emit,
    now,
  });
  return runChecks({ checks, facts, only: asked.only, suppress: asked.suppress });
}

async function finish(
  results: readonly CheckResult[],
  { reports }: Asked,
  { codes, context }: { readonly codes: readonly number[]; readonly context: Context; readonly swarm: OpenSwarm },
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

function askedOf(input: Input): Asked {
  const failOn = input.text("failOn") ?? "error";
  if (failOn !== "error" && failOn !== "warn" && failOn !== "never")
    throw usage(`--fail-on takes error, warn or never, not "${failOn}"`);
  const codes = checks.map((it) => it.code);
  const only = listed(input.text("only")).map((it) => it.toUpperCase());
  for (const it of only) if (!codes.some((code) => code.startsWith(it))) throw usage(`no check is called ${it}`);
  const [image, from] = [input.text("image"), input.text("from")];
  return {
    only,
    suppress: listed(input.text("suppress")).map(suppressionOf),
    failOn,
    reports: listed(input.text("report")).map(reportIn),
    waitMs: secondsOf(input.text("wait")) * 1000,
    sweep: !input.flag("noSweep"),
    rate: Math.max(1, input.count("rate") ?? RATE),
    ...(image === undefined ? {} : { image }),
    ...(from === undefined ? {} : { from }),
  };
}

function listed(text: string | undefined): readonly string[] {
  return (text ?? "").split(",").filter((it) => it !== "");
}

function suppressionOf(text: string): Suppression {
  const [code = "", target] = text.split("=");
  if (!checks.some((it) => it.code === code.toUpperCase())) throw usage(`no check is called ${code}`);
  return { code: code.toUpperCase(), target: target ?? "*" };
}

function reportIn(text: string): { readonly format: ReportFormat; readonly file: string } {
  const at = text.indexOf("=");
  const format = REPORT_FORMATS.find((it) => it === text.slice(0, at));
  if (format === undefined || at + 1 === text.length)
    throw usage(`--report takes ${REPORT_FORMATS.map((it) => `${it}=FILE`).join(", ")}, not "${text}"`);
  return { format, file: text.slice(at + 1) };
}

/** `60s`, `2m`, or plain seconds. */
function secondsOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const [, amount, unit] = /^(\d{1,6})(s|m)?$/.exec(text) ?? [];
  if (amount === undefined) throw usage(`--wait takes a time as 60s or 2m, not "${text}"`);
  return Number(amount) * (unit === "m" ? 60 : 1);
}

function usage(text: string): AppError {
  return new AppError("USAGE", { text, command: "doctor" }) as AppError;
}
