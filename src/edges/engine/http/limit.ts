/** Joins the caller's AbortSignal and a deadline into one signal, and tells afterwards which of them it was. */
import { setMaxListeners } from "node:events";
import { AppError } from "../../../errors/app-error.ts";

export interface Limit {
  readonly signal: AbortSignal;
  /** True when the deadline was first. */
  readonly timedOut: () => boolean;
  /** Ends the deadline but keeps the caller's signal: for a stream whose head has come. */
  readonly lift: () => void;
  /** Lets go of both; must be called once the work is over. */
  readonly release: () => void;
}

// AbortSignal.any keeps every derived signal alive on a long-lived parent in some Node 20 releases (nodejs/node#54614).
export function limit(parent: AbortSignal, seconds: number): Limit {
  const own = new AbortController();
  let late = false;
  const forward = (): void => own.abort(parent.reason);
  const timer = setTimeout(() => {
    late = true;
    own.abort();
  }, seconds * 1000);
  if (parent.aborted) forward();
  else onAbort(parent, forward);
  const lift = (): void => clearTimeout(timer);
  return {
    signal: own.signal,
    timedOut: () => late,
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
