/** What a test of a LAN measured: who reached whom. */
import type { Finding } from "../../model/finding.ts";
import type { LanName } from "../../model/ids.ts";

/** `expected-failure`: a host never reaches its own macvlan containers (the kernel keeps them apart). */
export type Reached =
  | { readonly kind: "ok" }
  | { readonly kind: "failed"; readonly text: string }
  | { readonly kind: "expected-failure"; readonly text: string }
  | { readonly kind: "unknown"; readonly text: string };

export interface TestCase {
  readonly group: "container" | "reach";
  /** Hostname, or `here` for this machine; for a container, the node it stands on. */
  readonly from: string;
  readonly to: string;
  readonly result: Reached;
  readonly ms: number;
}

export interface TestReport {
  readonly lan: LanName;
  readonly service: string;
  /** Hostnames of the nodes that were tested; rows are these and `here`. */
  readonly nodes: readonly string[];
  /** One per node for its container, then one per pair that was tried. */
  readonly cases: readonly TestCase[];
  /** Nothing failed that should not. */
  readonly ok: boolean;
  /** Nothing is unknown. */
  readonly complete: boolean;
  readonly findings: readonly Finding[];
}

export function reportOf(of: Pick<TestReport, "lan" | "service" | "nodes" | "cases" | "findings">): TestReport {
  return {
    ...of,
    ok: of.cases.every((it) => it.result.kind !== "failed") && of.findings.length === 0,
    complete: of.cases.every((it) => it.result.kind !== "unknown"),
  };
}

/** `web on mgr01` as a person says it. */
export function caseTitle({ group, from, to }: TestCase): string {
  return group === "container" ? `a container starts on ${to}` : `${from} reaches the container on ${to}`;
}
