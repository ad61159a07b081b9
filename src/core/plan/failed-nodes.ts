/** One bad node never hides the others: each that did not answer is a warning of its own. */
import { type Finding, finding } from "../../model/finding.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { failedNodes } from "./lan-scene.ts";

/** A warning for each node whose Engine could not be asked, with the cause that its edge found. */
export function failedNodeFindings(snapshot: Snapshot): readonly Finding[] {
  return failedNodes(snapshot).map(({ node, finding: cause }) =>
    finding(
      "NODE_UNREACHABLE",
      { node: node.hostname, cause: cause.code, reason: cause.message, next: cause.hint },
      { severity: "warn", target: { node: node.hostname } },
    ),
  );
}
