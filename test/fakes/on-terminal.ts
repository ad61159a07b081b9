/**
 * Runs a program on a terminal of its own (Node cannot make one; `script` of util-linux can), reads what it shows and
 * types what a person would. Keys are typed only after something was seen, so no test hangs on a pause.
 */
import { spawn } from "node:child_process";
import { stripVTControlCharacters } from "node:util";

export const KEYS = { enter: "\r", down: "\u001b[B", ctrlC: "\u0003", y: "y", eraseLine: "\u0015" } as const;

export interface OnTerminal {
  /** Waits until the screen has shown `text` since the last call; answers everything that was shown. Throws after 60 s. */
  until(text: string): Promise<string>;
  type(keys: string): void;
  /** Its exit code, and all that it showed. */
  ended(): Promise<{ readonly code: number; readonly shown: string }>;
}

/** `size` as stty takes it. */
export function onTerminal(
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
  size = "cols 120 rows 50",
): OnTerminal {
  const command = `stty ${size}; exec ${argv.map((it) => `'${it.replaceAll("'", `'\\''`)}'`).join(" ")}`;
  const { PATH = "", HOME = "/" } = process.env;
  const child = spawn("script", ["--quiet", "--return", "--flush", "--command", command, "/dev/null"], {
    env: { PATH, HOME, TERM: "xterm", SHELL: "/bin/sh", ...env },
  });
  let shown = "";
  let seen = 0;
  let look = () => {};
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += stripVTControlCharacters(text);
    look();
  });
  const end = new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => resolve(code ?? -1));
  });
  const until = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const give = (why: string) => reject(new Error(`${why} before it showed ${JSON.stringify(text)}:\n${shown}`));
      const timer = setTimeout(() => give("60 s went by"), 60_000);
      look = () => {
        const at = shown.indexOf(text, seen);
        if (at < 0) return;
        seen = at + text.length;
        clearTimeout(timer);
        look = () => {};
        resolve(shown);
      };
      void end.then(() => (look(), clearTimeout(timer), give("it ended")));
      look();
    });
  return {
    until,
    type: (keys) => child.stdin.write(keys),
    ended: async () => ({ code: await end, shown }),
  };
}
