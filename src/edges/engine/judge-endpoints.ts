/** Judges the endpoints that a spec writes out by their form alone: no Engine, file or context is looked at. */
import { type Finding, finding, type SpecPath } from "../../model/finding.ts";
import type { SwarmAccess } from "../../model/spec.ts";
import { isWayIn, WAYS_IN } from "./connect/index.ts";

/** One SPEC_BAD_ENDPOINT for each that no way in knows, with its place in the spec. */
export function judgeEndpoints(access: SwarmAccess): readonly Finding[] {
  return writtenIn(access)
    .filter(({ endpoint }) => !isWayIn(filled(endpoint)))
    .map(({ endpoint, at }) =>
      finding("SPEC_BAD_ENDPOINT", { where: at.join("."), endpoint, works: WAYS_IN }, { at: [at] }),
    );
}

interface Written {
  readonly endpoint: string;
  readonly at: SpecPath;
}

function writtenIn({ manager, nodes }: SwarmAccess): readonly Written[] {
  const first: readonly Written[] = manager === undefined ? [] : [{ endpoint: manager, at: ["swarm", "manager"] }];
  if (nodes === undefined) return first;
  if (nodes.kind === "template") return [...first, { endpoint: nodes.text, at: ["swarm", "nodes"] }];
  const byName = Object.entries(nodes.byHostname);
  return [...first, ...byName.map(([hostname, endpoint]) => ({ endpoint, at: ["swarm", "nodes", hostname] }))];
}

/** A template as it would be for some node. */
function filled(endpoint: string): string {
  return endpoint.replaceAll("{hostname}", "node").replaceAll("{address}", "192.0.2.1");
}
