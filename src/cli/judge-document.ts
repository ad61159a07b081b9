/** All that is wrong with a spec, in one list: its text, its endpoints, and whether its addresses make sense together. */
import { judgeSpec } from "../core/slices/judge-spec.ts";
import { judgeEndpoints } from "../edges/engine/index.ts";
import { byPlace, type SpecDocument, withSpans } from "../edges/spec-file/parse-spec.ts";
import type { Finding } from "../model/finding.ts";

export interface JudgedDocument {
  readonly findings: readonly Finding[];
  readonly problems: number;
  /** True when the text is a spec whose endpoints can be dialled; its addresses may still be wrong. */
  readonly readable: boolean;
}

/** What could be read is judged, also where something else is broken. */
export function judgeDocument(document: SpecDocument): JudgedDocument {
  const { partial } = document;
  const ways = partial === undefined ? [] : withSpans(document, judgeEndpoints(partial.swarm));
  const sense = partial === undefined ? [] : withSpans(document, judgeSpec(partial));
  const findings = [...document.findings, ...ways, ...sense.filter(isAboutNoName)].sort(byPlace);
  const readable = document.spec !== undefined && ways.length === 0;
  return { findings, problems: findings.filter(isError).length, readable };
}

/** A file's schema has told of a name that no network can have. */
function isAboutNoName({ code }: Finding): boolean {
  return code !== "NETWORK_NAME_INVALID";
}

function isError({ severity }: Finding): boolean {
  return severity === "error";
}
