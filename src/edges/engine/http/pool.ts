/**
 * The connections to one Engine, whatever carries them: kept open between questions, and bounded in number.
 *
 * Where a dial costs more than most answers do, the pool is patient: a question rather waits for a connection than has
 * another one dialled, and the pool grows by one at a time, when none has become free for that long (one may carry
 * events, or a command in a container).
 */
import type { Duplex } from "node:stream";
import { Broken } from "./answer-reader.ts";
import { Connection } from "./connection.ts";
import { restConnection, wakeConnection } from "./idle-connections.ts";

export type Dial = () => Duplex;

/** Who wants a connection. */
export interface Taker {
  readonly use: (connection: Connection) => void;
  /** There is none, because the dial itself threw, or the pool was closed. */
  readonly failed: (thrown: unknown) => void;
}

/** Enough for one operation's parallel reads; a thousand Engines must not mean tens of thousands of sockets. */
const MOST = 8;
/** Of one pool; `idle-connections.ts` bounds those of all. */
const MOST_FREE = 4;

export class Pool {
  readonly #dial: Dial;
  readonly #patience: () => number;
  readonly #all = new Set<Connection>();
  readonly #free: Connection[] = [];
  readonly #waiting: Taker[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** `patience` in milliseconds, as things are; asked for each question. */
  constructor(dial: Dial, patience: () => number = () => 0) {
    this.#dial = dial;
    this.#patience = patience;
  }

  /** Hands a connection over, at once where it can. What it returns takes the wish back. */
  take(taker: Taker): () => void {
    this.#waiting.push(taker);
    this.#serve();
    return () => {
      const at = this.#waiting.indexOf(taker);
      if (at >= 0) this.#waiting.splice(at, 1);
    };
  }

  /** Ends those that wait to be used again: where one was closed over there, the others were too. */
  renew(): void {
    for (const { stream } of this.#free) stream.destroy();
  }

  /** Ends all connections; who waits for one hears of it, and who waits for an answer too. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const taker of this.#waiting.splice(0)) taker.failed(closed());
    for (const { stream } of this.#all) stream.destroy();
  }

  #serve(): void {
    while (this.#waiting.length > 0) {
      const free = this.#free.pop();
      // It is told as gone a moment after it ended.
      if (free?.stream.destroyed === true) continue;
      if (free !== undefined) this.#wake(free);
      else if (this.#mayDial()) this.#dialFor(this.#waiting.shift() as Taker);
      else break;
    }
    if (this.#waiting.length === 0 || this.#patience() === 0) this.#calm();
    else this.#timer ??= this.#later();
  }

  #mayDial(): boolean {
    return this.#all.size === 0 || (this.#all.size < MOST && this.#patience() === 0);
  }

  #wake(connection: Connection): void {
    wakeConnection(connection.stream);
    connection.wake();
    this.#waiting.shift()?.use(connection);
  }

  #dialFor(taker: Taker): void {
    if (this.#closed) return taker.failed(closed());
    try {
      const connection = new Connection(this.#dial(), {
        free: () => this.#rest(connection),
        gone: () => this.#forget(connection),
      });
      this.#all.add(connection);
      taker.use(connection);
    } catch (thrown) {
      taker.failed(thrown);
    }
  }

  /** The patience of those who still wait begins anew. */
  #rest(connection: Connection): void {
    this.#calm();
    if (this.#waiting.length === 0 && this.#free.length >= MOST_FREE) return void connection.stream.destroy();
    this.#free.push(connection);
    if (this.#waiting.length === 0) {
      connection.rest();
      restConnection(connection.stream);
    }
    this.#serve();
  }

  #forget(connection: Connection): void {
    this.#all.delete(connection);
    const at = this.#free.indexOf(connection);
    if (at >= 0) this.#free.splice(at, 1);
    this.#serve();
  }

  #calm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Answers that came while this process was busy are read first: then nobody waits any more. */
  #later(): NodeJS.Timeout {
    const timer = setTimeout(() => setImmediate(() => this.#timer === timer && this.#grow()), this.#patience());
    return timer;
  }

  #grow(): void {
    this.#calm();
    const next = this.#all.size < MOST ? this.#waiting.shift() : undefined;
    if (next !== undefined) this.#dialFor(next);
    this.#serve();
  }
}

function closed(): Broken {
  return new Broken("ECONNRESET", "this program has let go of it");
}
