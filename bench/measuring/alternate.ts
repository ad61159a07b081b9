/** Measures several things by turns, A B B A A B …, so that a machine's moods hit all of them alike. */
import { ratiosOf, type Spread, spreadOf } from "./spread.ts";

export interface Subject {
  readonly name: string;
  /** What is timed. */
  readonly run: () => void | Promise<void>;
  /** Puts things back; not timed. */
  readonly after?: () => void | Promise<void>;
}

export interface Times {
  /** Milliseconds. */
  of(name: string): Spread;
  ratio(name: string, to: string): Spread;
}

/** One round before the first is not counted: caches fill then. */
export async function alternate(subjects: readonly Subject[], rounds: number): Promise<Times> {
  const times = new Map<string, number[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const subject of round % 2 === 0 ? subjects : [...subjects].reverse()) {
      const ms = await timed(subject.run);
      await subject.after?.();
      if (round > 0) listOf(times, subject.name).push(ms);
    }
  }
  return {
    of: (name) => spreadOf(listOf(times, name)),
    ratio: (name, to) => ratiosOf(listOf(times, name), listOf(times, to)),
  };
}

function listOf(times: ReadonlyMap<string, number[]>, name: string): number[] {
  const list = times.get(name);
  if (list === undefined) throw new TypeError(`${name} was not measured`);
  return list;
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}
