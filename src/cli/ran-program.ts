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

/** `lab in client -- curl …` and `lab in client curl …` say the same. */
export function withoutDashes(words: readonly string[]): readonly string[] {
  return words[0] === "--" ? words.slice(1) : words;
}
