/** `swarmlan lab load IMAGE [COMMAND…]`: puts an image into the lab's registry. */
import { labLoad, openLab } from "../../lab/index.ts";
import { answer, type Answer, type Column } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";

interface Loaded {
  readonly image: string;
}

const COLUMNS: readonly Column<Loaded>[] = [{ title: "IMAGE", text: (it) => it.image }];

export async function run(input: Input, { emit }: Context): Promise<Answer> {
  const [image = "", ...command] = input.words;
  const name = input.text("as");
  emit({ kind: "phase", title: `loading ${image}` });
  const lab = openLab(input.text("name") ?? "lab");
  const loaded = await labLoad(lab, image, {
    ...(name === undefined ? {} : { name }),
    ...(command.length === 0 ? {} : { command }),
  });
  return answer({
    kind: "LabImage",
    items: [{ image: loaded }],
    columns: COLUMNS,
    findings: [],
    complete: true,
    exitCodes: [],
  });
}
