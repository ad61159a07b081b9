/**
 * One connection to an Engine, over whatever stream carries it: one question at a time, and its answer as it comes.
 * Knows HTTP, and nothing of Docker.
 */
import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { HTTPParser } from "http-parser-js";

/** Bytes. The parser counts a chunk that ends an answer among the head of the next one, and takes 80 KiB at most by itself. */
HTTPParser.maxHeaderSize = 2 ** 20;

/** What broke an exchange, with a code as Node's own errors have. */
export class Broken extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The beginning of an answer. */
export interface Head {
  readonly status: number;
  /** Names and values by turns, as they came. */
  readonly headers: readonly string[];
}

/** Who asked: hears the head, the body piece by piece, and in the end that it was all, or what broke it off. */
export interface Asker {
  readonly head: (head: Head) => void;
  readonly body: (chunk: Buffer) => void;
  readonly end: () => void;
  readonly failed: (cause: NodeJS.ErrnoException) => void;
}

export interface ConnectionUse {
  /** The answer is over and the connection may be asked again. */
  readonly free: () => void;
  /** It is of no more use. Called once. */
  readonly gone: () => void;
}

export class Connection {
  readonly stream: Duplex;
  readonly #parser = new HTTPParser(HTTPParser.RESPONSE);
  readonly #use: ConnectionUse;
  #asker: Asker | undefined;
  #answers = 0;
  /** Whether what comes is an answer, not one of the 1xx that go before it. */
  #final = false;
  #lasting = true;
  /** Whether anything of the answer has come. */
  #begun = false;
  #paused = false;

  constructor(stream: Duplex, use: ConnectionUse) {
    this.stream = stream;
    this.#use = use;
    this.#hearParser();
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

  /** `text`: a whole request, head and body. */
  ask(text: string, asker: Asker): void {
    this.#asker = asker;
    this.#begun = false;
    this.stream.write(text, "utf8");
  }

  /** Lets the process end while it is idle. */
  rest(): void {
    if (this.stream instanceof Socket) this.stream.unref();
  }

  wake(): void {
    if (this.stream instanceof Socket) this.stream.ref();
  }

  pause(): void {
    this.#paused = true;
    this.stream.pause();
  }

  resume(): void {
    if (this.#paused) this.stream.resume();
    this.#paused = false;
  }

  /** Whoever asked hears no more of it. */
  drop(): void {
    this.#asker = undefined;
    this.stream.destroy();
  }

  #hearParser(): void {
    const parser = this.#parser;
    parser[HTTPParser.kOnHeadersComplete] = ({ statusCode: status, headers, shouldKeepAlive }) => {
      this.#final = status >= 200;
      this.#lasting = shouldKeepAlive;
      if (this.#final) this.#asker?.head({ status, headers });
    };
    parser[HTTPParser.kOnBody] = (chunk) => this.#asker?.body(chunk);
    parser[HTTPParser.kOnMessageComplete] = () => {
      if (this.#final) this.#answered();
    };
  }

  #take(chunk: Buffer): void {
    // What comes unasked belongs to no answer.
    if (this.#asker === undefined) return void this.stream.destroy();
    // The parser waits for a whole line, which may never come of what is no HTTP.
    const read = this.#begun || beginsAsHttp(chunk) ? this.#parser.execute(chunk) : new Broken("HPE", "no status line");
    this.#begun = true;
    if (read instanceof Error) this.#fail(new Broken("HPE_INVALID", read.message));
  }

  /** Some answers have no other end than that of the connection. */
  #end(): void {
    this.#parser.finish();
    this.#fail(closed());
  }

  #answered(): void {
    const asker = this.#asker;
    this.#asker = undefined;
    this.#answers += 1;
    this.resume();
    if (this.#lasting && !this.stream.destroyed) this.#use.free();
    else this.stream.destroy();
    asker?.end();
  }

  #fail(cause: NodeJS.ErrnoException): void {
    const asker = this.#asker;
    this.drop();
    asker?.failed(cause);
  }
}

function beginsAsHttp(chunk: Buffer): boolean {
  const head = "HTTP/".slice(0, chunk.length);
  return chunk.toString("latin1", 0, head.length) === head;
}

function closed(): Broken {
  return new Broken("ECONNRESET", "the connection was closed before the answer");
}
