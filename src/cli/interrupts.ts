/**
 * SIGINT, SIGTERM and `--timeout` as one AbortSignal. The first interrupt lets the command finish what it must; the
 * second one ends the process at once.
 */
import { AppError } from "../errors/app-error.ts";

export interface Interrupts {
  readonly signal: AbortSignal;
  /** Why it was aborted; undefined while it is not. */
  readonly reason: () => AppError | undefined;
  readonly stop: () => void;
}

export interface Watched {
  /** Of the command. */
  readonly name: string;
  /** Seconds. */
  readonly timeout: number | undefined;
  /** True when another program has the terminal: Ctrl-C is for that one, and we wait for what it makes of it. */
  readonly handed: boolean;
}

export function watchInterrupts(process: NodeJS.Process, { name: what, timeout, handed }: Watched): Interrupts {
  const controller = new AbortController();
  let reason: AppError | undefined;
  const abort = (error: AppError) => {
    reason ??= error;
    controller.abort(error);
  };
  const interrupted = () => {
    if (reason?.code === "INTERRUPTED") process.exit(130);
    abort(new AppError("INTERRUPTED", { what: `running ${what}` }) as AppError);
  };
  const timer =
    timeout === undefined
      ? undefined
      : setTimeout(() => abort(new AppError("TIMED_OUT", { what, seconds: timeout }) as AppError), timeout * 1000);
  const onInterrupt = handed ? () => undefined : interrupted;
  process.on("SIGINT", onInterrupt);
  process.on("SIGTERM", interrupted);
  return {
    signal: controller.signal,
    reason: () => reason,
    stop: () => {
      clearTimeout(timer);
      process.off("SIGINT", onInterrupt);
      process.off("SIGTERM", interrupted);
    },
  };
}
