/** What a test of a LAN measured: who reached whom. */
import type { Family } from "../../model/address.ts";
import { type Finding, finding } from "../../model/finding.ts";
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
  /** Hostnames of the nodes that take part, those last that could not be tested; rows are these and `here`. */
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

/** `findings`: of anything but the cases, which it adds its own about. */
export function reportOf(
  of: Pick<TestReport, "lan" | "service" | "nodes" | "families" | "cases" | "findings">,
): TestReport {
  const failed = of.cases.filter((it) => it.result.kind === "failed");
  const unknown = of.cases.filter((it) => it.result.kind === "unknown");
  return {
    ...of,
    ok: failed.length === 0 && of.findings.length === 0,
    complete: unknown.length === 0,
    findings: [...of.findings, ...failedFinding(of, failed), ...untriedFinding(of, unknown)],
  };
}

type Of = Pick<TestReport, "lan" | "cases">;

function failedFinding({ lan }: Of, failed: readonly TestCase[]): readonly Finding[] {
  if (failed.length === 0) return [];
  const nodes = failed.filter((it) => it.group === "container").map((it) => it.to);
  return [finding("TEST_FAILED", { lan, nodes, ways: countWays(failed) }, { target: { lan } })];
}

function untriedFinding({ lan, cases }: Of, unknown: readonly TestCase[]): readonly Finding[] {
  if (unknown.length === 0) return [];
  const nodes = unknown.filter((it) => it.group === "container").map((it) => it.to);
  const details = { lan, nodes, ways: countWays(unknown), of: countWays(cases) };
  return [finding("TEST_INCOMPLETE", details, { severity: "warn", target: { lan } })];
}

/** Ways among the cases; the others are containers. */
export function countWays(cases: readonly TestCase[]): number {
  return cases.filter((it) => it.group === "reach").length;
}

/** A case as a person says it. */
export function caseTitle({ group, from, to, family }: TestCase): string {
  if (group === "container") return `a container starts on ${to}`;
  return `${from} reaches the container on ${to}${family === 6 ? " over IPv6" : ""}`;
}
