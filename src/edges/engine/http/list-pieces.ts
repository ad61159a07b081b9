/**
 * Cuts the text of a JSON list, as it comes, into lists of whole elements.
 *
 * What a whole list says need not be in memory at once: 100,000 tasks are some 100 MiB of text, and what is kept of them
 * a tenth. Looks at brackets, quotes and commas only; what is not JSON is told by who parses a piece.
 */
import { StringDecoder } from "node:string_decoder";
import { BodyTooBig } from "./answer-body.ts";

/** Large enough that parsing it is all that costs; most answers are smaller, and are not looked at. */
const PIECE = 256 * 1024;

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
export async function* listPieces(chunks: AsyncIterable<Buffer>, sizes: PieceSizes = {}): AsyncGenerator<string> {
  const { size = PIECE, piece = Number.POSITIVE_INFINITY, whole = Number.POSITIVE_INFINITY } = sizes;
  const place = { depth: 0, quoted: false, escaped: false };
  let [held, length, total, looked, first]: [Buffer[], number, number, number, boolean] = [[], 0, 0, 0, true];
  for await (const chunk of chunks) {
    held.push(chunk);
    length += chunk.length;
    total += chunk.length;
    if (length > piece || total > whole) throw new BodyTooBig();
    if (length < size) continue;
    for (; looked < held.length - 1; looked++) lastComma(held[looked] as Buffer, place);
    const cut = lastComma(chunk, place);
    looked = held.length;
    if (cut < 0) continue;
    yield `${first ? "" : "["}${textOf([...held.slice(0, -1), chunk.subarray(0, cut)])}]`;
    first = false;
    held = [chunk.subarray(cut + 1)];
    looked = 1;
    length = held[0]?.length ?? 0;
  }
  yield `${first ? "" : "["}${textOf(held)}`;
}

/** A character may lie across two parts. */
function textOf(parts: readonly Buffer[]): string {
  const decoder = new StringDecoder("utf8");
  return parts.map((it) => decoder.write(it)).join("") + decoder.end();
}

/** Where in the text we are: how deep in brackets, and whether in a quoted text. */
interface Place {
  depth: number;
  quoted: boolean;
  escaped: boolean;
}

const [QUOTE, BACKSLASH, COMMA, OPEN_LIST, CLOSE_LIST, OPEN, CLOSE] = [0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d];

/** The last comma of the chunk that is between two elements of the outermost list, or -1; moves `place` to its end. */
function lastComma(chunk: Buffer, place: Place): number {
  let { depth, quoted, escaped } = place;
  let found = -1;
  for (let at = 0; at < chunk.length; at++) {
    const byte = chunk[at];
    if (quoted) {
      if (escaped) escaped = false;
      else if (byte === BACKSLASH) escaped = true;
      else if (byte === QUOTE) quoted = false;
    } else if (byte === QUOTE) quoted = true;
    else if (byte === COMMA) {
      if (depth === 1) found = at;
    } else if (byte === OPEN || byte === OPEN_LIST) depth++;
    else if (byte === CLOSE || byte === CLOSE_LIST) depth--;
  }
  place.depth = depth;
  place.quoted = quoted;
  place.escaped = escaped;
  return found;
}
