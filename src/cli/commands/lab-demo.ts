/**
 * `swarmlan lab demo`: the main job end to end, on a lab of its own. Where no lab can run it says why, and tells the same
 * story on simulated Engines, with SIMULATED on every line that is. Ends with 1 when a page was not got.
 */
import { EXIT_CODES } from "../../errors/entry.ts";
import { labProblems } from "../../lab/index.ts";
import { type Finding, findingOf } from "../../model/finding.ts";
import { answer, type Answer, type Column } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { SIMULATED, simulatedEmit } from "../demo/bench.ts";
import { labBench } from "../demo/lab-bench.ts";
import { NO_ANSWER, type Page, tellStory, type Told } from "../demo/story.ts";

export async function run(input: Input, { emit, signal }: Context): Promise<Answer> {
  const keep = input.flag("keep");
  const why = input.flag("simulated") ? undefined : await labProblems();
  if (why === undefined && !input.flag("simulated")) {
    const telling = { emit, signal };
    return demoAnswer(await tellStory(() => labBench(input.text("name") ?? "demo", keep, telling), telling), []);
  }
  const findings = why === undefined ? [] : [{ ...findingOf(why), severity: "warn" as const }];
  for (const it of findings) emit({ kind: "note", text: `No lab here: ${it.message}. So the Engines are simulated:` });
  const { simulatedBench } = await import("../demo/simulated-bench.ts");
  const telling = { emit: simulatedEmit(emit), signal };
  return demoAnswer(await tellStory(() => simulatedBench(telling), telling), findings, SIMULATED);
}

interface DemoItem extends Page {
  readonly simulated: boolean;
}

const COLUMNS: readonly Column<DemoItem>[] = [
  { title: "NODE", text: (it) => it.node },
  { title: "TASK", text: (it) => it.name },
  { title: "ADDRESS", text: (it) => it.address },
  { title: "WHAT THE CLIENT GOT", text: (it) => it.page, prose: true },
];

function demoAnswer({ pages, findings, next }: Told, why: readonly Finding[], mark = ""): Answer {
  const before = mark === "" ? "" : `${mark} `;
  const rows = pages.map((it) => `${before}${it.node.padEnd(8)} ${it.address.padEnd(15)} ${it.page}`);
  const failed = pages.length === 0 || pages.some((it) => it.page === NO_ANSWER);
  return answer({
    kind: "Demo",
    items: pages.map((it): DemoItem => ({ ...it, simulated: mark !== "" })),
    columns: COLUMNS,
    findings: [...why, ...findings],
    complete: true,
    exitCodes: failed ? [EXIT_CODES.failed] : [],
    text: () => [...rows, "", "What to type next:", ...next.map((it) => `  ${it}`)].join("\n"),
  });
}
