/** A table that fits the terminal: the widest columns give way first, and what is cut ends with an ellipsis. */
import type { Column } from "../answer.ts";

const GAP = "  ";
const NARROWEST = 4;

export interface TableSize {
  /** Columns of the terminal; Infinity where nothing need be cut. */
  readonly width: number;
  readonly wide: boolean;
}

/**
 * Lines without a line end at their last; "" for no items. Asks for each cell twice, rather than hold the cells of a
 * hundred thousand rows.
 */
export function renderTable<T>(items: readonly T[], columns: readonly Column<T>[], size: TableSize): string {
  const shown = columns.filter((it) => size.wide || !it.wide);
  if (items.length === 0 || shown.length === 0) return "";
  const natural = shown.map(({ title, text }) =>
    items.reduce((most, item) => Math.max(most, widthOf(oneLine(text(item)))), widthOf(title)),
  );
  const widths = fit(natural, size.width);
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, at) => pad(cell, widths[at] ?? 0))
      .join(GAP)
      .trimEnd();
  const title = line(shown.map((it) => it.title));
  return [title, ...items.map((item) => line(shown.map((it) => oneLine(it.text(item)))))].join("\n");
}

/** Takes from the widest column until the row fits or none can give more. */
function fit(natural: readonly number[], width: number): readonly number[] {
  const widths = [...natural];
  const room = width - GAP.length * (widths.length - 1);
  let over = widths.reduce((sum, it) => sum + it, 0) - room;
  while (over > 0) {
    const widest = widths.indexOf(Math.max(...widths));
    const now = widths[widest] ?? 0;
    if (now <= NARROWEST) break;
    widths[widest] = now - 1;
    over--;
  }
  return widths;
}

function pad(text: string, width: number): string {
  const wide = widthOf(text);
  if (wide > width) return `${[...text].slice(0, Math.max(0, width - 1)).join("")}…`;
  return text + " ".repeat(width - wide);
}

const PLAIN = /^[ -~]*$/;

/** Letters, not UTF-16 units. */
function widthOf(text: string): number {
  return PLAIN.test(text) ? text.length : [...text].length;
}

/** What an Engine says may hold line ends and control characters; a cell may not. */
function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, " ");
}
