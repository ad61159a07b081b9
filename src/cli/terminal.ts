/** The process's streams as a command sees them: where progress goes, whether there is somebody to ask, how wide it is. */
import { askOn } from "./ask.ts";
import type { Ask, Context } from "./define-command.ts";
import type { GlobalOptions } from "./parse-command-line.ts";
import { paintFor, wantsColor } from "./render/paint.ts";
import { type Progress, progressTo } from "./render/progress.ts";
import type { Look } from "./render/render-answer.ts";

export interface Terminal {
  readonly look: Look;
  readonly progress: Progress;
  readonly context: Omit<Context, "signal" | "ask" | "version" | "reached">;
  /** Whoever can be asked, until the signal aborts; undefined where nobody can. */
  readonly ask: (signal: AbortSignal) => Ask | undefined;
}

/** A terminal of 0 columns does not know its size, as on a serial line; 80 by 24 is what such ones have. */
export function assumeSize({ stdout, stderr }: NodeJS.Process): void {
  for (const it of [stdout, stderr]) {
    if (it.isTTY && it.columns === 0) Object.assign(it, { columns: 80, rows: it.rows || 24 });
  }
}

export function openTerminal(process: NodeJS.Process, global: GlobalOptions): Terminal {
  const { stdout, stderr, stdin, env } = process;
  const colorOut = global.color && wantsColor(env, stdout);
  const colorErr = global.color && wantsColor(env, stderr);
  const width = stdout.isTTY ? stdout.columns : Number.POSITIVE_INFINITY;
  const mode = global.progress === "auto" ? (stderr.isTTY ? "live" : "plain") : global.progress;
  const progress = progressTo({
    mode,
    write: (text) => stderr.write(text),
    paint: paintFor(colorErr),
    width: () => stderr.columns ?? 80,
    clock: () => performance.now(),
    every,
  });
  const canAsk = stdin.isTTY && stderr.isTTY;
  const streams = { input: stdin, output: stderr, whileStill: progress.whileStill };
  return {
    ask: (signal) => (canAsk ? askOn({ ...streams, signal }) : undefined),
    look: { format: global.output, width, colorOut, colorErr },
    progress,
    context: {
      file: global.file,
      env,
      output: global.output,
      emit: progress.emit,
      now: () => new Date().toISOString(),
      clock: () => performance.now(),
      show: (text) => {
        progress.pause();
        stderr.write(text.endsWith("\n") ? text : `${text}\n`);
      },
      write: (text) => {
        progress.pause();
        stdout.write(text);
      },
      width,
      screen: stdout.isTTY === true,
      color: colorErr,
    },
  };
}

function every(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms);
  timer.unref();
  return () => clearInterval(timer);
}
