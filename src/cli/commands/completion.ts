/** `swarmlan completion SHELL`: the script that makes a shell's TAB know swarmlan. */
import { AppError } from "../../errors/app-error.ts";
import { answer, type Answer, type Column } from "../answer.ts";
import { SCRIPTS, type Shell, SHELLS } from "../complete/shell-scripts.ts";
import type { Input } from "../define-command.ts";

interface Script {
  readonly shell: Shell;
  readonly script: string;
}

const COLUMNS: readonly Column<Script>[] = [{ title: "SHELL", text: (it) => it.shell }];

export async function run(input: Input): Promise<Answer> {
  const said = input.words[0] ?? "";
  const shell = SHELLS.find((it) => it === said);
  if (shell === undefined) {
    const text = `there is no completion for ${said}: take ${SHELLS.join(", ")}`;
    throw new AppError("USAGE", { text, command: "completion" });
  }
  const script = SCRIPTS[shell];
  return answer({
    kind: "Completion",
    items: [{ shell, script }],
    columns: COLUMNS,
    findings: [],
    complete: true,
    exitCodes: [],
    text: () => script,
  });
}
