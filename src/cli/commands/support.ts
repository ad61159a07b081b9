/** `swarmlan support`: one file for a bug report, with secrets left out and a list of what is in it. */
import { answer, type Answer, type Column } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";
import { savedTo } from "../saved-to.ts";
import { type Bundle, type Removed, supportBundle } from "../support/bundle.ts";

interface Part {
  readonly part: string;
  readonly says: string;
  /** Characters of its JSON. */
  readonly size: number;
}

const COLUMNS: readonly Column<Part>[] = [
  { title: "PART", text: (it) => it.part },
  { title: "SIZE", text: (it) => String(it.size) },
  { title: "HOLDS", text: (it) => it.says, prose: true },
];

const SAYS: Readonly<Record<string, string>> = {
  versions: "of swarmlan, Node and the system, and docker's variables",
  spec: "as it is written, line by line",
  failure: "why the swarm could not be looked at",
  plan: "what apply would do, and what speaks against it",
  status: "every LAN on every node",
  snapshot: "what the manager and every Engine answered",
  logs: "the last lines of every Engine's own log, or why there are none",
};

/** Readable by its owner only: names and addresses of a network are nobody else's business. */
const MODE = 0o600;

export async function run(input: Input, context: Context): Promise<Answer> {
  const bundle = await supportBundle(context);
  const file = input.text("out") ?? `swarmlan-support-${context.now().slice(0, 10)}.json`;
  const contents = partsOf(bundle);
  const whole = {
    apiVersion: "swarmlan/v1",
    kind: "SupportBundle",
    contents,
    removed: bundle.removed,
    ...bundle.parts,
  };
  await savedTo(file, `${JSON.stringify(whole, undefined, 1)}\n`, {
    mode: MODE,
    over: input.flag("force") ? "anything" : "nothing",
  });
  return answer({
    kind: "Support",
    items: contents,
    summary: { file, removed: bundle.removed },
    columns: COLUMNS,
    findings: bundle.gaps,
    complete: bundle.complete,
    exitCodes: [],
    text: () => told(file, contents, bundle.removed),
  });
}

function partsOf({ parts }: Bundle): readonly Part[] {
  return Object.entries(parts).map(([part, value]) => ({
    part,
    says: SAYS[part] ?? part,
    size: JSON.stringify(value).length,
  }));
}

function told(file: string, contents: readonly Part[], removed: readonly Removed[]): string {
  return [
    `Saved to ${file}. In it:`,
    ...contents.map((it) => `  ${it.part.padEnd(9)} ${it.says}`),
    "Taken out:",
    ...removed.map(({ what, count }) => `  ${what}${count === undefined ? "" : `: ${count}`}`),
    "Names and addresses of nodes and containers are in it: look it over before you give it to somebody.",
  ].join("\n");
}
