/** Runs a program on this machine and collects what it says. */
import { spawn } from "node:child_process";
import type { CommandEnd } from "./probe/script.ts";

/** Runs a program to its end and answers what it said; 127 when there is none. */
export function runHere([file = "", ...argv]: readonly string[], signal: AbortSignal): Promise<CommandEnd> {
  return new Promise((resolve) => {
    const child = spawn(file, argv, { stdio: ["ignore", "pipe", "pipe"], signal });
    const [out, err]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    const end = (code: number, stderr = Buffer.concat(err).toString()) =>
      resolve({ code, stdout: Buffer.concat(out).toString(), stderr });
    child.on("error", (error) => end(127, error.message));
    child.on("close", (code) => end(code ?? 137));
  });
}
