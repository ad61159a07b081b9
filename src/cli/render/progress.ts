/**
 * What a running operation tells, on stderr: one moving line on a terminal, plain lines elsewhere, NDJSON for programs.
 * Says that it is alive every 10 s. Refuses to move anything off a terminal.
 */
import type { Emit, ProgressEvent } from "../../model/event.ts";
import { plainOf } from "./values.ts";
import type { Paint } from "./paint.ts";

export const PROGRESS = ["auto", "live", "plain", "json", "none"] as const;
export type ProgressMode = (typeof PROGRESS)[number];

export interface Progress {
  readonly emit: Emit;
  /** Takes the moving line away, so that something else can be written. */
  readonly pause: () => void;
  /** Keeps still, the heartbeat too, for as long as `work` takes: somebody else has the terminal. */
  readonly whileStill: <T>(work: () => Promise<T>) => Promise<T>;
  readonly stop: () => void;
}

export interface ProgressTo {
  readonly mode: Exclude<ProgressMode, "auto">;
  readonly write: (text: string) => void;
  readonly paint: Paint;
  readonly width: () => number;
  /** Milliseconds of a steady clock. */
  readonly clock: () => number;
  /** Calls back again and again until the answer is called. */
  readonly every: (ms: number, work: () => void) => () => void;
}

const HEARTBEAT_MS = 10_000;
const FRAME_MS = 100;
const FRAMES = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";

export function progressTo(to: ProgressTo): Progress {
  if (to.mode === "none") {
    return { emit: () => undefined, pause: () => undefined, stop: () => undefined, whileStill: (work) => work() };
  }
  let still = false;
  const every: ProgressTo["every"] = (ms, work) => to.every(ms, () => (still ? undefined : work()));
  const quiet = { ...to, every };
  const progress = to.mode === "json" ? ndjson(quiet) : to.mode === "live" ? live(quiet) : plain(quiet);
  const whileStill = async <T>(work: () => Promise<T>): Promise<T> => {
    progress.pause();
    still = true;
    try {
      return await work();
    } finally {
      still = false;
    }
  };
  return { ...progress, whileStill };
}

type Shown = Omit<Progress, "whileStill">;

function ndjson(to: ProgressTo): Shown {
  const began = to.clock();
  const write = (event: object) => to.write(`${JSON.stringify(plainOf(event))}\n`);
  const stop = to.every(HEARTBEAT_MS, () => write({ kind: "heartbeat", ms: Math.round(to.clock() - began) }));
  return { emit: write, pause: () => undefined, stop };
}

function plain(to: ProgressTo): Shown {
  const now = watchWork(to.clock);
  const stop = to.every(HEARTBEAT_MS, () => to.write(`still ${now.line()}\n`));
  const emit: Emit = (event) => {
    // What is waited for is told when it begins, and from then on by the heartbeat.
    const told = event.kind === "waiting" && now.waitsFor(event);
    now.see(event);
    const line = told ? undefined : lineOf(event, to.paint, true);
    if (line !== undefined) to.write(`${line}\n`);
  };
  return { emit, pause: () => undefined, stop };
}

function live(to: ProgressTo): Shown {
  const now = watchWork(to.clock);
  let shown = false;
  let frame = 0;
  const clear = () => {
    if (shown) to.write("\r\u001b[2K");
    shown = false;
  };
  const draw = () => {
    clear();
    const text = `${FRAMES[frame++ % FRAMES.length]} ${now.line()}`;
    to.write([...text].slice(0, Math.max(1, to.width() - 1)).join(""));
    shown = true;
  };
  const stop = to.every(FRAME_MS, draw);
  const emit: Emit = (event) => {
    now.see(event);
    const line = lineOf(event, to.paint, false);
    if (line === undefined) return;
    clear();
    to.write(`${line}\n`);
  };
  return {
    emit,
    pause: clear,
    stop: () => {
      stop();
      clear();
    },
  };
}

type Waiting = Extract<ProgressEvent, { kind: "waiting" }>;

interface Work {
  readonly see: Emit;
  /** In a few words. */
  readonly line: () => string;
  /** Whether it was waited for already; one step may wait for several nodes. */
  readonly waitsFor: (event: Waiting) => boolean;
}

/** What is under way: the phase, the steps begun and not ended, and for how long. A new phase has nothing to wait for yet. */
function watchWork(clock: () => number): Work {
  const open = new Map<string, string>();
  const waits = new Map<string, Set<string>>();
  const began = clock();
  let phase = "working";
  let done = 0;
  const see: Emit = (event) => {
    switch (event.kind) {
      case "phase":
        phase = event.title;
        for (const id of waits.keys()) open.delete(id);
        waits.clear();
        break;
      case "waiting":
        open.set(event.id, `waiting ${titleOf(event)}`);
        waits.set(event.id, (waits.get(event.id) ?? new Set()).add(event.node ?? ""));
        break;
      case "step-started":
        open.set(event.id, titleOf(event));
        waits.delete(event.id);
        break;
      case "step-done":
      case "step-failed":
        open.delete(event.id);
        waits.delete(event.id);
        done++;
        break;
      default:
    }
  };
  const line = () => {
    const what = [...open.values()].at(-1) ?? phase;
    const more = open.size > 1 ? ` (and ${open.size - 1} more)` : "";
    const count = done > 0 ? `, ${done} done` : "";
    return `${what}${more}${count}, ${Math.round((clock() - began) / 1000)} s`;
  };
  const waitsFor = ({ id, node = "" }: Waiting) => waits.get(id)?.has(node) === true;
  return { see, line, waitsFor };
}

function lineOf(event: ProgressEvent, paint: Paint, phases: boolean): string | undefined {
  switch (event.kind) {
    case "phase":
      return phases ? `${event.title} …` : undefined;
    case "step-done":
      return `${paint("green", "done")}   ${titleOf(event)} ${paint("dim", `(${seconds(event.ms)})`)}`;
    case "step-failed":
      return `${paint("red", "failed")} ${titleOf(event)}: ${event.finding.message}`;
    case "waiting":
      return phases ? `waiting ${titleOf(event)} (${seconds(event.ms)})` : undefined;
    case "note":
      return event.text;
    default:
      return undefined;
  }
}

function titleOf(it: { readonly title: string; readonly node?: string }): string {
  return it.node === undefined || it.title.includes(it.node) ? it.title : `${it.title} (${it.node})`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
