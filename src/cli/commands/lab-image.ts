/** `swarmlan lab image FILE`: the probe image as a file that `docker load` takes, made from this machine's own programs. */
import { writeFile } from "node:fs/promises";
import { AppError } from "../../errors/app-error.ts";
import { probeImage } from "../../lab/index.ts";
import { PROBE_IMAGE } from "../../model/probe-image.ts";
import { answer, type Answer, type Column } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";

const COLUMNS: readonly Column<{ readonly image: string }>[] = [{ title: "IMAGE", text: (it) => it.image }];

export async function run({ words: [file = ""] }: Input, { emit }: Context): Promise<Answer> {
  emit({ kind: "phase", title: "making the probe image" });
  const image = await probeImage();
  try {
    await writeFile(file, image);
  } catch (thrown) {
    throw new AppError("FILE_UNWRITABLE", { file, reason: (thrown as Error).message }, { cause: thrown });
  }
  const size = (image.length / 2 ** 20).toFixed(1);
  return answer({
    kind: "LabImage",
    items: [{ image: PROBE_IMAGE }],
    columns: COLUMNS,
    findings: [],
    complete: true,
    exitCodes: [],
    text: () =>
      `${file} holds ${PROBE_IMAGE} (${size} MiB): docker load < ${file}, then push it where every node reaches it.`,
  });
}
