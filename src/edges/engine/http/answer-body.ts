/** The body of an answer, while it comes: read as a whole, up to a bound, or piece by piece at the reader's speed. */
import type { Turn } from "./connection.ts";

export class BodyTooBig extends Error {}

/** What may wait for its reader before the connection is told to wait too, bytes. */
const AHEAD = 256 * 1024;

export class AnswerBody implements AsyncIterable<Buffer> {
  readonly #turn: Turn;
  #chunks: Buffer[] = [];
  /** Bytes that no reader has taken yet. */
  #size = 0;
  #bound = Number.POSITIVE_INFINITY;
  #paused = false;
  #over: { readonly failure?: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  add(chunk: Buffer): void {
    if (this.#over !== undefined) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
    if (this.#size > this.#bound) return this.#tooBig();
    if (this.#bound !== Number.POSITIVE_INFINITY) return;
    this.#hold(this.#size > AHEAD);
    this.#wake?.();
  }

  /** With `failure`: it broke off. */
  close(over: { readonly failure?: unknown } = {}): void {
    this.#over ??= over;
    this.#wake?.();
  }

  /** Throws BodyTooBig past `bound` bytes, and what broke it off. */
  async whole(bound: number): Promise<Buffer> {
    this.#bound = bound;
    this.#hold(false);
    if (this.#size > bound) this.#tooBig();
    while (this.#over === undefined) await this.#more();
    if ("failure" in this.#over) throw this.#over.failure;
    if (this.#size > bound) throw new BodyTooBig();
    const [first, ...rest] = this.#chunks;
    return first === undefined || rest.length > 0 ? Buffer.concat(this.#chunks) : first;
  }

  /** Throws what broke it off, after all that came. Who stops before its end drops the connection. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    try {
      for (;;) {
        const chunks = this.#chunks;
        this.#chunks = [];
        this.#size = 0;
        this.#hold(false);
        yield* chunks;
        if (this.#chunks.length > 0) continue;
        if (this.#over === undefined) await this.#more();
        else if ("failure" in this.#over) throw this.#over.failure;
        else return;
      }
    } finally {
      this.#turn.drop();
    }
  }

  #more(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }

  #tooBig(): void {
    this.#turn.drop();
    this.close({ failure: new BodyTooBig() });
  }

  #hold(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (paused) this.#turn.pause();
    else this.#turn.resume();
  }
}
