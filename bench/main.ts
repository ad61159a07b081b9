/** Runs benches, shows each row as it is found, and writes the page when all of them ran. */
import { mkdirSync, writeFileSync } from "node:fs";
import { benches } from "./benches/index.ts";
import { type Bench, type Measuring, verdictOf } from "./bench.ts";
import { load, machineOf } from "./report/machine.ts";
import { benchmarksPage, cellsOf, type Section } from "./report/markdown.ts";

const ROUNDS = 9;
const PAGE = "docs/benchmarks.md";

const words = process.argv.slice(2).filter((it) => !it.startsWith("-"));
const rounds = Number(process.argv.find((it) => it.startsWith("--rounds="))?.slice("--rounds=".length) ?? ROUNDS);
const unknown = words.filter((word) => !benches.some((it) => it.name === word));
if (unknown.length > 0) {
  say(`no bench ${unknown.join(", ")}; there are ${benches.map((it) => it.name).join(", ")}`);
  process.exit(64);
}

const began = { date: new Date(), load: load() };
const by: Measuring = { rounds, tell: (line) => process.stderr.write(`${line} …\n`) };
const sections: Section[] = [];
for (const bench of benches) {
  if (words.length > 0 && !words.includes(bench.name)) continue;
  sections.push({ bench, outcome: await outcomeOf(bench) });
}
for (const [what, is] of machineOf(began).facts) say(`${what.padEnd(8)} ${is}`);
if (words.length === 0) {
  mkdirSync("docs/images", { recursive: true });
  writeFileSync(PAGE, benchmarksPage(sections, machineOf(began)));
  for (const { outcome } of sections) {
    const images = outcome.kind === "measured" ? (outcome.measured.images ?? {}) : {};
    for (const [name, text] of Object.entries(images)) writeFileSync(`docs/images/${name}`, text);
  }
  say(`written to ${PAGE}`);
}

async function outcomeOf(bench: Bench): Promise<Section["outcome"]> {
  say(`\n${bench.title} (${bench.name})`);
  const why = await bench.missing();
  if (why !== undefined) {
    say(`  not measured: ${why}`);
    return { kind: "missing", why };
  }
  const measured = await bench.measure(by);
  for (const row of measured.rows) {
    const [what, took, against, found, budget] = cellsOf(row);
    const compared = took === "" ? "" : `  ${took}, ${against}`;
    say(`  ${verdictOf(row).padEnd(8)} ${what}: ${found}${budget === "" ? "" : `, budget ${budget}`}${compared}`);
  }
  return { kind: "measured", measured };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
