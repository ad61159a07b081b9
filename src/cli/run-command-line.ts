/**
 * From words to an exit code: finds the command, runs it, renders what it answers or what it threw.
 *
 * Ends by no other way than by returning, but for a second interrupt. The exit code never depends on the format.
 */
import { Refusal } from "./refusal.ts";
import { AppError, asAppError } from "../errors/app-error.ts";
import { findingOf } from "../model/finding.ts";
import { type Answer, exitCodeOf } from "./answer.ts";
import { type Chosen, parseCommandLine } from "./parse-command-line.ts";
import { type FailureCase, renderBug } from "./render/bug.ts";
import { renderAnswer } from "./render/render-answer.ts";
import { openTerminal, type Terminal } from "./terminal.ts";
import { watchInterrupts } from "./interrupts.ts";

export interface Front {
  readonly process: NodeJS.Process;
  readonly version: string;
}

export async function runCommandLine(argv: readonly string[], front: Front): Promise<number> {
  const began = performance.now();
  const parsed = await parseCommandLine(argv, front.version);
  if (parsed.kind === "text") {
    front.process.stdout.write(parsed.text);
    return 0;
  }
  const terminal = openTerminal(front.process, parsed.global);
  const answer = parsed.kind === "wrong" ? failed(parsed.error) : await runCommand(parsed, terminal, front);
  terminal.progress.stop();
  const took = { generatedAt: new Date().toISOString(), durationMs: Math.round(performance.now() - began) };
  const { out, err } = await renderAnswer(answer, took, terminal.look);
  if (err !== "") front.process.stderr.write(err);
  if (out !== "") await written(front.process.stdout, out);
  return exitCodeOf(answer);
}

async function runCommand(it: Chosen, terminal: Terminal, front: Front): Promise<Answer> {
  const interrupts = watchInterrupts(front.process, it.global.timeout, it.command.name);
  try {
    const { run } = await it.command.load();
    const answer = await run(it.input, { ...terminal.context, signal: interrupts.signal });
    const stopped = interrupts.reason();
    if (stopped === undefined) return answer;
    return {
      ...answer,
      findings: [...answer.findings, findingOf(stopped)],
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

/** A pipe may take less than all at once; a reader that left (`| head`) is no failure of ours. */
function written(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve) => {
    stream.once("error", () => resolve());
    stream.write(text, () => resolve());
  });
}
