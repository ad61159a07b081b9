/** An answer in the format that was asked for. The findings of a table go to stderr; JSON and YAML hold them. */
import type { Answer } from "../answer.ts";
import { envelopeOf, type Took } from "./envelope.ts";
import { renderFindings } from "./findings.ts";
import { type Paint, paintFor } from "./paint.ts";
import { renderTable, type Table } from "./table.ts";

export const FORMATS = ["table", "wide", "json", "yaml", "name"] as const;
export type Format = (typeof FORMATS)[number];

export interface Look {
  readonly format: Format;
  /** Infinity off a terminal. */
  readonly width: number;
  readonly colorOut: boolean;
  readonly colorErr: boolean;
}

export interface Rendered {
  readonly out: string;
  readonly err: string;
}

export async function renderAnswer(answer: Answer, took: Took, look: Look): Promise<Rendered> {
  if (look.format === "json") return { out: `${JSON.stringify(envelopeOf(answer, took), undefined, 2)}\n`, err: "" };
  if (look.format === "yaml") {
    const { stringify } = await import("yaml");
    return { out: stringify(envelopeOf(answer, took)), err: "" };
  }
  const { text, hidden } = bodyOf(answer, look);
  const paint = paintFor(look.colorErr);
  const err = [hiddenNote(hidden, paint), renderFindings(answer.findings, paint)].map(ended).join("");
  return { out: ended(text), err };
}

function bodyOf(answer: Answer, look: Look): Table {
  const [name] = answer.columns;
  const whole = (text: string) => ({ text, hidden: [] });
  if (look.format === "name") return whole(name ? answer.items.map((it) => name.text(it)).join("\n") : "");
  if (answer.text !== undefined) return whole(answer.text(paintFor(look.colorOut)));
  return renderTable(answer.items, answer.columns, { width: look.width, wide: look.format === "wide" });
}

/** Says which columns found no room, and how to see them; "" when all did. */
export function hiddenNote(hidden: readonly string[], paint: Paint): string {
  return hidden.length === 0
    ? ""
    : paint("dim", `not shown for want of room: ${hidden.join(", ")} (-o wide shows all)`);
}

function ended(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
