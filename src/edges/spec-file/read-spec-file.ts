/** Reads a spec from a file. Refuses (throws) only what is no text to judge: a file that is not there or not readable. */
import { AppError } from "../../errors/app-error.ts";
import type { Environment } from "./interpolate.ts";
import { parseSpec, type SpecDocument } from "./parse-spec.ts";

/** What is needed of a file system; `node:fs/promises` is one. */
export interface SpecFiles {
  readonly readFile: (file: string, encoding: "utf8") => Promise<string>;
}

/** Throws SPEC_NOT_FOUND, SPEC_FORBIDDEN or SPEC_UNREADABLE; what is wrong inside is in the document's findings. */
export async function readSpecFile(file: string, env: Environment, files: SpecFiles): Promise<SpecDocument> {
  let text: string;
  try {
    text = await files.readFile(file, "utf8");
  } catch (thrown) {
    throw unreadable(file, thrown);
  }
  return parseSpec({ text, file, env });
}

function unreadable(file: string, thrown: unknown): AppError {
  const code = (thrown as NodeJS.ErrnoException).code;
  const options = { cause: thrown };
  if (code === "ENOENT" || code === "ENOTDIR") return new AppError("SPEC_NOT_FOUND", { file }, options) as AppError;
  if (code === "EACCES" || code === "EPERM") return new AppError("SPEC_FORBIDDEN", { file }, options) as AppError;
  const reason = code === "EISDIR" ? "it is a directory" : String((thrown as Error).message ?? thrown);
  return new AppError("SPEC_UNREADABLE", { file, reason }, options) as AppError;
}
