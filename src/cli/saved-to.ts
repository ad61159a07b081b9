/**
 * Writes a file that the user named: whole or not at all, whenever the program ends. Refuses (FILE_UNWRITABLE) with the
 * system's reason, and (FILE_EXISTS) to write over a file that is not the command's to write over.
 *
 * One rule for all commands: what can be made again (a plan, an export, a backup of ledgers) takes the place of what the
 * same command wrote before, so that a script can run twice; over anything else, and over what cannot be made again (a
 * spec that people edit, the evidence for a bug report), only with --force. Reports are written for pipelines, always.
 */
import { link, open, readFile, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { AppError } from "../errors/app-error.ts";
import type { Input } from "./define-command.ts";

export interface Saving {
  /** As chmod has it; what the umask leaves of it. */
  readonly mode?: number;
  /** What may be written over: anything (unless said), nothing, or a file with this mark near its beginning. */
  readonly over?: "anything" | "nothing" | { readonly mark: string };
}

/** `--force`, or what the command wrote before. */
export function overOf(input: Input, mark: string): NonNullable<Saving["over"]> {
  return input.flag("force") ? "anything" : { mark };
}

/** Letters of a file in which its mark is looked for. */
const HEAD = 2000;

export async function savedTo(
  file: string,
  text: string,
  { mode = 0o666, over = "anything" }: Saving = {},
): Promise<void> {
  try {
    const fresh = over === "nothing" || (over !== "anything" && !(await hasMark(file, over.mark)));
    if (await isDevice(file)) await writeFile(file, text);
    else await replace(await targetOf(file), text, { mode, fresh });
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "EEXIST") {
      throw new AppError("FILE_EXISTS", { file, ...(typeof over === "object" ? { other: true } : {}) });
    }
    throw new AppError("FILE_UNWRITABLE", { file, reason: (thrown as Error).message }, { cause: thrown });
  }
}

/** Written beside it and put in its place in one go. */
async function replace(
  file: string,
  text: string,
  { mode, fresh }: { readonly mode: number; readonly fresh: boolean },
): Promise<void> {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(beside, "w", mode);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await (fresh ? link(beside, file) : rename(beside, file));
  } finally {
    await rm(beside, { force: true });
  }
}

async function hasMark(file: string, mark: string): Promise<boolean> {
  const there = await readFile(file, "utf8").catch(() => "");
  return there.slice(0, HEAD).includes(mark);
}

/** `/dev/stdout` and pipes can only be written to. */
async function isDevice(file: string): Promise<boolean> {
  const there = await stat(file).catch(() => undefined);
  return there !== undefined && !there.isFile();
}

/** A link stays one: what it points to is replaced. */
async function targetOf(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}
