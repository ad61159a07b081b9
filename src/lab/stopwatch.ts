/** Times the steps of `lab up` and tells about each as it begins and ends. */
import { asAppError } from "../errors/app-error.ts";
import type { Emit } from "../model/event.ts";
import { findingOf } from "../model/finding.ts";
import type { StepTime } from "./record.ts";

export interface Stopwatch {
  time<T>(title: string, work: () => Promise<T>, node?: string): Promise<T>;
  /** The steps so far, in the order in which they ended. */
  times(): readonly StepTime[];
}

/** Steps of an interrupted lab are not reported as failed: it is the whole that was interrupted. */
export function stopwatch(emit: Emit, signal: AbortSignal | undefined): Stopwatch {
  const done: StepTime[] = [];
  let count = 0;
  const time = async <T>(title: string, work: () => Promise<T>, node?: string): Promise<T> => {
    const began = performance.now();
    const step = { id: `lab-${++count}`, title, ...(node === undefined ? {} : { node }) };
    emit({ kind: "step-started", ...step });
    try {
      const result = await work();
      const ms = Math.round(performance.now() - began);
      done.push({ title, ms, ...(node === undefined ? {} : { node }) });
      emit({ kind: "step-done", ...step, ms });
      return result;
    } catch (error) {
      const target = node === undefined ? {} : { node };
      if (!signal?.aborted) emit({ kind: "step-failed", ...step, finding: findingOf(asAppError(error), target) });
      throw error;
    }
  };
  return { time, times: () => done };
}
