/** Joins the caller's AbortSignal and a deadline: either cuts the work off, and it is told afterwards which of them it was. */
import { setMaxListeners } from "node:events";
import { AppError } from "../../../errors/app-error.ts";

export interface Limit {
  /** The caller's own signal. */
  readonly parent: AbortSignal;
  /** Whether either of them has ended the work. */
  readonly over: () => boolean;
  /** True when it was the deadline. */
  readonly timedOut: () => boolean;
  /** What ends the work, in place of what was said before; called at most once. */
  readonly cuts: (cut: () => void) => void;
  /** Ends the deadline but keeps the caller's signal: for a stream whose head has come. */
  readonly lift: () => void;
  /** Lets go of both; must be called once the work is over. */
  readonly release: () => void;
}

// No signal of its own: AbortSignal.any keeps every derived signal alive on a long-lived parent in some Node 20 releases
// (nodejs/node#54614), and a signal for each call costs more than the rest of a small one.
export function limit(parent: AbortSignal, seconds: number): Limit {
  let ended: "late" | "aborted" | undefined = parent.aborted ? "aborted" : undefined;
  let cut = (): void => undefined;
  const end = (how: "late" | "aborted"): void => {
    if (ended !== undefined) return;
    ended = how;
    cut();
  };
  const forward = (): void => end("aborted");
  const timer = setTimeout(() => end("late"), seconds * 1000);
  onAbort(parent, forward);
  const lift = (): void => clearTimeout(timer);
  return {
    parent,
    over: () => ended !== undefined,
    timedOut: () => ended === "late",
    cuts: (work) => (cut = work),
    lift,
    release: () => {
      lift();
      parent.removeEventListener("abort", forward);
    },
  };
}

/** Listens to a signal that hundreds of calls may share at once: Node would take more than ten for a leak, and say so. */
export function onAbort(signal: AbortSignal, listener: () => void): void {
  setMaxListeners(0, signal);
  signal.addEventListener("abort", listener, { once: true });
}

/** Why the caller let go: its own error, or INTERRUPTED. */
export function abortedWhile(what: string, signal: AbortSignal): AppError {
  const reason: unknown = signal.reason;
  return reason instanceof AppError ? reason : (new AppError("INTERRUPTED", { what }) as AppError);
}
