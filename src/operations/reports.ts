/** A diagnosis in the forms that other tools read: JUnit, GitHub's annotations, SARIF 2.1.0. Pure. */
import type { CheckResult } from "../model/diagnosis.ts";
import { escapeXml } from "./xml-text.ts";

export const REPORT_FORMATS = ["junit", "github", "sarif"] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The whole file in that form. */
export function reportOf(format: ReportFormat, results: readonly CheckResult[], version: string): string {
  if (format === "junit") return junitOf(results);
  if (format === "github") return githubOf(results);
  return `${JSON.stringify(sarifOf(results, version), undefined, 2)}\n`;
}

/** What a result is about, in a few words: `mgr01 eth1`, or `the swarm`. */
export function targetText({ target }: Pick<CheckResult, "target">): string {
  return [...new Set(Object.values(target))].join(" ") || "the swarm";
}

function junitOf(results: readonly CheckResult[]): string {
  const count = (...verdicts: readonly string[]) => results.filter((it) => verdicts.includes(it.verdict)).length;
  const counts = `tests="${results.length}" failures="${count("fail", "warn")}" skipped="${count("skipped")}" errors="${count("unknown")}"`;
  const cases = results.map((it) => {
    const head = `    <testcase classname="${escapeXml(`${it.group}.${it.code}`)}" name="${escapeXml(`${it.title}: ${targetText(it)}`)}"`;
    if (it.verdict === "pass") return `${head}/>`;
    const element = it.verdict === "skipped" ? "skipped" : it.verdict === "unknown" ? "error" : "failure";
    return `${head}><${element} message="${escapeXml(it.message)}">${escapeXml(detail(it))}</${element}></testcase>`;
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${counts}>`,
    `  <testsuite name="swarmlan doctor" ${counts}>`,
    ...cases,
    "  </testsuite>",
    "</testsuites>",
    "",
  ].join("\n");
}

function detail({ evidence, fix }: CheckResult): string {
  return [...evidence, ...(fix === undefined ? [] : [`next: ${fix.text}`, ...fix.commands])].join("\n");
}

/** Workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions. */
function githubOf(results: readonly CheckResult[]): string {
  const level: Readonly<Record<string, string>> = { fail: "error", warn: "warning", unknown: "notice" };
  return results
    .flatMap((it) => {
      const kind = level[it.verdict];
      if (kind === undefined) return [];
      const [span] = it.spans ?? [];
      const place =
        span === undefined ? [] : [`file=${property(span.file)}`, `line=${span.line}`, `col=${span.column}`];
      const head = [...place, `title=${property(`${it.code} ${targetText(it)}`)}`].join(",");
      return [`::${kind} ${head}::${message([it.message, detail(it)].filter((text) => text !== "").join("\n"))}\n`];
    })
    .join("");
}

function message(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return message(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function sarifOf(results: readonly CheckResult[], version: string): object {
  const rules = [...new Map(results.map((it) => [it.code, it])).values()];
  const level: Readonly<Record<string, string>> = { fail: "error", warn: "warning", unknown: "note" };
  const kind: Readonly<Record<string, string>> = { pass: "pass", skipped: "notApplicable", unknown: "open" };
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "swarmlan doctor",
            version,
            rules: rules.map((it) => ({ id: it.code, shortDescription: { text: it.title } })),
          },
        },
        results: results.map((it) => ({
          ruleId: it.code,
          kind: kind[it.verdict] ?? "fail",
          level: level[it.verdict] ?? "none",
          message: { text: [it.message, detail(it)].filter((text) => text !== "").join("\n") },
          locations: (it.spans ?? []).map(({ file, line, column }) => ({
            physicalLocation: { artifactLocation: { uri: file }, region: { startLine: line, startColumn: column } },
          })),
          partialFingerprints: { target: targetText(it) },
        })),
      },
    ],
  };
}
