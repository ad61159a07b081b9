/**
 * Runs a command in a container: made, started with its output as the answer, then asked for its exit code.
 *
 * Three calls. Without a terminal, so both output streams come framed.
 */
import { AppError } from "../../errors/app-error.ts";
import type { ContainerId } from "../../model/ids.ts";
import type { ExecResult } from "../../operations/ports/engine.ts";
import { FrameReader } from "./exec-frames.ts";
import type { EngineHttp } from "./http/client.ts";

/** What is kept of the output; the rest is read and dropped, because a full pipe would stall the command. */
const OUTPUT_LIMIT = 64 * 1024;
/** A command that hangs (a fetch that a firewall swallows) must not hold its caller for ever. */
const COMMAND_SECONDS = 120;
/** The exit code is there a moment after the output ends (moby#18203 and its like). */
const SETTLE_TRIES = 20;

interface Command {
  readonly id: ContainerId;
  readonly argv: readonly string[];
  /** Bytes of output that are kept. */
  readonly limit?: number | undefined;
}

export async function execIn(http: EngineHttp, what: Command, signal: AbortSignal): Promise<ExecResult> {
  const { id, output } = await begin(http, what, signal);
  return { output, exitCode: await exitCodeOf(http, id, signal) };
}

/** The same for who needs no exit code: two calls. */
export async function outputIn(http: EngineHttp, what: Command, signal: AbortSignal): Promise<string> {
  return (await begin(http, what, signal)).output;
}

async function begin(
  http: EngineHttp,
  { id: container, argv, limit = OUTPUT_LIMIT }: Command,
  signal: AbortSignal,
): Promise<{ readonly id: string; readonly output: string }> {
  const body = { AttachStdout: true, AttachStderr: true, Tty: false, Cmd: argv };
  const made = await http.ask({ method: "POST", path: `/containers/${container}/exec`, body }, signal);
  const id = made.wire().text("Id");
  return { id, output: await run(http, { id, limit }, signal) };
}

async function run(http: EngineHttp, what: { id: string; limit: number }, signal: AbortSignal): Promise<string> {
  const { id, limit } = what;
  const body = { Detach: false, Tty: false };
  const call = { method: "POST", path: `/exec/${id}/start`, body, seconds: COMMAND_SECONDS } as const;
  const frames = new FrameReader(limit);
  for await (const chunk of http.chunks(call, { forever: false }, signal)) frames.push(chunk);
  return frames.text();
}

async function exitCodeOf(http: EngineHttp, id: string, signal: AbortSignal): Promise<number> {
  for (let tries = 0; tries < SETTLE_TRIES; tries += 1) {
    const state = (await http.ask({ method: "GET", path: `/exec/${id}/json` }, signal)).wire();
    if (!state.flag("Running") && !state.at("ExitCode").absent) return state.number("ExitCode");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const call = `GET /exec/${id}/json`;
  throw new AppError("ENGINE_ANSWER_ODD", {
    endpoint: http.endpoint,
    call,
    what: "the command's output ended, but it runs on",
  });
}
