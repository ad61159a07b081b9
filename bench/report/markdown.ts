/** The run as docs/benchmarks.md. Pure. */
import type { Bench, Budget, Found, Measured, Row } from "../bench.ts";
import { verdictOf } from "../bench.ts";
import type { Spread } from "../measuring/spread.ts";
import type { Machine } from "./machine.ts";

export type Outcome =
  | { readonly kind: "measured"; readonly measured: Measured }
  | { readonly kind: "missing"; readonly why: string };

export interface Section {
  readonly bench: Pick<Bench, "name" | "title">;
  readonly outcome: Outcome;
}

export function benchmarksPage(sections: readonly Section[], machine: Machine): string {
  const facts = machine.facts.map(([what, is]) => `- ${what}: ${is}`).join("\n");
  return `# Benchmarks

Written by \`npm run bench\`, in one run on one machine; run it on yours. Times are wall time of whole commands, started anew each
time. What is compared ran by turns (A B B A …); a ratio is the median of the ratios of single rounds, with the smallest and
the largest. The verdict goes by the median.

${facts}

${sections.map(sectionText).join("\n")}`;
}

function sectionText({ bench, outcome }: Section): string {
  const head = `## ${bench.title}\n\n\`npm run bench ${bench.name}\`\n`;
  if (outcome.kind === "missing") return `${head}\nNot measured here: ${outcome.why}.\n`;
  const { rows, notes } = outcome.measured;
  const table = [
    "| what | took | against | found | budget | |",
    "|---|---|---|---|---|---|",
    ...rows.map((row) => `| ${cellsOf(row).join(" | ")} |`),
  ];
  return `${head}\n${table.join("\n")}\n${notes.map((it) => `\n${it}\n`).join("")}`;
}

/** What, took, against, found, budget, verdict. */
export function cellsOf(row: Row): readonly string[] {
  const { what, found } = row;
  const verdict = verdictOf(row);
  const judged = verdict === "not met" ? "**not met**" : verdict === "told" ? "" : verdict;
  const budget = row.budget === undefined ? "" : budgetText(row.budget, found);
  if (found.kind === "amount") return [what, "", "", amountText(found), budget, judged];
  const [of, to] = [found.of, found.to].map((it) => `${number(it.median)} ms`);
  return [what, of ?? "", `${found.against}: ${to}`, `${ranged(found.ratio)}×`, budget, judged];
}

function amountText({ amount, unit }: Extract<Found, { kind: "amount" }>): string {
  return `${amount.count === 1 ? number(amount.median) : ranged(amount)}${unit === "×" ? unit : ` ${unit}`}`;
}

function budgetText(budget: Budget, found: Found): string {
  const unit = found.kind === "ratio" || found.unit === "×" ? "×" : ` ${found.unit}`;
  return "atMost" in budget ? `≤ ${budget.atMost}${unit}` : `≥ ${budget.atLeast}${unit}`;
}

function ranged({ median, min, max }: Spread): string {
  return `${number(median)} (${number(min)}–${number(max)})`;
}

/** Three figures are all that such measurements are worth. */
function number(value: number): string {
  if (value >= 100) return String(Math.round(value));
  return value.toFixed(value >= 10 ? 1 : 2);
}
