/** `swarmlan lab down`: takes a lab away, whole or half-made. */
import { labDown } from "../../lab/index.ts";
import { answer, type Answer } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";

export async function run(input: Input, { emit }: Context): Promise<Answer> {
  const name = input.text("name") ?? "lab";
  emit({ kind: "phase", title: `taking the lab ${name} down` });
  const there = await labDown(name);
  return answer({
    kind: "Lab",
    items: [],
    columns: [],
    findings: [],
    complete: true,
    exitCodes: [],
    text: () => (there ? `The lab ${name} is gone.` : `There was no lab ${name}.`),
  });
}
