/** Waits for work that many share and that must not end with the first of them: each only stops waiting. */
import { abortedWhile, onAbort } from "./limit.ts";

/** Rejects with the signal's own AppError, or INTERRUPTED, when it aborts first; the work goes on. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal, endpoint: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(abortedWhile(`waiting for ${endpoint}`, signal));
    if (signal.aborted) stop();
    else onAbort(signal, stop);
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}
