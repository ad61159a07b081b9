/** `swarmlan lab docker NODE …`: the docker CLI against one Engine of the lab; its exit code is ours. */
import { labDockerAttached, openLab } from "../../lab/index.ts";
import type { Answer } from "../answer.ts";
import type { Input } from "../define-command.ts";
import { ranProgram, withoutDashes } from "../ran-program.ts";

export async function run(input: Input): Promise<Answer> {
  const [node = "", ...said] = input.words;
  return ranProgram(await labDockerAttached(openLab(input.text("name") ?? "lab"), node, withoutDashes(said)));
}
