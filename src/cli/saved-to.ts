/**
 * Writes a file that the user named: whole or not at all, whenever the program ends. Refuses (FILE_UNWRITABLE) with the
 * system's reason, and (FILE_EXISTS) to write over a file when told not to.
 */
import { link, open, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { AppError } from "../errors/app-error.ts";

export interface Saving {
  /** As chmod has it; what the umask leaves of it. */
  readonly mode?: number;
  /** Refuse when the file is there already. */
  readonly fresh?: boolean;
}

export async function savedTo(file: string, text: string, { mode = 0o666, fresh = false }: Saving = {}): Promise<void> {
  try {
    if (await isDevice(file)) await writeFile(file, text);
    else await replace(await targetOf(file), text, { mode, fresh });
  } catch (thrown) {
    if (fresh && (thrown as NodeJS.ErrnoException).code === "EEXIST") throw new AppError("FILE_EXISTS", { file });
    throw new AppError("FILE_UNWRITABLE", { file, reason: (thrown as Error).message }, { cause: thrown });
  }
}

/** Written beside it and put in its place in one go. */
async function replace(file: string, text: string, { mode, fresh }: Required<Saving>): Promise<void> {
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

/** `/dev/stdout` and pipes can only be written to. */
async function isDevice(file: string): Promise<boolean> {
  const there = await stat(file).catch(() => undefined);
  return there !== undefined && !there.isFile();
}

/** A link stays one: what it points to is replaced. */
async function targetOf(file: string): Promise<string> {
  return realpath(file).catch(() => file);
}
