/**
 * What could stand where the cursor is, by the command table. Pure; names of nodes and LANs are for others to look up.
 */
import { commands, groups } from "../commands/index.ts";
import type { CommandDefinition, OptionDefinition, Value, ValueKind } from "../define-command.ts";
import { flagsOf } from "../flags.ts";
import { GLOBAL_OPTIONS, globalOptionsOf } from "../global-options.ts";

export interface Candidate {
  readonly word: string;
  readonly says?: string;
}

export interface Wanted {
  /** Known from the table; all that could stand there, whatever is typed already. */
  readonly candidates: readonly Candidate[];
  /** To be looked up. */
  readonly kinds: readonly ValueKind[];
  /** What is typed of the word, without `--option=`. */
  readonly typed: string;
  /** What was said before: `file`, `name`, by the option's long name. */
  readonly said: Readonly<Record<string, string>>;
}

const HELP: OptionDefinition = { flags: "-h, --help", summary: "show help" };
const VERSION: OptionDefinition = { flags: "-V, --version", summary: "print the version" };

/** `words` are those behind `swarmlan`, up to the cursor; the last one is being typed and may be empty. */
export function wantedAt(words: readonly string[]): Wanted {
  const whole = joined(words);
  const typed = whole.at(-1) ?? "";
  const walk = walkOver(whole.slice(0, -1));
  const { said, open } = walk;
  const nothing: Wanted = { candidates: [], kinds: [], typed, said };
  if (open !== undefined) return { ...nothing, ...offered(open.value) };
  if (walk.foreign) return nothing;
  const inline = /^(--[\w-]+)=(.*)$/.exec(typed);
  if (inline !== null && !walk.ended) {
    const option = optionsOf(walk).find((it) => flagsOf(it.flags).names.includes(inline[1] ?? ""));
    return { ...nothing, typed: inline[2] ?? "", ...offered(option?.value) };
  }
  if (typed.startsWith("-") && !walk.ended) return { ...nothing, candidates: flagCandidates(walk) };
  if (walk.command === undefined) return { ...nothing, candidates: commandCandidates(walk.group, typed) };
  const value = argumentAt(walk.command, walk.arguments)?.[2];
  if (value !== undefined) return { ...nothing, ...offered(value) };
  return argumentAt(walk.command, walk.arguments) === undefined && !walk.ended
    ? { ...nothing, candidates: flagCandidates(walk) }
    : nothing;
}

/** bash takes `=` for a word of its own. */
function joined(words: readonly string[]): readonly string[] {
  const out: string[] = [];
  for (const [at, word] of words.entries()) {
    const last = out.at(-1);
    const opens = word === "=" && last !== undefined && /^--[\w-]+$/.test(last);
    const closes = last !== undefined && /^--[\w-]+=$/.test(last) && words[at - 1] === "=";
    if (opens || closes) out[out.length - 1] = `${last}${word}`;
    else out.push(word);
  }
  return out;
}

interface Walk {
  group: string | undefined;
  command: CommandDefinition | undefined;
  /** How many arguments stand already. */
  arguments: number;
  readonly said: Record<string, string>;
  /** Options that stand already. */
  readonly used: Set<string>;
  /** The option whose value comes next. */
  open: OptionDefinition | undefined;
  /** Behind `--`. */
  ended: boolean;
  /** What follows belongs to another program. */
  foreign: boolean;
}

function walkOver(words: readonly string[]): Walk {
  const walk: Walk = {
    group: undefined,
    command: undefined,
    arguments: 0,
    said: {},
    used: new Set(),
    open: undefined,
    ended: false,
    foreign: false,
  };
  for (const word of words) step(walk, word);
  return walk;
}

function step(walk: Walk, word: string): void {
  if (walk.foreign) return;
  if (walk.open !== undefined) {
    walk.said[longName(walk.open)] = word;
    walk.open = undefined;
  } else if (word === "--" && !walk.ended) walk.ended = true;
  else if (word.startsWith("-") && !walk.ended) option(walk, word);
  else if (walk.command !== undefined) {
    walk.arguments++;
    walk.foreign = walk.command.passThrough === true;
  } else named(walk, word);
}

function option(walk: Walk, word: string): void {
  const [name = "", value] = word.split(/=(.*)/s);
  const known = optionsOf(walk).find((it) => flagsOf(it.flags).names.includes(name));
  if (known === undefined) return;
  walk.used.add(known.flags);
  if (flagsOf(known.flags).value === undefined) return;
  if (value === undefined) walk.open = known;
  else walk.said[longName(known)] = value;
}

function named(walk: Walk, word: string): void {
  const name = walk.group === undefined ? word : `${walk.group} ${word}`;
  const command = commands.find((it) => it.name === name || it.aliases?.includes(name));
  if (command !== undefined) walk.command = command;
  else if (groups.some(([group]) => group === word)) walk.group = word;
  else walk.foreign = word !== "help";
}

function optionsOf({ command }: Walk): readonly OptionDefinition[] {
  if (command === undefined) return [...GLOBAL_OPTIONS, HELP, VERSION];
  return [...(command.options ?? []), ...globalOptionsOf(command), HELP];
}

function longName({ flags }: OptionDefinition): string {
  return (flagsOf(flags).names.at(-1) ?? "").replace(/^-+/, "");
}

/** Options that do not stand already, in their long form. */
function flagCandidates(walk: Walk): readonly Candidate[] {
  return optionsOf(walk)
    .filter((it) => !walk.used.has(it.flags))
    .map(({ flags, summary }) => ({ word: flagsOf(flags).names.at(-1) ?? "", says: summary }));
}

/** Aliases are offered only to who begins to type one. */
function commandCandidates(group: string | undefined, typed: string): readonly Candidate[] {
  if (group !== undefined) {
    const own = commands.filter((it) => it.name.startsWith(`${group} `));
    return own.map(({ name, summary }) => ({ word: name.slice(group.length + 1), says: summary }));
  }
  const alone = commands.filter((it) => !it.name.includes(" "));
  return [
    ...alone.map(({ name, summary }) => ({ word: name, says: summary })),
    ...groups.map(([word, says]) => ({ word, says })),
    ...(typed === "" ? [] : alone.flatMap((it) => (it.aliases ?? []).map((word) => ({ word, says: it.summary })))),
  ];
}

/** The argument at that place; a variadic one stands for all behind it. */
function argumentAt(command: CommandDefinition, at: number) {
  const all = command.arguments ?? [];
  const last = all.at(-1);
  return all[at] ?? (last?.[0].includes("...") ? last : undefined);
}

function offered(value: Value | undefined): Pick<Wanted, "candidates" | "kinds"> {
  if (value === undefined) return { candidates: [], kinds: [] };
  if (typeof value === "string") return { candidates: [], kinds: [value] };
  if ("choices" in value) return { candidates: value.choices.map((word) => ({ word })), kinds: [] };
  return { candidates: [], kinds: value };
}
