/** The kind that `doctor` answers: one item per check and target. */
import * as z from "zod/mini";
import { target } from "./finding.ts";
import { flag, kind, maybe, number, said, text, texts } from "./kind.ts";

export const diagnosisKinds = {
  Diagnosis: kind({
    says: "What every check says about every target; one item per check and target",
    item: z.object({
      code: text("the check's, stable; see: swarmlan explain CODE"),
      group: said(z.enum(["addressing", "engines", "hosts", "wire", "exposure", "routing"]), "what it looks at"),
      title: text("the healthy state"),
      verdict: said(
        z.enum(["pass", "warn", "fail", "skipped", "unknown"]),
        "skipped: it does not apply, or its cause is shown; unknown: it could not be seen",
      ),
      target: said(target, "what it is about"),
      message: text("what is so; for skipped and unknown why"),
      evidence: texts("what was seen that shows it"),
      fix: maybe(
        said(
          z.object({
            text: text("what to do"),
            commands: texts("to be copied"),
            ours: maybe(said(z.literal("apply"), "swarmlan can do it: doctor --fix CODE")),
          }),
          "how to mend it",
        ),
      ),
      places: said(
        z.array(z.object({ file: text("the spec"), line: number("from 1"), column: number("from 1") })),
        "where in the spec",
      ),
      because: maybe(text("the code of the check that shows its cause, when that made it quiet")),
      bug: maybe(flag("the check itself broke")),
    }),
  }),
};
