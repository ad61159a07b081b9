/**
 * From words to an exit code: finds the command, runs it, renders what it answers or what it threw.
 *
 * Ends by no other way than by returning, but for a second interrupt. The exit code never depends on the format.
 */
import { Refusal } from "./refusal.ts";
import { AppError, asAppError } from "../errors/app-error.ts";
import { findingOf } from "../model/finding.ts";
import { type Answer, exitCodeOf } from "./answer.ts";
import type { Context } from "./define-command.ts";
import { type Chosen, parseCommandLine } from "./parse-command-line.ts";
import { type FailureCase, renderBug } from "./render/bug.ts";
import { type Look, renderAnswer, type Rendered } from "./render/render-answer.ts";
import type { Took } from "./render/envelope.ts";
import { assumeSize, openTerminal, type Terminal } from "./terminal.ts";
import { watchInterrupts } from "./interrupts.ts";

export interface Front {
  readonly process: NodeJS.Process;
  readonly version: string;
}

export async function runCommandLine(argv: readonly string[], front: Front): Promise<number> {
  const began = performance.now();
  assumeSize(front.process);
  const parsed = await parseCommandLine(argv, front.version);
  if (parsed.kind === "text") {
    front.process.stdout.write(parsed.text);
    return 0;
  }
  // Whoever was handed the terminal has it alone.
  const handed = parsed.kind === "command" && parsed.command.passThrough === true;
  const terminal = openTerminal(front.process, handed ? { ...parsed.global, progress: "none" } : parsed.global);
  const answer = parsed.kind === "wrong" ? failed(parsed.error) : await runCommand(parsed, terminal, front);
  terminal.progress.stop();
  const took = { generatedAt: new Date().toISOString(), durationMs: Math.round(performance.now() - began) };
  const { out, err, exitCode } = await rendered(answer, took, terminal.look);
  if (err !== "") front.process.stderr.write(err);
  if (out !== "") await written(front.process.stdout, out);
  return exitCode;
}

async function runCommand(it: Chosen, terminal: Terminal, front: Front): Promise<Answer> {
  let target: Answer["target"];
  const reached = (swarmId: string) => {
    target = { swarmId };
  };
  const answer = await tried(it, terminal, { ...front, reached });
  return target === undefined ? answer : { target, ...answer };
}

async function tried(
  it: Chosen,
  terminal: Terminal,
  { reached, ...front }: Front & Pick<Context, "reached">,
): Promise<Answer> {
  const { passThrough: handed = false, name } = it.command;
  const interrupts = watchInterrupts(front.process, { timeout: it.global.timeout, name, handed });
  try {
    const { run } = await it.command.load();
    const { signal } = interrupts;
    const { version } = front;
    const ask = terminal.ask(signal);
    const asking = ask === undefined ? {} : { ask };
    const answer = await run(it.input, { ...terminal.context, version, signal, reached, ...asking });
    const stopped = interrupts.reason();
    if (stopped === undefined) return answer;
    const asWanted = answer.endless === true && stopped.code === "INTERRUPTED";
    return {
      ...answer,
      findings: [...answer.findings, ...(asWanted ? [] : [findingOf(stopped)])],
      exitCodes: [...answer.exitCodes, stopped.exitCode],
    };
  } catch (thrown) {
    const stopped = interrupts.reason();
    if (it.global.debug) front.process.stderr.write(renderBug(causeOf(thrown)));
    return failed(stopped ?? thrown);
  } finally {
    interrupts.stop();
  }
}

function causeOf(thrown: unknown): FailureCase {
  return thrown instanceof Refusal ? thrown.error : thrown;
}

/** What was thrown, as an answer without items. */
export function failed(thrown: unknown): Answer {
  const refusal = thrown instanceof Refusal ? thrown : undefined;
  const error = refusal?.error ?? (thrown instanceof AppError ? thrown : asAppError(thrown));
  return {
    kind: "Failure",
    items: [],
    columns: [],
    findings: [...(refusal?.findings ?? []), findingOf(error)],
    complete: true,
    exitCodes: [error.exitCode],
  };
}

/** An answer that cannot be rendered is a bug of ours, and is said as any other. */
async function rendered(answer: Answer, took: Took, look: Look): Promise<Rendered & { readonly exitCode: number }> {
  try {
    return { ...(await renderAnswer(answer, took, look)), exitCode: exitCodeOf(answer) };
  } catch (thrown) {
    const bug = failed(thrown);
    return { ...(await renderAnswer(bug, took, look)), exitCode: exitCodeOf(bug) };
  }
}

/** A pipe may take less than all at once; a reader that left (`| head`) is no failure of ours. */
function written(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.once("error", () => resolve());
    stream.write(text, () => resolve());
  });
}
