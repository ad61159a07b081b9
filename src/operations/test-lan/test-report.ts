/** What a test of a LAN measured: who reached whom. */
import type { Family } from "../../model/address.ts";
import type { Finding } from "../../model/finding.ts";
import type { LanName } from "../../model/ids.ts";

/**
 * `expected-failure`: a host never reaches its own macvlan containers (the kernel keeps them apart). `not-tried`: from
 * here nobody could, because this machine has no address of that family.
 */
export type Reached =
  | { readonly kind: "ok" }
  | { readonly kind: "failed"; readonly text: string }
  | { readonly kind: "expected-failure"; readonly text: string }
  | { readonly kind: "not-tried"; readonly text: string }
  | { readonly kind: "unknown"; readonly text: string };

export interface TestCase {
  readonly group: "container" | "reach";
  /** Hostname, or `here` for this machine; for a container, the node it stands on. */
  readonly from: string;
  readonly to: string;
  /** Of a way that was tried; absent for a container. */
  readonly family?: Family;
  readonly result: Reached;
  readonly ms: number;
}

export interface TestReport {
  readonly lan: LanName;
  readonly service: string;
  /** Hostnames of the nodes that were tested; rows are these and `here`. */
  readonly nodes: readonly string[];
  /** Both on a dual-stack LAN: every way is tried in each. */
  readonly families: readonly Family[];
  /** One per node for its container, then one per pair that was tried. */
  readonly cases: readonly TestCase[];
  /** Nothing failed that should not. */
  readonly ok: boolean;
  /** Nothing is unknown. */
  readonly complete: boolean;
  readonly findings: readonly Finding[];
}

export function reportOf(
  of: Pick<TestReport, "lan" | "service" | "nodes" | "families" | "cases" | "findings">,
): TestReport {
  return {
    ...of,
    ok: of.cases.every((it) => it.result.kind !== "failed") && of.findings.length === 0,
    complete: of.cases.every((it) => it.result.kind !== "unknown"),
  };
}

/** A case as a person says it. */
export function caseTitle({ group, from, to, family }: TestCase): string {
  if (group === "container") return `a container starts on ${to}`;
  return `${from} reaches the container on ${to}${family === 6 ? " over IPv6" : ""}`;
}
