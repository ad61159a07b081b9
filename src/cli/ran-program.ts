/** The answer of a command that only ran another program on the caller's terminal. */
import { answer, type Answer } from "./answer.ts";

export function ranProgram(exitCode: number): Answer {
  return answer({
    kind: "Program",
    items: [],
    columns: [],
    findings: [],
    complete: true,
    exitCodes: [],
    programExitCode: exitCode,
  });
}
