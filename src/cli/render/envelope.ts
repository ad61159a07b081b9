/** The one envelope of all JSON and YAML output (product.md, "Output"). */
import type { Finding } from "../../model/finding.ts";
import { type Answer, exitCodeOf } from "../answer.ts";
import { type Plain, plainOf } from "./values.ts";

export interface Took {
  /** ISO 8601. */
  readonly generatedAt: string;
  readonly durationMs: number;
}

export function envelopeOf(answer: Answer, took: Took): Plain {
  return plainOf({
    apiVersion: "swarmlan/v1",
    kind: answer.kind,
    generatedAt: took.generatedAt,
    durationMs: took.durationMs,
    exitCode: exitCodeOf(answer),
    complete: answer.complete,
    target: answer.target ?? {},
    items: answer.items,
    findings: answer.findings.map(findingOut),
  });
}

/** A finding without the source text of its places: the place says where to look. */
function findingOut({ code, severity, message, hint, target, spans }: Finding): object {
  const places = spans.map(({ file, line, column }) => ({ file, line, column }));
  return { code, severity, message, hint, target, places };
}
