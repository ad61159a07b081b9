/**
 * Asks a person on the terminal. The prompts are loaded only when something is asked; an interrupt (Ctrl-C, which a
 * prompt gets as a key) throws INTERRUPTED like any other.
 *
 * What was typed before a question stood there is no answer to it: an Enter of then would empty what is proposed, and a
 * yes could agree to a plan that nobody had seen.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../errors/app-error.ts";
import type { Ask, Choice, LineQuestion } from "./define-command.ts";

export interface Asked {
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Holds everything else that writes to the terminal. */
  readonly whileStill: <T>(work: () => Promise<T>) => Promise<T>;
  /** Ends a question that is open. */
  readonly signal: AbortSignal;
}

type Prompts = typeof import("@clack/prompts");

const CTRL_C = "\u0003";
/** Milliseconds in which what a terminal holds already has certainly been read. */
const DRAIN_MS = 20;

/** Reads away what waits there, half a line too, which only a raw terminal gives out. Throws INTERRUPTED for a Ctrl-C in it. */
async function forgetTyped(input: NodeJS.ReadStream): Promise<void> {
  let typed = "";
  const hear = (data: Buffer | string) => (typed += String(data));
  input.setRawMode(true);
  input.on("data", hear).resume();
  await sleep(DRAIN_MS);
  input.off("data", hear).pause();
  input.setRawMode(false);
  if (typed.includes(CTRL_C)) throw new AppError("INTERRUPTED", { what: "asking" });
}

export function askOn({ input, output, whileStill, signal }: Asked): Ask {
  const streams = { input, output, signal };
  const put = async <T>(question: (prompts: Prompts) => Promise<T | symbol>): Promise<T> => {
    signal.throwIfAborted();
    const said = await whileStill(async () => {
      const [prompts] = await Promise.all([import("@clack/prompts"), forgetTyped(input)]);
      return question(prompts);
    });
    if (typeof said !== "symbol") return said;
    throw signal.aborted ? signal.reason : new AppError("INTERRUPTED", { what: "asking" });
  };
  return {
    yes: (message) => put<boolean>(({ confirm }) => confirm({ message, initialValue: false, ...streams })),
    line: async (message, { initial, wrong }: LineQuestion = {}) => {
      const validate = (said: string | undefined) => wrong?.((said ?? "").trim());
      const start = initial === undefined ? {} : { initialValue: initial };
      return (await put<string>(({ text }) => text({ message, validate, ...start, ...streams }))).trim();
    },
    choose: (message, choices: readonly Choice[]) => {
      const options = choices.map(({ value, hint }) => ({ value, ...(hint === undefined ? {} : { hint }) }));
      return put<string>(({ select }) => select<string>({ message, options, ...streams }));
    },
  };
}
