/** One connection to an Engine, over whatever stream carries it: one question at a time, and its answer as it comes. */
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type AnswerParts, AnswerReader, Broken } from "./answer-reader.ts";

/** Who asked: hears the head, the body piece by piece, and in the end that it was all, or what broke it off. */
export interface Asker extends AnswerParts {
  readonly end: () => void;
  readonly failed: (cause: NodeJS.ErrnoException) => void;
}

/** One asker's turn on a connection. Once its answer is over, all of it does nothing: the connection may be another's. */
export interface Turn {
  /** `text`: a whole request, head and body. */
  readonly send: (text: string) => void;
  /** Ends the connection; the asker hears no more. */
  readonly drop: () => void;
  readonly pause: () => void;
  readonly resume: () => void;
}

export interface ConnectionUse {
  /** The answer is over and the connection may be asked again. */
  readonly free: () => void;
  /** It is of no more use. Called once. */
  readonly gone: () => void;
}

export class Connection {
  readonly stream: Duplex;
  readonly #use: ConnectionUse;
  #asker: Asker | undefined;
  #reader: AnswerReader | undefined;
  #answers = 0;

  constructor(stream: Duplex, use: ConnectionUse) {
    this.stream = stream;
    this.#use = use;
    stream.on("data", (chunk: Buffer) => this.#take(chunk));
    stream.on("end", () => this.#end());
    stream.on("error", (error: NodeJS.ErrnoException) => this.#fail(error));
    stream.once("close", () => {
      this.#fail(closed());
      use.gone();
    });
  }

  /** Whether it has answered before: then the other side may just have closed it. */
  get reused(): boolean {
    return this.#answers > 0;
  }

  turn(asker: Asker): Turn {
    this.#asker = asker;
    this.#reader = new AnswerReader(asker);
    const whileOurs = (work: () => void) => () => {
      if (this.#asker === asker) work();
    };
    return {
      send: (text) => this.#asker === asker && this.stream.write(text, "utf8"),
      drop: whileOurs(() => this.#drop()),
      pause: whileOurs(() => this.stream.pause()),
      resume: whileOurs(() => this.stream.resume()),
    };
  }

  /** Lets the process end while it is idle. */
  rest(): void {
    if (this.stream instanceof Socket) this.stream.unref();
  }

  wake(): void {
    if (this.stream instanceof Socket) this.stream.ref();
  }

  #take(chunk: Buffer): void {
    const reader = this.#reader;
    // What comes unasked belongs to no answer.
    if (reader === undefined) return void this.stream.destroy();
    try {
      reader.read(chunk);
    } catch (thrown) {
      return this.#fail(thrown as Broken);
    }
    if (reader.over) this.#answered(reader.lasting);
  }

  /** Some answers have no other end than that of the connection. */
  #end(): void {
    const reader = this.#reader;
    reader?.end();
    if (reader?.over === true) this.#answered(false);
    this.#fail(closed());
  }

  #answered(lasting: boolean): void {
    const asker = this.#asker;
    if (asker === undefined) return;
    this.#asker = undefined;
    this.#reader = undefined;
    this.#answers += 1;
    asker.end();
    if (!lasting || this.stream.destroyed) return void this.stream.destroy();
    if (this.stream.isPaused()) this.stream.resume();
    this.#use.free();
  }

  #drop(): void {
    this.#asker = undefined;
    this.#reader = undefined;
    this.stream.destroy();
  }

  #fail(cause: NodeJS.ErrnoException): void {
    const asker = this.#asker;
    this.#drop();
    asker?.failed(cause);
  }
}

function closed(): Broken {
  return new Broken("ECONNRESET", "the connection was closed before the answer");
}
