/** The command line inside this process, with the parts of a process that it uses. */
import { runCommandLine } from "../../src/cli/run-command-line.ts";

/** One command, without a terminal: what it said and how it ended. */
export async function run(...argv: readonly string[]) {
  const said = { out: "", err: "" };
  const stream = (key: keyof typeof said) => ({
    once: () => undefined,
    write: (text: string, done?: () => void) => {
      said[key] += text;
      done?.();
      return true;
    },
  });
  const process = {
    stdout: stream("out"),
    stderr: stream("err"),
    stdin: {},
    env: {},
    on: () => undefined,
    off: () => undefined,
  } as unknown as NodeJS.Process;
  const exitCode = await runCommandLine(argv, { process, version: "1.2.3" });
  return { exitCode, ...said };
}
