/** `man/swarmlan.1` in mdoc(7), as BSD and Linux manuals are written; `mandoc -T lint` finds nothing in it. */
import { commands } from "../commands/index.ts";
import type { CommandDefinition, OptionDefinition } from "../define-command.ts";
import { flagsOf } from "../flags.ts";
import { GLOBAL_OPTIONS } from "../global-options.ts";
import { choicesOf } from "./command-pages.ts";
import { ENVIRONMENT, EXIT_CODE_ORDER, EXIT_CODE_WORDS, FILES, NO_STATE } from "./facts.ts";
import { specKeys } from "./spec-keys.ts";

/** When the form of this page was last changed by hand. */
const DATE = "November 25, 2026";

export function manPage(): string {
  return `${[
    `.\\" Made by npm run docs; edits here are lost.`,
    `.Dd ${DATE}`,
    ".Dt SWARMLAN 1",
    ".Os",
    ".Sh NAME",
    ".Nm swarmlan",
    ".Nd every Docker Swarm container on your LAN, with an address of its own",
    ".Sh SYNOPSIS",
    ".Nm",
    ".Op Ar options",
    ".Ar command",
    ".Op Ar argument ...",
    ".Sh DESCRIPTION",
    ".Nm",
    ...text(
      "plans a slice of a LAN for every node of a Docker Swarm, applies the plan, and shows who has which address.",
    ),
    ...text(`What is wanted stands in a spec. ${NO_STATE}`),
    ".Pp",
    "The options of every command stand before its name or behind it:",
    ...list(GLOBAL_OPTIONS.map(option)),
    ".Sh COMMANDS",
    ...commands.flatMap((it) => command(it)),
    ".Sh THE SPEC",
    ...text(
      "LAN and HOSTNAME stand for names of the user's. Values may hold variables as in compose files. Keys that begin with x- are the user's.",
    ),
    ...list(specKeys().map((it) => [`.It Li ${escaped(it.path)}`, ...keyText(it)])),
    ".Sh ENVIRONMENT",
    ...list(ENVIRONMENT.map(([name, says]) => [`.It Ev ${name}`, ...sentence(says)])),
    ".Sh FILES",
    ...list(FILES.map(([name, says]) => [`.It Pa ${name}`, ...sentence(says)])),
    ".Sh EXIT STATUS",
    ...list(EXIT_CODE_WORDS.map(([code, says]) => [`.It ${code}`, ...sentence(says)])),
    ".Pp",
    ...text(EXIT_CODE_ORDER),
    "They do not depend on the output format.",
  ].join("\n")}\n`;
}

function command(it: CommandDefinition): readonly string[] {
  const options = it.options ?? [];
  const items = [
    ...(it.arguments ?? []).map(([name, says]) => [`.It Ar ${escaped(bare(name))}`, ...sentence(says)]),
    ...options.map(option),
  ];
  const also = (it.aliases ?? []).map((alias) => `Also: swarmlan ${alias}.`);
  return [
    `.Ss swarmlan ${it.name}`,
    ...text(`${it.summary}.`),
    ...also,
    it.changes ? "May change the swarm or this machine." : "Changes nothing.",
    ...(items.length === 0 ? [] : list(items)),
    ".Pp",
    ".Bd -literal -compact",
    ...it.examples.map(([words]) => escaped(words)),
    ".Ed",
  ];
}

function option({ flags, summary, fallback, env, value }: OptionDefinition): readonly string[] {
  const { names, value: takes } = flagsOf(flags);
  const head = names.map((name) => `Fl ${escaped(name.slice(1))}`).join(" , ");
  const or = env === undefined ? "" : ` (or ${env})`;
  const otherwise = fallback === undefined ? "" : ` Default: ${fallback}.`;
  return [
    `.It ${head}${takes === undefined ? "" : ` Ar ${escaped(takes)}`}`,
    ...text(`${capital(`${summary}${choicesOf(value)}${or}`)}.${otherwise}`),
  ];
}

function keyText({ says, needed, fallback, example }: ReturnType<typeof specKeys>[number]): readonly string[] {
  const rule = needed ? " Must be there." : fallback === undefined ? "" : ` Default: ${fallback}.`;
  const shown = example === undefined ? [] : ["Example:", `.Ql ${escaped(example)}`];
  return [...text(`${says}${rule}`), ...shown];
}

function list(items: readonly (readonly string[])[]): readonly string[] {
  return [".Bl -tag -width Ds", ...items.flat(), ".El"];
}

function sentence(says: string): readonly string[] {
  return text(`${capital(says)}.`);
}

/** A new line for every sentence, and none longer than 78 characters, as mdoc wants it. */
function text(it: string): readonly string[] {
  return it
    .split(/(?<=[.:?]) (?=[A-Z"({])/)
    .flatMap((line) => line.match(/\S.{0,69}(?=\s|$)|\S+/g) ?? [])
    .map(escaped);
}

/** A text that stands where a request could. */
function escaped(it: string): string {
  return it
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^(?=[.'])/, "\\&");
}

function capital(it: string): string {
  return it.charAt(0).toUpperCase() + it.slice(1);
}

/** `what` of `<what>`. */
function bare(name: string): string {
  return name.replace(/[<>[\]]/g, "");
}
