/** Words into a command and its input, by the command table. Refuses (USAGE) with what was probably meant. */
import { Command, CommanderError, Option } from "commander";
import { AppError } from "../errors/app-error.ts";
import { commands, groups } from "./commands/index.ts";
import type { CommandDefinition, Input, OptionDefinition } from "./define-command.ts";
import { GLOBAL_OPTIONS, globalOptionsOf } from "./global-options.ts";
import { inputOf } from "./input.ts";
import type { ProgressMode } from "./render/progress.ts";
import { FORMATS, type Format } from "./render/render-answer.ts";

export interface GlobalOptions {
  readonly file: string;
  readonly output: Format;
  readonly progress: ProgressMode;
  /** Seconds. */
  readonly timeout: number | undefined;
  readonly debug: boolean;
  readonly color: boolean;
}

export interface Chosen {
  readonly kind: "command";
  readonly command: CommandDefinition;
  readonly input: Input;
  readonly global: GlobalOptions;
}

export type Parsed =
  | Chosen
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "wrong"; readonly error: AppError; readonly global: GlobalOptions };

export async function parseCommandLine(argv: readonly string[], version: string): Promise<Parsed> {
  let printed = "";
  let complaint = "";
  let chosen: { command: CommandDefinition; input: Input; global: GlobalOptions } | undefined;
  const choose: Choose = (command, words, options) => {
    chosen = { command, input: inputOf(command.name, words, options), global: globalOf(options) };
  };
  const program = buildProgram(version, choose, commandsSaid(argv));
  for (const it of [program, ...program.commands, ...program.commands.flatMap((group) => group.commands)]) {
    it.exitOverride().configureOutput({
      writeOut: (text) => (printed += text),
      writeErr: (text) => (complaint += text),
    });
  }
  try {
    await program.parseAsync(argv, { from: "user" });
    if (chosen !== undefined) return { kind: "command", ...chosen };
    return { kind: "text", text: printed };
  } catch (thrown) {
    const known = thrown instanceof CommanderError ? thrown : undefined;
    if (known?.exitCode === 0) return { kind: "text", text: printed };
    // No command at all, or a group's name alone: nothing is wrong yet, help is what is wanted.
    if (known?.code === "commander.help") return { kind: "text", text: complaint };
    const error = thrown instanceof AppError ? thrown : usage(known, argv);
    return { kind: "wrong", error, global: globalIn(argv) };
  }
}

function usage(known: CommanderError | undefined, argv: readonly string[]): AppError {
  if (known === undefined) return new AppError("INTERNAL", { text: "the command line broke the parser" }) as AppError;
  const text = known.message.replace(/^error: /, "").replace(/\n/g, " ");
  const words = argv.filter((word) => !word.startsWith("-"));
  const names = commands.flatMap((it) => [it.name, ...(it.aliases ?? [])]);
  const command = [words.slice(0, 2).join(" "), words[0]].find((it) => it !== undefined && names.includes(it));
  return new AppError("USAGE", command === undefined ? { text } : { text, command }) as AppError;
}

type Choose = (command: CommandDefinition, words: readonly string[], options: Record<string, unknown>) => void;

/** The commands that these words can mean: to tell commander the whole table takes 4 ms, and most words name one. */
function commandsSaid(argv: readonly string[]): readonly CommandDefinition[] {
  if (argv.includes("help") || argv[0] === "--help" || argv[0] === "-h") return commands;
  const said = commands.filter(({ name, aliases = [] }) =>
    [name.replace(/ .*/, ""), ...aliases].some((it) => argv.includes(it)),
  );
  return said.length === 0 ? commands : said;
}

/** The whole command line as commander knows it (or some of it); also what the reference is generated from. */
export function buildProgram(version: string, choose: Choose, only: readonly CommandDefinition[] = commands): Command {
  const program = new Command("swarmlan")
    .description("Every Docker Swarm container on your LAN, with an address of its own.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .enablePositionalOptions()
    .showSuggestionAfterError();
  addOptions(program, GLOBAL_OPTIONS);
  program.addHelpText("after", "\nBegin with: swarmlan init\nNo swarm at hand: sudo swarmlan lab up");
  const alone = only.filter((it) => !it.name.includes(" "));
  for (const command of alone) addCommand(program, command, choose);
  for (const [name, summary] of groups) program.command(name).description(summary).enablePositionalOptions();
  for (const command of only.filter((it) => !alone.includes(it))) addCommand(program, command, choose);
  return program;
}

function addOptions(to: Command, options: readonly OptionDefinition[]): void {
  for (const { flags, summary, fallback, env, value } of options) {
    const option = new Option(flags, summary);
    if (typeof value === "object" && "choices" in value) option.choices(value.choices);
    if (env !== undefined) option.env(env);
    if (fallback !== undefined) option.default(fallback);
    to.addOption(option);
  }
}

function addCommand(program: Command, it: CommandDefinition, choose: Choose): void {
  const [first = "", second] = it.name.split(" ");
  const parent = second === undefined ? program : program.commands.find((group) => group.name() === first);
  if (parent === undefined) throw new AppError("INTERNAL", { text: `no group for the command ${it.name}` });
  const command = parent.command(second ?? first).description(it.summary);
  for (const alias of it.aliases ?? []) command.alias(alias);
  for (const [name, summary] of it.arguments ?? []) command.argument(name, summary);
  addOptions(command, it.options ?? []);
  // `swarmlan plan -o json` reads as well as `swarmlan -o json plan`.
  if (it.passThrough) command.passThroughOptions().allowUnknownOption();
  addOptions(command, globalOptionsOf(it));
  command.addHelpText("after", `\nExamples:\n${exampleLines(it.examples).join("\n")}`);
  command.action(() => choose(it, command.args, merged(program, command)));
}

const HELP_WIDTH = 80;

/** What a command is for stands beside it; below it when one of them would not fit a terminal of 80 columns. */
function exampleLines(examples: CommandDefinition["examples"]): readonly string[] {
  const width = Math.max(...examples.map(([words]) => words.length));
  const beside = examples.map(([words, what]) => `  ${words.padEnd(width)}  ${what}`);
  if (beside.every((it) => it.length <= HELP_WIDTH)) return beside;
  return examples.flatMap(([words, what]) => [`  ${words}`, `      ${what}`]);
}

/** What was said behind the command wins over what was said before it, and both over a default. */
function merged(program: Command, command: Command): Record<string, unknown> {
  const outer: Record<string, unknown> = program.opts();
  const said = Object.entries(outer).filter(([key]) => program.getOptionValueSource(key) !== "default");
  const own = Object.entries(command.opts()).filter(([key]) => command.getOptionValueSource(key) !== "default");
  return { ...outer, ...command.opts(), ...Object.fromEntries(said), ...Object.fromEntries(own) };
}

function globalOf(options: Record<string, unknown>): GlobalOptions {
  const { file, output, progress, debug, color } = options;
  return {
    file: String(file),
    output: output as Format,
    progress: progress as ProgressMode,
    timeout: inputOf("", [], options).count("timeout"),
    debug: debug === true,
    color: color !== false,
  };
}

/** What can be known of the global options of words that do not parse: the format decides how the complaint is shown. */
function globalIn(argv: readonly string[]): GlobalOptions {
  const said = argv.flatMap((word, at) => {
    if (word === "-o" || word === "--output") return argv[at + 1] ?? [];
    return /^(?:--output=|-o)(\w+)$/.exec(word)?.[1] ?? [];
  });
  const output = FORMATS.find((it) => it === said.at(-1)) ?? "table";
  return { file: "", output, progress: "none", timeout: undefined, debug: false, color: !argv.includes("--no-color") };
}
