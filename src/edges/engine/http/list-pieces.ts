/**
 * Cuts the text of a JSON list, as it comes, into lists of whole elements.
 *
 * What a whole list says need not be in memory at once: 100,000 tasks are some 100 MiB of text, and what is kept of them
 * a tenth. Looks at brackets, quotes and commas only; what is not JSON is told by who parses a piece.
 */

import { BodyTooBig } from "./read-body.ts";

/** Large enough that parsing it is all that costs. */
const PIECE = 256 * 1024;

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [...Buffer.from('"\\,[]{}')] as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

export interface PieceSizes {
  /** Bytes from which on a piece is cut. */
  readonly size?: number;
  /** Most bytes that one piece, and all together, may have. */
  readonly piece?: number;
  readonly whole?: number;
}

/**
 * Each is the text of a list (or of what is none: then it comes as it is, at the end). Throws BodyTooBig past the bounds,
 * and what the chunks throw.
 */
export async function* listPieces(chunks: AsyncIterable<Buffer>, sizes: PieceSizes = {}): AsyncGenerator<Buffer> {
  const { size = PIECE, piece = Number.POSITIVE_INFINITY, whole = Number.POSITIVE_INFINITY } = sizes;
  let total = 0;
  const scanner = new Scanner();
  let held: Buffer[] = [];
  let length = 0;
  let first = true;
  for await (const chunk of chunks) {
    total += chunk.length;
    let start = 0;
    for (;;) {
      const cut = scanner.nextComma(chunk, start, length >= size ? 0 : size - length);
      if (cut < 0) break;
      yield closed([...held, chunk.subarray(start, cut)], first, false);
      first = false;
      held = [];
      length = 0;
      start = cut + 1;
    }
    const rest = chunk.subarray(start);
    held.push(rest);
    length += rest.length;
    if (length > piece || total > whole) throw new BodyTooBig();
  }
  yield closed(held, first, true);
}

/** The first piece has the list's own opening bracket, the last its closing one. */
function closed(parts: readonly Buffer[], first: boolean, last: boolean): Buffer {
  const before = first ? [] : [Buffer.from("[")];
  const after = last ? [] : [Buffer.from("]")];
  return Buffer.concat([...before, ...parts, ...after]);
}

/** Where in the text we are: how deep in brackets, and whether in a quoted text. */
class Scanner {
  #depth = 0;
  #quoted = false;
  #escaped = false;
  /** How far the chunk in hand was looked at. */
  #seen = 0;
  #chunk: Buffer | undefined;

  /** The next comma between two elements of the outermost list, at least `beyond` bytes after `start`; -1 if none. */
  nextComma(chunk: Buffer, start: number, beyond: number): number {
    if (this.#chunk !== chunk) this.#seen = 0;
    this.#chunk = chunk;
    while (this.#seen < chunk.length) {
      const index = this.#seen++;
      if (this.#isBetween(chunk[index] as number) && index - start >= beyond) return index;
    }
    return -1;
  }

  #isBetween(byte: number): boolean {
    if (this.#quoted) {
      if (this.#escaped) this.#escaped = false;
      else if (byte === BACKSLASH) this.#escaped = true;
      else if (byte === QUOTE) this.#quoted = false;
      return false;
    }
    if (byte === QUOTE) this.#quoted = true;
    else if (byte === OPEN || byte === OPEN_LIST) this.#depth++;
    else if (byte === CLOSE || byte === CLOSE_LIST) this.#depth--;
    else return byte === COMMA && this.#depth === 1;
    return false;
  }
}
