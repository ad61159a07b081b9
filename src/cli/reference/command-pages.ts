/** `docs/reference/`: a page for every command, the spec's keys, and what all commands have in common. */
import { commands, groups } from "../commands/index.ts";
import type { CommandDefinition, OptionDefinition, Value } from "../define-command.ts";
import { GLOBAL_OPTIONS } from "../global-options.ts";
import { ENVIRONMENT, EXIT_CODE_ORDER, EXIT_CODE_WORDS, FILES, NO_STATE } from "./facts.ts";
import { code, page, plain, table } from "./markdown.ts";
import { specKeys } from "./spec-keys.ts";

export function commandPages(): Readonly<Record<string, string>> {
  return {
    "docs/reference/README.md": index(),
    "docs/reference/spec.md": spec(),
    ...Object.fromEntries(commands.map((it) => [`docs/reference/${fileOf(it)}`, commandPage(it)])),
  };
}

function fileOf({ name }: CommandDefinition): string {
  return `${name.replaceAll(" ", "-")}.md`;
}

/** `swarmlan apply [options] [file]`. */
export function synopsis(it: CommandDefinition): string {
  const words = (it.arguments ?? []).map(([name]) => name);
  return ["swarmlan", it.name, "[options]", ...words].join(" ");
}

function commandPage(it: CommandDefinition): string {
  const aliases = (it.aliases ?? []).map((alias) => code(`swarmlan ${alias}`)).join(", ");
  const kinds = it.answers.map((kind) => `[${kind}](../schemas/${kind}.json)`).join(" or ");
  return page(`swarmlan ${it.name}`, [
    `${it.summary}.`,
    fence(synopsis(it)),
    it.changes ? "May change the swarm or this machine." : "Changes nothing.",
    aliases === "" ? "" : `Also: ${aliases}.`,
    headed("Arguments", table(["argument", "what it is"], (it.arguments ?? []).map(argumentRow))),
    headed("Options", optionTable(it.options ?? [])),
    it.passThrough
      ? "Everything behind the first argument belongs to the program that is run."
      : "And the [options of every command](README.md#options-of-every-command).",
    headed("Examples", fence(it.examples.map(([words, what]) => `${words.padEnd(50)} # ${what}`).join("\n"))),
    headed("Answer", `${code("-o json")}: ${kinds}. Exit codes: [the same for all commands](README.md#exit-codes).`),
  ]);
}

function argumentRow([name, says, value]: readonly [string, string, Value?]): readonly string[] {
  return [code(name), plain(`${says}${choicesOf(value)}`)];
}

function optionTable(options: readonly OptionDefinition[]): string {
  return table(
    ["option", "what it does", "default"],
    options.map(({ flags, summary, fallback, env, value }) => [
      code(flags),
      plain(`${summary}${choicesOf(value)}${env === undefined ? "" : ` (or $${env})`}`),
      fallback === undefined ? "" : code(fallback),
    ]),
  );
}

export function choicesOf(value: Value | undefined): string {
  return typeof value === "object" && "choices" in value ? `: ${value.choices.join(", ")}` : "";
}

function index(): string {
  const rows = (list: readonly CommandDefinition[]) =>
    table(
      ["command", "what it does"],
      list.map((it) => [`[swarmlan ${it.name}](${fileOf(it)})`, plain(it.summary)]),
    );
  const alone = commands.filter(({ name }) => !groups.some(([group]) => name.startsWith(`${group} `)));
  return page("Reference", [
    "Every command, option and key. All of it is `swarmlan --help` and `man swarmlan` too; codes are in [errors](../errors/README.md), schemas of what `-o json` answers in [schemas](../schemas/README.md).",
    headed("Commands", rows(alone)),
    ...groups.map(([group, summary]) =>
      headed(`swarmlan ${group}: ${summary}`, rows(commands.filter((it) => it.name.startsWith(`${group} `)))),
    ),
    headed("Options of every command", optionTable(GLOBAL_OPTIONS)),
    headed("The spec", "See [spec](spec.md)."),
    headed(
      "Exit codes",
      table(
        ["code", "when"],
        EXIT_CODE_WORDS.map(([number, says]) => [String(number), plain(says)]),
      ),
    ),
    `${EXIT_CODE_ORDER} They never depend on the output format.`,
    headed(
      "Environment variables",
      table(
        ["variable", "what it does"],
        ENVIRONMENT.map(([name, says]) => [code(name), plain(says)]),
      ),
    ),
    headed(
      "Files",
      table(
        ["file", "what it is"],
        FILES.map(([name, says]) => [code(name), plain(says)]),
      ),
    ),
    NO_STATE,
  ]);
}

function spec(): string {
  const rows = specKeys().map(({ path, says, needed, choices, fallback, example }) => [
    code(path),
    plain(choices.length === 0 || says.includes(choices[0] ?? "") ? says : `${says} One of: ${choices.join(", ")}.`),
    needed ? "must be there" : fallback === undefined ? "" : plain(fallback),
    example === undefined ? "" : code(example),
  ]);
  return page("The spec", [
    "What you want of a swarm, in `swarmlan.yaml`. Every key, with its default; LAN and HOSTNAME stand for names of yours.",
    "Values may hold variables as in compose files: `${VAR}`, `${VAR:-default}`, `${VAR:?message}`; a dollar sign is `$$`. Keys that begin with `x-` are yours. All other keys that are not here are refused.",
    "For an editor: `swarmlan schema` prints the [JSON Schema](../schemas/spec.json).",
    table(["key", "what it says", "default", "example"], rows),
  ]);
}

function fence(text: string): string {
  return `\`\`\`sh\n${text}\n\`\`\``;
}

function headed(title: string, text: string): string {
  return text === "" ? "" : `## ${title}\n\n${text}`;
}
