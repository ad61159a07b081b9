/** The text of one spec and where things stand in it. Offsets are UTF-16 units, as the YAML parser counts. */
import { LineCounter } from "yaml";
import type { Span } from "../../model/finding.ts";

/** Half-open: `end` is the offset after the last character. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

export interface Source {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
}

/** Opens a text; a byte order mark is no part of it. */
export function sourceOf(file: string, text: string): Source {
  const clean = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (let at = clean.indexOf("\n"); at >= 0; at = clean.indexOf("\n", at + 1)) lines.addNewLine(at + 1);
  return { file, text: clean, lines };
}

/** The span of an extent; what goes over several lines is shown to the end of its first one. */
export function spanAt(source: Source, extent: Extent): Span {
  const start = Math.min(extent.start, source.text.length);
  const { line, col } = source.lines.linePos(start);
  const newline = source.text.indexOf("\n", start);
  const text = source.text.slice(start - col + 1, newline < 0 ? undefined : newline).replace(/\r$/, "");
  const length = Math.min(Math.max(extent.end - start, 0), Math.max(text.length - col + 1, 0));
  return { file: source.file, line, column: col, length, text };
}
