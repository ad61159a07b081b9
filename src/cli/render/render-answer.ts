/** An answer in the format that was asked for. The findings of a table go to stderr; JSON and YAML hold them. */
import type { Answer } from "../answer.ts";
import { envelopeOf, type Took } from "./envelope.ts";
import { renderFindings } from "./findings.ts";
import { paintFor } from "./paint.ts";
import { renderTable } from "./table.ts";

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
  const err = ended(renderFindings(answer.findings, paintFor(look.colorErr)));
  return { out: ended(bodyOf(answer, look)), err };
}

function bodyOf(answer: Answer, look: Look): string {
  const [name] = answer.columns;
  if (look.format === "name") return name === undefined ? "" : answer.items.map((it) => name.text(it)).join("\n");
  if (answer.text !== undefined) return answer.text(paintFor(look.colorOut));
  return renderTable(answer.items, answer.columns, { width: look.width, wide: look.format === "wide" });
}

function ended(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
