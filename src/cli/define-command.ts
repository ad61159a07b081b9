/** A command as data: what help, completion and the reference are made of. Its work is loaded when it is called. */
import type { Emit } from "../model/event.ts";
import type { Answer } from "./answer.ts";
import type { KindName } from "./kinds/index.ts";

/** Where the spec is looked for when nobody says. */
export const DEFAULT_SPEC = "swarmlan.yaml";

/** What a word of the command line names; completion offers it. */
export type ValueKind =
  | "command"
  | "node"
  | "lan"
  | "service"
  | "code"
  | "schema"
  | "file"
  | "lab"
  | "lab-node"
  | "lab-place";

/** One kind, several, or the only words that may stand there. */
export type Value = ValueKind | readonly ValueKind[] | { readonly choices: readonly string[] };

export interface OptionDefinition {
  /** As commander writes it: `--parallel <n>`. */
  readonly flags: string;
  readonly summary: string;
  readonly fallback?: string;
  /** The environment variable that says the same. */
  readonly env?: string;
  readonly value?: Value;
}

/** Name as `<what>`, `[code]` or `<argv...>`, what it is, and what it names. */
export type ArgumentDefinition = readonly [name: string, summary: string, value?: Value];

export interface CommandDefinition {
  /** `plan`, or `lab up` for a command of a group. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly summary: string;
  readonly arguments?: readonly ArgumentDefinition[];
  readonly options?: readonly OptionDefinition[];
  /** True when it may change the swarm or this machine. */
  readonly changes: boolean;
  /** True when it reads no spec: `--file` is none of its options. */
  readonly specless?: true;
  /** True when everything behind the first argument belongs to another program, which has the terminal for itself. */
  readonly passThrough?: boolean;
  /** The kinds of answer that it gives; `Failure` besides them, as every command. */
  readonly answers: readonly KindName[];
  readonly examples: readonly (readonly [command: string, what: string])[];
  readonly load: () => Promise<{ readonly run: Run }>;
}

export type Run = (input: Input, context: Context) => Promise<Answer>;

/** Arguments and options as the user gave them. */
export interface Input {
  readonly words: readonly string[];
  text(option: string): string | undefined;
  flag(option: string): boolean;
  /** All values of an option that may be said more than once (`--engine <it...>`). */
  list(option: string): readonly string[];
  /** A whole number that is not negative; throws USAGE for anything else. */
  count(option: string): number | undefined;
}

export interface Context {
  /** swarmlan's own. */
  readonly version: string;
  /** Path of the spec. */
  readonly file: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `table`, `wide`, `json`, `yaml` or `name`: for what is shown on the way, never for the answer or its exit code. */
  readonly output: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** ISO 8601. */
  readonly now: () => string;
  /** Milliseconds of a steady clock. */
  readonly clock: () => number;
  /** Says which swarm was asked, for the answer: that of a failure too. */
  readonly reached: (swarmId: string) => void;
  /** Shows text on stderr, before a prompt or while working. */
  readonly show: (text: string) => void;
  /** Writes a piece of a running answer to stdout (`ps --watch`). */
  readonly write: (text: string) => void;
  /** Undefined where there is no terminal to ask on. */
  readonly ask?: Ask;
  readonly width: number;
  /** True when stdout is a terminal whose screen may be drawn anew. */
  readonly screen: boolean;
  readonly color: boolean;
}

/** Throws INTERRUPTED when the person breaks off. */
export interface Ask {
  yes(question: string): Promise<boolean>;
  /** One line, without blanks around it. */
  line(question: string, more?: LineQuestion): Promise<string>;
  /** The value of one of them. */
  choose(question: string, choices: readonly Choice[]): Promise<string>;
}

export interface LineQuestion {
  /** Stands there already, to be taken or changed. */
  readonly initial?: string;
  /** What is wrong with an answer; undefined for a good one. It is asked again until then. */
  readonly wrong?: (answer: string) => string | undefined;
}

export interface Choice {
  readonly value: string;
  readonly hint?: string;
}

export function defineCommand(it: CommandDefinition): CommandDefinition {
  return it;
}
