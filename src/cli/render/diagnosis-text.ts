/** A diagnosis for a person: what is bad first, with its evidence and what to do; then what could not be seen; then counts. */
import type { CheckResult, Verdict } from "../../model/diagnosis.ts";
import { targetText } from "../../operations/reports.ts";
import type { Paint } from "./paint.ts";

const ORDER: readonly Verdict[] = ["fail", "warn", "unknown"];
const WORD = { fail: "FAIL", warn: "WARN", unknown: "UNKNOWN" } as const;
const COLOR = { fail: "red", warn: "yellow", unknown: "cyan" } as const;

/** How many targets of one trouble, and how many of their commands, are told; all of them are with `-o wide`. */
const MOST_TARGETS = 4;
const MOST_COMMANDS = 8;

export function renderDiagnosis(results: readonly CheckResult[], paint: Paint): string {
  const blocks = ORDER.flatMap((verdict) =>
    alike(results.filter((it) => it.verdict === verdict)).map((them) => renderAlike(them, paint)),
  );
  return [...blocks, summaryOf(results, paint)].join("\n\n");
}

/** Those that one and the same thing mends, in the order of the first of each. */
function alike(results: readonly CheckResult[]): readonly (readonly CheckResult[])[] {
  const groups = new Map<string, CheckResult[]>();
  for (const it of results) {
    const key = `${it.code} ${it.fix?.text ?? targetText(it)}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [it]);
    else group.push(it);
  }
  return [...groups.values()];
}

function renderAlike(them: readonly CheckResult[], paint: Paint): string {
  const told = them.slice(0, MOST_TARGETS).map((it) => renderResult(it, paint));
  const more = them.length - told.length;
  const rest = more > 0 ? [`  and ${more} more like it: ${namesOf(them.slice(MOST_TARGETS))}`] : [];
  return [...told, ...rest, ...renderFix(them, paint)].join("\n");
}

function namesOf(them: readonly CheckResult[]): string {
  const names = them.slice(0, MOST_TARGETS).map(targetText).join(", ");
  return them.length > MOST_TARGETS ? `${names} …` : names;
}

function renderResult(it: CheckResult, paint: Paint): string {
  const verdict = it.verdict as keyof typeof WORD;
  const head = `${paint(COLOR[verdict], `${WORD[verdict]} ${it.code}`)} ${paint("bold", targetText(it))}: ${it.message}`;
  const places = (it.spans ?? []).map(({ file, line, column }) => `  at ${paint("cyan", `${file}:${line}:${column}`)}`);
  const seen = it.evidence.map((line) => `  ${paint("dim", "seen:")} ${line}`);
  return [head, ...places, ...seen].join("\n");
}

function renderFix(them: readonly CheckResult[], paint: Paint): readonly string[] {
  const fix = them[0]?.fix;
  if (fix === undefined) return [];
  const commands = [...new Set(them.flatMap((it) => it.fix?.commands ?? []))];
  const ours = fix.ours === undefined ? [] : [`or let swarmlan do it: swarmlan doctor --fix ${them[0]?.code}`];
  return [
    `  ${paint("bold", "next:")} ${fix.text}`,
    ...commands.slice(0, MOST_COMMANDS).map((line) => `        ${line}`),
    ...ours.map((line) => `        ${paint("bold", line)}`),
  ];
}

/** How many checks said what; what is quiet says whose effect it is. */
function summaryOf(results: readonly CheckResult[], paint: Paint): string {
  const count = (verdict: Verdict) => results.filter((it) => it.verdict === verdict).length;
  const codes = new Set(results.map((it) => it.code)).size;
  const quiet = [
    ...new Set(results.flatMap((it) => (it.because === undefined ? [] : [`${it.code} (${it.because} shows why)`]))),
  ];
  const counts = `${codes} checks on ${results.length} targets: ${count("pass")} pass, ${count("warn")} warn, ${count("fail")} fail, ${count("skipped")} skipped, ${count("unknown")} unknown.`;
  const well = count("fail") + count("warn") + count("unknown") === 0;
  const rest = quiet.length === 0 ? [] : [`Quiet: ${quiet.join(", ")}.`];
  return [
    ...rest,
    well ? paint("green", `All is well. ${counts}`) : counts,
    "More of a code: swarmlan explain CODE; all that was judged: -o wide.",
  ].join("\n");
}
