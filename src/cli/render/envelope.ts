/** The one envelope of all JSON and YAML output (product.md, "Output"). */
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
    ...(answer.summary === undefined ? {} : { summary: answer.summary }),
    items: answer.items,
    findings: answer.findings,
  });
}
