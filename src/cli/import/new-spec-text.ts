/**
 * The spec with the imported LANs, as text and as it reads back. Refuses (SPEC_INVALID, with the findings) what `plan`
 * would not take: names that no spec may have, LANs that overlap.
 */
import { preflightHostnames, preflightParents } from "../../core/plan/preflight.ts";
import type { LanImport } from "../../core/import/plan-import.ts";
import { judgeSpec } from "../../core/slices/judge-spec.ts";
import { addLans } from "../../edges/spec-file/add-lans.ts";
import { parseSpec } from "../../edges/spec-file/parse-spec.ts";
import { proposalOf } from "../../edges/spec-file/proposal-of.ts";
import { renderSpec } from "../../edges/spec-file/render-spec.ts";
import { AppError } from "../../errors/app-error.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Spec } from "../../model/spec.ts";
import type { Context } from "../define-command.ts";
import { Refusal } from "../refusal.ts";
import type { BeforeImport } from "./before-import.ts";

export interface NewSpecText {
  readonly text: string;
  readonly spec: Spec;
  /** False when the spec that is there says it all already. */
  readonly changed: boolean;
}

export interface NewSpecQuestion {
  readonly before: BeforeImport;
  readonly imports: readonly LanImport[];
  readonly snapshot: Snapshot;
  /** For the variables of a spec that is there. */
  readonly env: Context["env"];
}

export function newSpecText({ before, imports, snapshot, env }: NewSpecQuestion): NewSpecText {
  const lans = imports.flatMap(({ lan, fromSpec, plan }) =>
    lan === undefined || fromSpec ? [] : [proposalOf(lan, plan.shares)],
  );
  const swarm = { ...before.spec.swarm, id: snapshot.swarm.id };
  const changed = lans.length > 0;
  const text =
    before.text === undefined ? renderSpec({ swarm, lans }) : changed ? addLans(before.text, lans) : before.text;
  const file = "the new spec";
  const { spec, findings } = parseSpec({ text, file, env });
  const judged =
    spec === undefined
      ? []
      : [...judgeSpec(spec), ...preflightHostnames(snapshot), ...preflightParents(spec, snapshot)];
  const errors = [...findings, ...judged].filter((it) => it.severity === "error");
  if (spec === undefined || errors.length > 0)
    throw new Refusal(new AppError("SPEC_INVALID", { file, problems: errors.length }), errors);
  return { text, spec, changed };
}
