/**
 * Runs the programs that the lab is made with, and waits for them. Arguments go as a list, never through a shell.
 * Every child carries the lab's mark, so that a lab whose maker was killed can be found and cleaned.
 */
import { spawn } from "node:child_process";
import { AppError } from "../errors/app-error.ts";
import { MARK } from "./paths.ts";

export interface RunResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly signal?: AbortSignal | undefined;
}

/** sbin is missing from many users' PATH. */
const PATH = [process.env["PATH"] ?? "", "/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"].join(":");

/** The environment of a lab's own processes: nothing of the caller's but PATH (no DOCKER_HOST, no proxies). */
export function labEnvironment(lab: string): Record<string, string> {
  return { PATH, LC_ALL: "C", HOME: "/root", [MARK]: lab };
}

/** The caller's environment, with sbin on its PATH: for programs that a person runs in a place of the lab. */
export function personEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH };
}

/** Runs to the end and answers whatever came out, good or bad; 127 when there is no such program. */
export function run(argv: readonly string[], env: NodeJS.ProcessEnv, options: RunOptions = {}): Promise<RunResult> {
  const [file = "", ...rest] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(file, rest, { env, stdio: "pipe" });
    const stop = () => child.kill("SIGKILL");
    options.signal?.addEventListener("abort", stop, { once: true });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.stdin.on("error", () => undefined); // it may end without reading: its exit code tells
    child.on("error", (error) => resolve({ code: 127, stdout: "", stderr: error.message }));
    child.on("close", (code) => {
      options.signal?.removeEventListener("abort", stop);
      if (options.signal?.aborted) return reject(new AppError("INTERRUPTED", { what: `running ${file}` }));
      resolve({ code: code ?? 137, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
    child.stdin.end(options.input ?? "");
    if (options.signal?.aborted) stop();
  });
}

/** Runs one of the lab's own commands; throws LAB_COMMAND_FAILED with what it said, unless it ends well. */
export async function mustRun(lab: string, argv: readonly string[], options: RunOptions = {}): Promise<string> {
  const result = await run(argv, labEnvironment(lab), options);
  if (result.code === 0) return result.stdout;
  const text = (result.stderr || result.stdout).trim() || `it ended with ${result.code}`;
  throw new AppError("LAB_COMMAND_FAILED", { command: argv.join(" "), text });
}

/** Many lines for `ip` in one process: a process costs more than what it does. */
export async function ipBatch(
  lab: string,
  batch: { readonly netns?: string; readonly lines: readonly string[]; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  if (batch.lines.length === 0) return;
  const where = batch.netns === undefined ? [] : ["-n", batch.netns];
  await mustRun(lab, ["ip", ...where, "-batch", "-"], { input: `${batch.lines.join("\n")}\n`, signal: batch.signal });
}
