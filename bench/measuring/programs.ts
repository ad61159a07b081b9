/** Programs as a person runs them: started, waited for, their output thrown away. What fails stops the bench. */
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";

/** The repository's root: benches are run from there. */
const ROOT = process.cwd();
export const SWARMLAN = join(ROOT, "bin/swarmlan.js");

export function node(...argv: readonly string[]): () => void {
  return program(process.execPath, argv);
}

/** Runs it and waits, when called; throws TypeError with what it said when it ends badly. */
export function program(file: string, argv: readonly string[]): () => void {
  return () => {
    const { status, stderr, error } = spawnSync(file, argv, { stdio: ["ignore", "ignore", "pipe"] });
    if (status !== 0) throw new TypeError(`${file} ${argv.join(" ")}: ${error?.message ?? String(stderr)}`);
  };
}

/** What a process took in all, told by itself at its end; sockets by looking at it while it ran. */
export interface Usage {
  readonly ms: number;
  readonly cpuMs: number;
  readonly peakMiB: number;
  readonly sockets: number;
  readonly outputBytes: number;
}

const TELLS_USAGE = join(ROOT, "bench/measuring/tells-usage.cjs");
const LOOK_MS = 5;

/**
 * Runs swarmlan with a watch on it, by another program when `by` says so: one that becomes it (`exec`). Throws for an
 * exit code that is not 0.
 */
export function watched(argv: readonly string[], by: readonly string[] = []): Promise<Usage> {
  const began = performance.now();
  const [file = process.execPath, ...words] = [...by, process.execPath, "-r", TELLS_USAGE, SWARMLAN, ...argv];
  const child = spawn(file, words, { stdio: ["ignore", "pipe", "pipe", "pipe"] });
  let [said, told, outputBytes, sockets] = ["", "", 0, 0];
  child.stdout?.on("data", (chunk: Buffer) => (outputBytes += chunk.length));
  child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
  child.stdio[3]?.on("data", (chunk: Buffer) => (told += chunk.toString()));
  const look = setInterval(() => (sockets = Math.max(sockets, socketsOf(child.pid ?? 0))), LOOK_MS);
  return new Promise((resolve, reject) => {
    child.once("close", (code) => {
      clearInterval(look);
      const ms = performance.now() - began;
      if (code !== 0) reject(new TypeError(`swarmlan ${argv.join(" ")} ended with ${code}: ${said.slice(-2000)}`));
      else resolve({ ms, sockets, outputBytes, ...(JSON.parse(told) as { cpuMs: number; peakMiB: number }) });
    });
  });
}

/** Linux only; 0 elsewhere, and for a process that is gone. */
function socketsOf(pid: number): number {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).filter((it) => isSocket(`${folder}/${it}`)).length;
  } catch {
    return 0;
  }
}

function isSocket(file: string): boolean {
  try {
    return readlinkSync(file).startsWith("socket:");
  } catch {
    // Closed between the two looks.
    return false;
  }
}
