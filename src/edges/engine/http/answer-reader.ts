/**
 * Reads one HTTP answer from the bytes of a connection, in whatever pieces they come (RFC 9112). Knows nothing of Docker.
 *
 * Strict, because what reads on in a broken answer takes half of one for a whole one: a size that is none, a line that never
 * ends, a coding other than chunked and an upgrade that nobody asked for throw Broken.
 */

/** The beginning of an answer. */
export interface Head {
  readonly status: number;
  /** By name in small letters; the first of several. */
  readonly headers: ReadonlyMap<string, string>;
}

export interface AnswerParts {
  readonly head: (head: Head) => void;
  readonly body: (chunk: Buffer) => void;
}

/** What broke an exchange, with a code as Node's own errors have. */
export class Broken extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Bytes: of a head (Go's servers send up to 1 MiB), and of a line between the parts of a chunked body. */
const MOST_HEAD = 2 ** 20;
const MOST_LINE = 4096;
const HEAD_END = "\r\n\r\n";
const NOTHING = Buffer.alloc(0);

type State = "head" | "sized" | "chunk-size" | "chunk" | "chunk-end" | "trailers" | "until-end" | "over";

export class AnswerReader {
  readonly #parts: AnswerParts;
  #state: State = "head";
  /** Of a head or a line whose end has not come. */
  #held: Buffer = NOTHING;
  /** Bytes of the body, or of the chunk, that are still to come. */
  #left = 0;
  #lasting = true;

  constructor(parts: AnswerParts) {
    this.#parts = parts;
  }

  get over(): boolean {
    return this.#state === "over";
  }

  /** Whether the connection can carry another answer after this one. */
  get lasting(): boolean {
    return this.#lasting;
  }

  read(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0 && this.#state !== "over") rest = this.#step(rest);
    // What comes unasked belongs to no answer.
    if (rest.length > 0) this.#lasting = false;
  }

  /** The other side has nothing more to say. */
  end(): void {
    if (this.#state === "until-end") this.#state = "over";
  }

  /** Reads some; what is left is for the next step. */
  #step(bytes: Buffer): Buffer {
    switch (this.#state) {
      case "head":
        return this.#readHead(bytes);
      case "sized":
        return this.#readBody(bytes, "over");
      case "chunk":
        return this.#readBody(bytes, "chunk-end");
      case "until-end":
        this.#parts.body(bytes);
        return NOTHING;
      default:
        return this.#readLine(bytes);
    }
  }

  #readHead(bytes: Buffer): Buffer {
    const held = this.#hold(bytes);
    const begins = "HTTP/1.".slice(0, held.length);
    if (held.toString("latin1", 0, begins.length) !== begins) throw odd(held.toString("latin1", 0, 40));
    const at = held.indexOf(HEAD_END, Math.max(0, held.length - bytes.length - HEAD_END.length));
    if (at < 0) {
      const first = held.indexOf("\r\n");
      if (first >= 0) statusOf(held.toString("latin1", 0, first));
      return this.#later(held, MOST_HEAD);
    }
    this.#held = NOTHING;
    this.#begin(held.toString("latin1", 0, at));
    return held.subarray(at + HEAD_END.length);
  }

  #begin(text: string): void {
    const [first = "", ...lines] = text.split("\r\n");
    const { status, minor } = statusOf(first);
    const headers = headersOf(lines);
    if (status === 101) throw odd("an upgrade that nobody asked for");
    // What goes before the answer proper.
    if (status < 200) return;
    this.#lasting = minor === "1" && !/\bclose\b/i.test(headers.get("connection") ?? "");
    this.#state = this.#bodyOf(status, headers);
    this.#parts.head({ status, headers });
  }

  #bodyOf(status: number, headers: Head["headers"]): State {
    if (status === 204 || status === 304) return "over";
    const coding = headers.get("transfer-encoding");
    if (coding !== undefined) {
      if (coding.toLowerCase() !== "chunked") throw odd(`Transfer-Encoding: ${coding}`);
      return "chunk-size";
    }
    const length = headers.get("content-length");
    if (length === undefined) {
      this.#lasting = false;
      return "until-end";
    }
    if (!/^\d{1,15}$/.test(length)) throw odd(`Content-Length: ${length}`);
    this.#left = Number(length);
    return this.#left === 0 ? "over" : "sized";
  }

  #readBody(bytes: Buffer, next: State): Buffer {
    const some = bytes.subarray(0, this.#left);
    this.#left -= some.length;
    if (this.#left === 0) this.#state = next;
    this.#parts.body(some);
    return bytes.subarray(some.length);
  }

  /** The lines between the parts of a chunked body, and after the last. */
  #readLine(bytes: Buffer): Buffer {
    const held = this.#hold(bytes);
    const at = held.indexOf("\r\n");
    if (at < 0 || at > MOST_LINE) return this.#later(held, MOST_LINE);
    this.#held = NOTHING;
    const line = held.toString("latin1", 0, at);
    if (this.#state === "chunk-size") this.#beginChunk(line);
    else if (this.#state === "trailers") this.#state = line === "" ? "over" : "trailers";
    else if (line === "") this.#state = "chunk-size";
    else throw odd(line);
    return held.subarray(at + 2);
  }

  #beginChunk(line: string): void {
    const size = /^([0-9a-f]{1,12})[ \t]*(?:;|$)/i.exec(line)?.[1];
    if (size === undefined) throw odd(`a chunk of ${line}`);
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? "trailers" : "chunk";
  }

  #hold(bytes: Buffer): Buffer {
    return this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
  }

  #later(held: Buffer, most: number): Buffer {
    if (held.length > most) throw odd("a line without an end");
    this.#held = held;
    return NOTHING;
  }
}

function statusOf(line: string): { readonly status: number; readonly minor: string } {
  const [, minor, status] = /^HTTP\/1\.(\d) (\d{3})(?: |$)/.exec(line) ?? [];
  if (minor === undefined || status === undefined) throw odd(line);
  return { status: Number(status), minor };
}

function headersOf(lines: readonly string[]): Head["headers"] {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name, value = ""] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined) throw odd(line);
    const key = name.toLowerCase();
    if (key === "content-length" && (headers.get(key) ?? value) !== value) throw odd("two lengths");
    if (!headers.has(key)) headers.set(key, value);
  }
  return headers;
}

/** The code begins as those of Node's own parser do. */
function odd(what: string): Broken {
  return new Broken("HPE_INVALID", `unexpected ${JSON.stringify(what.slice(0, 80))}`);
}
