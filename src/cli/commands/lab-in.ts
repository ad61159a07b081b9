/** `swarmlan lab in PLACE COMMAND…`: runs a program in the network of a place of the lab; its exit code is ours. */
import { labIn, openLab } from "../../lab/index.ts";
import type { Answer } from "../answer.ts";
import type { Input } from "../define-command.ts";
import { ranProgram, withoutDashes } from "../ran-program.ts";

export async function run(input: Input): Promise<Answer> {
  const [place = "", ...said] = input.words;
  const argv = withoutDashes(said);
  return ranProgram(await labIn(openLab(input.text("name") ?? "lab"), place, argv.length === 0 ? ["sh"] : argv));
}
