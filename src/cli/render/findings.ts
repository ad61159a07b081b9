/** Findings for a person: what, where in the spec with the place marked, and what to do next. */
import type { Finding, Span } from "../../model/finding.ts";
import type { Paint } from "./paint.ts";

const WORD = { error: "error", warn: "warning", info: "note" } as const;
const COLOR = { error: "red", warn: "yellow", info: "cyan" } as const;

/** Blocks with an empty line between them; "" for none. */
export function renderFindings(findings: readonly Finding[], paint: Paint): string {
  return findings.map((it) => renderFinding(it, paint)).join("\n\n");
}

export function renderFinding(it: Finding, paint: Paint): string {
  const head = `${paint(COLOR[it.severity], `${WORD[it.severity]} ${it.code}`)}: ${it.message}`;
  const places = it.spans.flatMap((span) => renderSpan(span, paint));
  return [head, ...places, `  ${paint("bold", "next:")} ${it.hint}`].join("\n");
}

function renderSpan(span: Span, paint: Paint): readonly string[] {
  const margin = String(span.line);
  const blank = " ".repeat(margin.length);
  // A tab before the place must be a tab above the caret too, or the caret stands elsewhere.
  const before = span.text.slice(0, span.column - 1).replace(/[^\t]/g, " ");
  const carets = "^".repeat(Math.max(1, Math.min(span.length, span.text.length - span.column + 1)));
  return [
    `  ${paint("cyan", `${span.file}:${span.line}:${span.column}`)}`,
    `  ${paint("dim", `${margin} |`)} ${span.text}`,
    `  ${paint("dim", `${blank} |`)} ${before}${paint("red", carets)}`,
  ];
}
