/** Who reaches whom, for a person: a table per family, rows are from, columns are to; below it, why not. */
import type { Family } from "../../model/address.ts";
import { countWays, type Reached, type TestCase, type TestReport } from "../../operations/test-lan.ts";
import type { Column } from "../answer.ts";
import type { Paint } from "./paint.ts";
import { renderTable } from "./table.ts";

const SIGN: Readonly<Record<Reached["kind"], string>> = {
  ok: "ok",
  failed: "FAILED",
  "expected-failure": "(own host)",
  "not-tried": "(no IPv6 here)",
  unknown: "?",
};

export function renderMatrix(report: TestReport, paint: Paint): string {
  const several = report.families.length > 1;
  const tables = report.families.flatMap((family) => [
    ...(several ? [paint("bold", `IPv${family}`)] : []),
    matrix(report, family),
    "",
  ]);
  const none = new Set(report.cases.filter((it) => it.group === "container" && !isUp(it)).map((it) => it.to));
  const told = report.cases.filter((it) => it.group === "container" || !(none.has(it.from) || none.has(it.to)));
  const why = told.flatMap((it) => reasonOf(it, several, paint));
  return [...tables, ...why, verdictOf(report, paint)].join("\n");
}

function isUp({ result }: TestCase): boolean {
  return result.kind === "ok";
}

function verdictOf({ ok, cases }: TestReport, paint: Paint): string {
  const untried = countWays(cases.filter((it) => it.result.kind === "unknown"));
  const rest = untried === 0 ? "" : ` ${untried} of ${countWays(cases)} ways could not be tried.`;
  if (!ok) return paint("red", `Something that should work does not.${rest}`);
  return untried === 0
    ? paint("green", "Every way that can work works.")
    : paint("yellow", `Every way that was tried works, but${rest}`);
}

function matrix({ nodes, cases }: TestReport, family: Family): string {
  const reach = (from: string, to: string) =>
    cases.find((it) => it.group === "reach" && it.family === family && it.from === from && it.to === to);
  const columns: readonly Column<string>[] = [
    { title: "FROM \\ TO", text: (from) => from },
    ...nodes.map((to) => ({
      title: to,
      text: (from: string) => (from === to ? "-" : SIGN[reach(from, to)?.result.kind ?? "unknown"]),
    })),
  ];
  return renderTable(["here", ...nodes], columns, { width: Number.POSITIVE_INFINITY, wide: false }).text;
}

function reasonOf({ from, to, group, family, result }: TestCase, several: boolean, paint: Paint): readonly string[] {
  if (result.kind !== "failed" && result.kind !== "unknown") return [];
  const over = several && family !== undefined ? ` over IPv${family}` : "";
  const what = group === "container" ? `container on ${to}` : `${from} → ${to}${over}`;
  return [`  ${paint("red", SIGN[result.kind])} ${what}: ${result.text}`];
}
