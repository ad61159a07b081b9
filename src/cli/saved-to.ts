/** Writes a file that the user named. Refuses (FILE_UNWRITABLE) with the system's reason. */
import { writeFile } from "node:fs/promises";
import { AppError } from "../errors/app-error.ts";

export async function savedTo(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (thrown) {
    throw new AppError("FILE_UNWRITABLE", { file, reason: (thrown as Error).message }, { cause: thrown });
  }
}
