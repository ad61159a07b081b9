/**
 * Asks one after the other, each as soon as those before it have failed or taken too long, and takes the first answer.
 * One that hangs costs a head start, not its whole deadline. Knows nothing of Engines.
 */
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { onAbort } from "./http/limit.ts";

export interface Turns<C, T> {
  /** The next one to ask; undefined when there is none for now (an answer may bring some). */
  readonly next: () => C | undefined;
  /** Its signal ends when another one has answered. */
  readonly ask: (candidate: C, signal: AbortSignal) => Promise<T>;
  /** True for a failure after which nobody else is to be asked. */
  readonly isFinal: (candidate: C, error: unknown) => boolean;
  /** Milliseconds that the first one has before a second is asked too. */
  readonly headStart: number;
  /** The same for each later one. */
  readonly pace: number;
  /** Milliseconds for all together. */
  readonly limit: number;
}

export interface Tried<C> {
  readonly candidate: C;
  /** Milliseconds from its question to its failure, or until nobody waited any more. */
  readonly ms: number;
  /** Undefined when it never answered. */
  readonly error: unknown;
}

export interface Outcome<C, T> {
  /** Absent when nobody answered. */
  readonly won?: { readonly candidate: C; readonly answer: T };
  /** The others, in the order in which they were asked. */
  readonly tried: readonly Tried<C>[];
}

interface Open<C, T> {
  readonly candidate: C;
  readonly began: number;
  ended?: number;
  error?: unknown;
  answer?: { readonly value: T };
}

/** Throws a final failure. When the caller lets go, nobody has answered. */
export async function tryInTurn<C, T>(turns: Turns<C, T>, signal: AbortSignal): Promise<Outcome<C, T>> {
  const inner = new AbortController();
  const forward = (): void => inner.abort(signal.reason);
  setMaxListeners(0, inner.signal);
  onAbort(signal, forward);
  try {
    return await round(turns, { outer: signal, inner: inner.signal });
  } finally {
    signal.removeEventListener("abort", forward);
    inner.abort();
  }
}

async function round<C, T>(
  turns: Turns<C, T>,
  { outer, inner }: { outer: AbortSignal; inner: AbortSignal },
): Promise<Outcome<C, T>> {
  const began = performance.now();
  const asked: Open<C, T>[] = [];
  const pending = new Set<Promise<void>>();
  for (;;) {
    const ended = endOf(turns, asked);
    if (ended !== undefined) return ended;
    if (outer.aborted) return outcomeOf(asked, undefined);
    const candidate = turns.next();
    if (candidate !== undefined) pending.add(start(candidate));
    const left = began + turns.limit - performance.now();
    if (pending.size === 0 || left <= 0) return outcomeOf(asked, undefined);
    const patience = asked.length === 1 ? turns.headStart : turns.pace;
    const pause = sleep(candidate === undefined ? left : Math.min(left, patience), undefined, { signal: inner });
    await Promise.race([...pending, pause.catch(() => undefined)]);
  }

  function start(candidate: C): Promise<void> {
    const it: Open<C, T> = { candidate, began: performance.now() };
    asked.push(it);
    const work = turns.ask(candidate, inner).then(
      (value) => {
        it.answer = { value };
        pending.delete(work);
      },
      (error: unknown) => {
        it.error = error;
        it.ended = performance.now();
        pending.delete(work);
      },
    );
    return work;
  }
}

/** Undefined while it is still open. */
function endOf<C, T>(turns: Turns<C, T>, asked: readonly Open<C, T>[]): Outcome<C, T> | undefined {
  const won = asked.find((it) => it.answer !== undefined);
  if (won !== undefined) return outcomeOf(asked, won);
  const final = asked.find((it) => it.ended !== undefined && turns.isFinal(it.candidate, it.error));
  if (final !== undefined) throw final.error;
  return undefined;
}

function outcomeOf<C, T>(asked: readonly Open<C, T>[], won: Open<C, T> | undefined): Outcome<C, T> {
  const now = performance.now();
  const tried = asked
    .filter((it) => it !== won)
    .map(({ candidate, began, ended, error }) => ({ candidate, ms: (ended ?? now) - began, error }));
  if (won?.answer === undefined) return { tried };
  return { tried, won: { candidate: won.candidate, answer: won.answer.value } };
}
