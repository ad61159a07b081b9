/** A diagnosis for a person: what is bad first, with its evidence and what to do; then what could not be seen; then counts. */
import type { CheckResult, Verdict } from "../../model/diagnosis.ts";
import { targetText } from "../../operations/reports.ts";
import type { Paint } from "./paint.ts";

const ORDER: readonly Verdict[] = ["fail", "warn", "unknown"];
const WORD = { fail: "FAIL", warn: "WARN", unknown: "UNKNOWN" } as const;
const COLOR = { fail: "red", warn: "yellow", unknown: "cyan" } as const;

export function renderDiagnosis(results: readonly CheckResult[], paint: Paint): string {
  const blocks = ORDER.flatMap((verdict) =>
    results.filter((it) => it.verdict === verdict).map((it) => renderResult(it, verdict as keyof typeof WORD, paint)),
  );
  return [...blocks, summaryOf(results, paint)].join("\n\n");
}

function renderResult(it: CheckResult, verdict: keyof typeof WORD, paint: Paint): string {
  const head = `${paint(COLOR[verdict], `${WORD[verdict]} ${it.code}`)} ${paint("bold", targetText(it))}: ${it.message}`;
  const places = (it.spans ?? []).map(({ file, line, column }) => `  at ${paint("cyan", `${file}:${line}:${column}`)}`);
  const seen = it.evidence.map((line) => `  ${paint("dim", "seen:")} ${line}`);
  const next =
    it.fix === undefined
      ? []
      : [`  ${paint("bold", "next:")} ${it.fix.text}`, ...it.fix.commands.map((line) => `        ${line}`)];
  const ours =
    it.fix?.ours === undefined
      ? []
      : [`        ${paint("bold", `or let swarmlan do it: swarmlan doctor --fix ${it.code}`)}`];
  return [head, ...places, ...seen, ...next, ...ours].join("\n");
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
