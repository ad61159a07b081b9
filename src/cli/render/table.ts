/**
 * A table that fits the terminal. Prose gives way first: it ends with an ellipsis, or stands below its row; then columns
 * leave in the order that they declare; what still does not fit goes on in a further line. Never cuts a name or an address.
 */
import type { Column } from "../answer.ts";

const GAP = "  ";
const INDENT = "  ";
/** Less of a sentence says nothing. */
const LEAST_PROSE = 24;

export interface TableSize {
  /** Columns of the terminal; Infinity where nothing need be cut. */
  readonly width: number;
  /** Everything, whole, however wide that is. */
  readonly wide: boolean;
}

export interface Table {
  /** Without a line end at its last line; "" for no items. */
  readonly text: string;
  /** Titles of the columns that found no room. */
  readonly hidden: readonly string[];
}

/** Asks for each cell twice, rather than hold the cells of a hundred thousand rows. */
export function renderTable<T>(items: readonly T[], columns: readonly Column<T>[], size: TableSize): Table {
  const measured = columns.filter((it) => size.wide || !it.wide).map((it) => measure(it, items));
  const all = measured.filter((it) => it.says);
  if (items.length === 0 || all.length === 0) return { text: "", hidden: [] };
  const width = size.wide ? Number.POSITIVE_INFINITY : size.width;
  const kept = withoutLeaving(all, width);
  const lines = linesOf(kept, width);
  const text = [
    ...rowOf(lines, (it) => it.title),
    ...items.flatMap((item) => [
      ...rowOf(lines, (it) => it.text(item)),
      ...(lines.some((line) => line.some(({ column }) => (column.under?.(item) ?? "") !== ""))
        ? rowOf(lines, (it) => it.under?.(item) ?? "")
        : []),
    ]),
  ].join("\n");
  return { text, hidden: all.filter((it) => !kept.includes(it)).map((it) => it.column.title) };
}

interface Sized<T> {
  readonly column: Column<T>;
  readonly width: number;
}

interface Measured<T> extends Sized<T> {
  /** As narrow as it may become. */
  readonly least: number;
  /** False when every cell is empty: such a column is a title over nothing. */
  readonly says: boolean;
}

function measure<T>(column: Column<T>, items: readonly T[]): Measured<T> {
  const most = items.reduce(
    (sum, item) => Math.max(sum, widthOf(oneLine(column.text(item))), widthOf(oneLine(column.under?.(item) ?? ""))),
    0,
  );
  const width = Math.max(most, widthOf(column.title));
  const least = column.prose ? Math.min(width, Math.max(LEAST_PROSE, widthOf(column.title))) : width;
  return { column, width, least, says: most > 0 };
}

type Line<T> = readonly Sized<T>[];

/** Prose beside the rest where it all fits, else each in a line of its own below; but a row begins with its first column. */
function linesOf<T>(kept: readonly Measured<T>[], width: number): readonly Line<T>[] {
  if (fits(kept, width)) return inLines(shrunk(kept, width), width);
  const room = Math.max(1, width - INDENT.length);
  const below = kept.filter(isBelow).map((it) => [{ column: it.column, width: Math.min(it.width, room) }]);
  const beside = kept.filter((it, at) => !isBelow(it, at));
  return [...inLines(shrunk(beside, width), width), ...below];
}

function isBelow<T>({ column }: Measured<T>, at: number): boolean {
  return column.prose === true && at > 0;
}

function fits<T>(some: readonly Measured<T>[], width: number): boolean {
  return sumOf(some.map((it) => it.least)) <= width;
}

/** What stays when columns leave until the rest fits, or none is left that may leave; prose can stand below. */
function withoutLeaving<T>(all: readonly Measured<T>[], width: number): readonly Measured<T>[] {
  if (fits(all, width)) return all;
  const beside = all.filter((it, at) => !isBelow(it, at));
  const order = all.flatMap(({ column }) => column.leaves ?? []).sort((a, b) => a - b);
  const without = (some: readonly Measured<T>[], last: number) =>
    some.filter((it) => (it.column.leaves ?? Number.POSITIVE_INFINITY) > last);
  const enough = [0, ...order].find((last) => fits(without(beside, last), width));
  return without(all, enough ?? order.at(-1) ?? 0);
}

/** Takes from the widest prose until the row fits or none can give more. */
function shrunk<T>(columns: readonly Measured<T>[], width: number): readonly Sized<T>[] {
  const widths = columns.map((it) => it.width);
  for (let over = sumOf(widths) - width; over > 0; over--) {
    const spare = columns.map((it, at) => ((widths[at] ?? 0) > it.least ? (widths[at] ?? 0) : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if ((spare[widest] ?? 0) === 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return columns.map(({ column }, at) => ({ column, width: widths[at] ?? 0 }));
}

/** The columns of each line of a row: one line, unless they are too many for the terminal. */
function inLines<T>(columns: readonly Sized<T>[], width: number): readonly Line<T>[] {
  const lines: Sized<T>[][] = [];
  for (const it of columns) {
    const line = lines.at(-1);
    const indent = lines.length > 1 ? INDENT.length : 0;
    if (line !== undefined && indent + sumOf([...line, it].map((one) => one.width)) <= width) line.push(it);
    else lines.push([it]);
  }
  return lines;
}

function rowOf<T>(lines: readonly Line<T>[], cell: (column: Column<T>) => string): readonly string[] {
  const texts = lines.map((line) => line.map(({ column, width }) => pad(oneLine(cell(column)), width)).join(GAP));
  return texts
    .map((text, at) => `${at === 0 ? "" : INDENT}${text}`.trimEnd())
    .filter((it, at) => at === 0 || it !== "");
}

function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, it) => sum + it, 0) + GAP.length * Math.max(0, widths.length - 1);
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
