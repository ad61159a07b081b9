/**
 * Many commands as one shell script that runs them at the same time, and the reading of what came out of it.
 *
 * Every command's output is framed by its length, so that nothing in it can be taken for a frame. Pure.
 */

export interface CommandEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A script for `sh` (busybox will do); needs a writable /tmp. */
export function scriptOf(commands: readonly string[]): string {
  const started = commands.map(
    (command, at) => `( ${command}\n) >$d/${at}.o 2>$d/${at}.e </dev/null; echo $? >$d/${at}.c`,
  );
  return [
    // Both streams of a script come as one: a shell that tells of a job's end (`Terminated`) would tell it into a frame.
    "d=/tmp/p$$; mkdir $d || exit 9; exec 2>/dev/null",
    ...started.map((it) => `{ ${it}; } &`),
    "wait",
    `i=0; while [ $i -lt ${commands.length} ]; do`,
    '  echo "#$i $(cat $d/$i.c) $(wc -c <$d/$i.o) $(wc -c <$d/$i.e)"; cat $d/$i.o $d/$i.e; i=$((i+1))',
    "done",
    "rm -rf $d",
  ].join("\n");
}

/** How each command ended, in order; `undefined` for one whose frame is not whole. */
export function endsOf(output: string, count: number): readonly (CommandEnd | undefined)[] {
  const bytes = Buffer.from(output, "utf8");
  const ends: (CommandEnd | undefined)[] = [];
  let at = 0;
  while (ends.length < count) {
    const eol = bytes.indexOf(0x0a, at);
    const head = /^#(\d+) (\d+) (\d+) (\d+)$/.exec(bytes.toString("latin1", at, Math.max(at, eol)));
    if (head === null) break;
    const [code, out, err] = head.slice(2).map(Number) as [number, number, number];
    const end = eol + 1 + out + err;
    if (end > bytes.length) break;
    const middle = eol + 1 + out;
    ends.push({ code, stdout: bytes.toString("utf8", eol + 1, middle), stderr: bytes.toString("utf8", middle, end) });
    at = end;
  }
  return [...ends, ...Array.from({ length: count - ends.length }, () => undefined)];
}

/** A word for `sh`, whatever is in it. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
