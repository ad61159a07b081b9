/** What a failed step says to a person: the Engine's refusal, with what the snapshot knows and the Engine does not. */
import { nicText, parentNics } from "../core/hosts/parent-nics.ts";
import { asAppError, isAppError } from "../errors/app-error.ts";
import { type Finding, finding, findingOf } from "../model/finding.ts";
import type { Step } from "../model/plan.ts";
import type { Snapshot } from "../model/snapshot.ts";

export function stepFailure(step: Step, thrown: unknown, snapshot: Snapshot): Finding {
  const error = asAppError(thrown);
  const target = { lan: step.lan, ...(step.hostname === undefined ? {} : { node: step.hostname }) };
  if (isAppError(error, "PARENT_MISSING")) {
    const there = nicsOn(step, snapshot);
    const details = { ...error.details, ...(there === undefined ? {} : { there }) };
    return finding("PARENT_MISSING", details, { target });
  }
  return findingOf(error, target);
}

/** The interfaces that the step's node could take instead, where its host was seen. */
function nicsOn(step: Step, { nodes }: Snapshot): readonly string[] | undefined {
  const host = "node" in step ? nodes.find((view) => view.node.id === step.node)?.host : undefined;
  return host?.kind === "answered" ? parentNics(host.facts).map(nicText) : undefined;
}
