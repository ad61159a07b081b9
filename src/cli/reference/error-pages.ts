/** `docs/errors/`: a page for every area of the catalogue, and the list of all codes. */
import { catalogue } from "../../errors/catalogue.ts";
import { cliErrors } from "../../errors/catalogue/cli.ts";
import { contextErrors } from "../../errors/catalogue/contexts.ts";
import { engineErrors } from "../../errors/catalogue/engine.ts";
import { importErrors } from "../../errors/catalogue/import.ts";
import { labErrors } from "../../errors/catalogue/lab.ts";
import { managerErrors } from "../../errors/catalogue/managers.ts";
import { planErrors } from "../../errors/catalogue/plan.ts";
import { sliceErrors } from "../../errors/catalogue/slices.ts";
import { specErrors } from "../../errors/catalogue/spec.ts";
import { sshErrors } from "../../errors/catalogue/ssh.ts";
import { swarmErrors } from "../../errors/catalogue/swarm.ts";
import { tlsErrors } from "../../errors/catalogue/tls.ts";
import { viewErrors } from "../../errors/catalogue/views.ts";
import { type ExplainItem, explainAll } from "../commands/explain.ts";
import { code, page, plain, table } from "./markdown.ts";

interface Area {
  readonly name: string;
  readonly title: string;
  readonly codes: readonly string[];
}

const NAMED: readonly Area[] = [
  { name: "spec", title: "The spec's text", codes: Object.keys(specErrors) },
  { name: "slices", title: "Addresses and slices", codes: Object.keys(sliceErrors) },
  { name: "plan", title: "Planning and applying", codes: Object.keys(planErrors) },
  { name: "import", title: "Taking over networks", codes: Object.keys(importErrors) },
  { name: "views", title: "Looking and testing", codes: Object.keys(viewErrors) },
  { name: "engine", title: "Reaching Engines", codes: Object.keys({ ...engineErrors, ...managerErrors }) },
  { name: "ssh", title: "Reaching Engines over ssh", codes: Object.keys(sshErrors) },
  {
    name: "tls",
    title: "Reaching Engines over TLS, and docker contexts",
    codes: Object.keys({ ...contextErrors, ...tlsErrors }),
  },
  { name: "swarm", title: "The swarm as a whole", codes: Object.keys(swarmErrors) },
  { name: "cli", title: "The command line", codes: Object.keys(cliErrors) },
  { name: "lab", title: "The lab", codes: Object.keys(labErrors) },
];

export function errorPages(): Readonly<Record<string, string>> {
  // Checks of the doctor have pages of their own.
  const all = explainAll().filter((it) => it.code in catalogue);
  const areas = areasOf(all.map((it) => it.code));
  return {
    "docs/errors/README.md": index(all, areas),
    ...Object.fromEntries(areas.map((area) => [`docs/errors/${area.name}.md`, areaPage(area, all)])),
  };
}

/** The named areas, and one for what is in none of them. */
function areasOf(codes: readonly string[]): readonly Area[] {
  const named = new Set(NAMED.flatMap((it) => it.codes));
  const rest = codes.filter((it) => !named.has(it));
  return rest.length === 0 ? NAMED : [...NAMED, { name: "others", title: "Others", codes: rest }];
}

function areaPage({ title, codes }: Area, all: readonly ExplainItem[]): string {
  const items = all.filter((it) => codes.includes(it.code));
  return page(title, [
    "What stands between < and > is the case's own. `swarmlan explain CODE` says the same.",
    ...items.flatMap((it) => [
      `## ${it.code}`,
      `> ${plain(it.message)}`,
      `**Next:** ${plain(it.hint)}`,
      `Who has to act: ${it.blame}; exit code ${it.exitCode} where it is an error.`,
    ]),
  ]);
}

function index(all: readonly ExplainItem[], areas: readonly Area[]): string {
  const place = (it: string) => `${areas.find(({ codes }) => codes.includes(it))?.name}.md#${it.toLowerCase()}`;
  return page("Errors and findings", [
    "Every message has a code that never changes. What to do next stands with each. Checks of `swarmlan doctor` have pages of their own: [checks](../checks/README.md).",
    areas.map(({ name, title }) => `- [${title}](${name}.md)`).join("\n"),
    table(
      ["code", "exit code", "message"],
      all.map((it) => [`[${it.code}](${place(it.code)})`, String(it.exitCode), plain(it.message)]),
    ),
    `The same as data: ${code("swarmlan explain -o json")}.`,
  ]);
}
