/** Docker's own settings on this machine: the folder they lie in, and the context that is current there. */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { AppError } from "../../../errors/app-error.ts";
import type { Environment } from "./way.ts";

/** `DOCKER_CONFIG`, else `~/.docker`. */
export function dockerFolder(env: Environment): string {
  return env["DOCKER_CONFIG"] || join(env["HOME"] || homedir(), ".docker");
}

/**
 * `currentContext` of `config.json`; undefined where docker has none. Throws CONTEXT_UNREADABLE for a file that is there
 * and cannot be read: docker would warn and go on with the local Engine, which may be in another swarm.
 */
export function currentContext(env: Environment): string | undefined {
  const file = join(dockerFolder(env), "config.json");
  const settings = readJson(file) as { readonly currentContext?: unknown } | undefined;
  const name = settings?.currentContext;
  return typeof name === "string" && name !== "" ? name : undefined;
}

/** The object in a JSON file of docker's; undefined when there is no such file. Throws CONTEXT_UNREADABLE. */
export function readJson(file: string): object | undefined {
  const unreadable = (reason: string, cause?: unknown) =>
    new AppError("CONTEXT_UNREADABLE", { file, reason }, { cause });
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw unreadable((thrown as Error).message, thrown);
  }
  if (typeof value !== "object" || value === null) throw unreadable("it holds no JSON object");
  return value;
}
