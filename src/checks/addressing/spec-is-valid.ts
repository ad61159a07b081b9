/** What the spec says makes sense by itself and against what nodes hold; each slip at its place. */
import type { Judged } from "../../model/diagnosis.ts";
import type { Facts } from "../../model/facts.ts";
import type { Finding } from "../../model/finding.ts";
import { defineCheck, fail, pass, warn } from "../define-check.ts";

/** Findings that a check of its own judges by what Engines have. */
const OTHERS: ReadonlySet<string> = new Set([
  "GATEWAY_IS_HOST",
  "PARENT_SHARED",
  "NODE_UNREACHABLE",
  "NETWORK_NOT_OURS",
  "NETWORK_NAME_CLASH",
  "ENGINE_BREAKS_CONFIG_FROM",
  "LABEL_LIES",
  "DRAIN_NEEDED",
  "RECREATE_NEEDED",
  "CONTAINERS_ATTACHED",
]);

export const specIsValid = defineCheck({
  code: "ADDR001",
  group: "addressing",
  title: "the spec makes sense",
  pre: true,
  judge: (facts) => {
    const found = findingsOf(facts).filter((it) => !OTHERS.has(it.code) && it.severity !== "info");
    return found.length === 0 ? [pass({}, "nothing speaks against the spec")] : found.map(judged);
  },
});

function findingsOf({ specFindings, plan }: Facts): readonly Finding[] {
  const all = [...specFindings, ...plan.findings, ...plan.lans.flatMap((it) => it.findings)];
  return [...new Map(all.map((it) => [`${it.code} ${it.message}`, it])).values()];
}

function judged({ code, severity, message, hint, target, spans }: Finding): Judged {
  const said = { evidence: [code], spans, fix: { text: hint, commands: [] } };
  return severity === "error" ? fail(target, message, said) : warn(target, message, said);
}
