/**
 * A spec's text as it may leave the house, line by line where it was: comments go, and every value under a key that a
 * spec does not have (`x-…`, a slip), but for addresses, numbers and words that a spec has. Refuses (undefined) a text
 * that is no YAML: nobody could say what is in it.
 */
import { isAlias, isMap, isScalar, isSeq, Lexer, type Node, type Scalar } from "yaml";
import { isMark, parseOneDocument } from "./parse-document.ts";
import { KEY_NOTES } from "./key-notes.ts";

const REMOVED = "(removed)";
const KEYS = new Set(Object.keys(KEY_NOTES).flatMap((path) => path.split(".")));
/** Mappings whose keys are names of the user's. */
const NAMED = new Set(["lans", "nodes"]);
const HARMLESS =
  /^(?:[\d.:/-]+|[\da-f:]*:[\da-f:]*(?:\/\d+)?|true|false|first|none|reserve|allow|bridge|private|vepa|passthru)$/i;

export interface CleanSpec {
  readonly text: string;
  /** How many values and comments were taken out. */
  readonly removed: number;
}

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly put: string;
}

export function specWithoutSecrets(text: string): CleanSpec | undefined {
  const parsed = parseOneDocument(text);
  if (parsed.kind !== "document" || parsed.document.errors.length > 0) return undefined;
  const cuts = [
    ...commentCuts(text),
    ...valueCuts(parsed.document.contents as Node | null, { known: true, own: false }),
  ];
  return { text: applied(text, cuts), removed: cuts.length };
}

function commentCuts(text: string): readonly Cut[] {
  const cuts: Cut[] = [];
  let at = 0;
  for (const piece of new Lexer().lex(text)) {
    if (isMark(piece)) continue;
    if (piece.startsWith("#")) cuts.push({ start: at, end: at + piece.length, put: "#" });
    at += piece.length;
  }
  return cuts;
}

interface Place {
  /** Whether the nearest key is one that a spec has. */
  readonly known: boolean;
  /** Somewhere under a key that is none of a spec's. */
  readonly own: boolean;
}

function valueCuts(node: Node | null, place: Place, key = ""): readonly Cut[] {
  if (node === null || isAlias(node)) return [];
  if (isScalar(node)) return isKept(node, place) ? [] : scalarCut(node);
  if (isSeq(node)) return node.items.flatMap((it) => valueCuts(it as Node, place, key));
  if (!isMap(node)) return [];
  return node.items.flatMap((pair) => {
    const name = isScalar(pair.key) ? String(pair.key.value) : "";
    const named = NAMED.has(key) && !place.own && !name.startsWith("x-");
    const known = named || KEYS.has(name) || name === "<<";
    return valueCuts(pair.value as Node | null, { known, own: place.own || !known }, name);
  });
}

function isKept({ value }: Scalar, { known, own }: Place): boolean {
  if (value === null || value === "") return true;
  return own ? HARMLESS.test(String(value)) : known;
}

function scalarCut({ range }: Scalar): readonly Cut[] {
  const [start = 0, end = 0] = range ?? [];
  return [{ start, end, put: REMOVED }];
}

function applied(text: string, cuts: readonly Cut[]): string {
  let out = "";
  let at = 0;
  for (const { start, end, put } of [...cuts].sort((a, b) => a.start - b.start)) {
    if (start < at) continue;
    // A text of several lines leaves its lines behind, so that what follows keeps its place.
    out += text.slice(at, start) + put + text.slice(start, end).replace(/[^\n]/g, "");
    at = end;
  }
  return out + text.slice(at);
}
