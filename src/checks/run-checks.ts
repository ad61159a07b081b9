/**
 * Runs checks over facts. A check that crashes is an `unknown` of its own and hides no other. A check is quiet only
 * where the check that shows its cause failed for the same target.
 */
import { type Family, parseAddress } from "../model/address.ts";
import type { CheckResult, Judged } from "../model/diagnosis.ts";
import type { Facts } from "../model/facts.ts";
import type { Target } from "../model/finding.ts";
import type { Check } from "./define-check.ts";

export interface Suppression {
  readonly code: string;
  /** A node, LAN, address, service, interface or network; `*` for all of them. */
  readonly target: string;
}

export interface ChecksQuestion {
  readonly checks: readonly Check[];
  readonly facts: Facts;
  /** Codes, or the beginnings of codes (`HOST`); all when empty. */
  readonly only?: readonly string[];
  readonly suppress?: readonly Suppression[];
}

/** In the order of the checks. What `only` leaves out is judged nevertheless, so that a cause still makes quiet. */
export function runChecks({ checks, facts, only = [], suppress = [] }: ChecksQuestion): readonly CheckResult[] {
  const all = checks.map((check) => ({ check, results: judge(check, facts) }));
  const byCode = new Map(all.map(({ check, results }) => [check.code, results]));
  const bad = new Map([...byCode].map(([code, results]) => [code, results.filter(isBad)]));
  const refusal = refusalOf(facts);
  const said = all.flatMap(({ check, results }) =>
    results.map((it) => offered(quieted(it, check, { bad, byCode }), refusal)),
  );
  const wanted = said.filter(({ code }) => only.length === 0 || only.some((it) => code.startsWith(it)));
  return wanted.map((it) => suppressed(it, suppress));
}

function judge(check: Check, facts: Facts): readonly CheckResult[] {
  const { code, group, title } = check;
  try {
    return check.judge(facts).map((it) => ({ ...it, code, group, title }));
  } catch (thrown) {
    const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
    const message = "the check itself broke: a bug of swarmlan";
    const bug: Judged = { verdict: "unknown", target: {}, message, evidence: text.split("\n").slice(0, 4) };
    return [{ ...bug, code, group, title, bug: true }];
  }
}

/** Why apply would do nothing now; undefined when it would. */
function refusalOf({ plan }: Facts): string | undefined {
  const all = [...plan.findings, ...plan.lans.flatMap((it) => it.findings)];
  return all.find((it) => it.severity === "error")?.code;
}

/** What apply refuses to mend is not offered: first comes what makes it refuse. */
function offered(it: CheckResult, refusal: string | undefined): CheckResult {
  if (it.fix?.ours === undefined || refusal === undefined) return it;
  const { ours: _, text, commands } = it.fix;
  const first = `apply refuses for now (${refusal}: swarmlan plan tells why)`;
  return { ...it, fix: { text: `${text}; ${first}`, commands } };
}

const isBad = ({ verdict }: Judged): boolean => verdict === "fail" || verdict === "warn" || verdict === "unknown";

interface Causes {
  readonly byCode: ReadonlyMap<string, readonly CheckResult[]>;
  readonly bad: ReadonlyMap<string, readonly CheckResult[]>;
}

/** Causes of the one result come first: they are nearer than those of its check, and what is told, not quiet itself, is pointed at. */
function quieted(it: CheckResult, { after = [] }: Check, { bad, byCode }: Causes): CheckResult {
  if (!isBad(it) || it.bug) return it;
  const about = [it.target, ...(it.alsoAbout ?? [])];
  for (const code of [...(it.after ?? []), ...after]) {
    // An unknown cause explains an unknown, and nothing more.
    const cause = (bad.get(code) ?? []).find(
      (one) =>
        (one.verdict !== "unknown" || it.verdict === "unknown") &&
        !one.bug &&
        about.some((target) => sameTarget(one.target, target) && !isWell(target, { cause: one, it, byCode })),
    );
    if (cause === undefined) continue;
    const message = `${code} shows its cause: ${cause.message}`;
    return { ...it, verdict: "skipped", message, evidence: [it.message, ...it.evidence], because: code };
  }
  return it;
}

/** A cause about a node or a LAN explains what is about the same one; a cause about neither explains all. */
function sameTarget(cause: Target, effect: Target): boolean {
  const both = (key: "node" | "lan") =>
    cause[key] === undefined || effect[key] === undefined || cause[key] === effect[key];
  return both("node") && both("lan");
}

interface Explaining {
  readonly cause: CheckResult;
  readonly it: CheckResult;
  readonly byCode: Causes["byCode"];
}

/** Whether the check that finds something wrong there in one family finds it well in the other: then it explains nothing in that. */
function isWell(there: Target, { cause, it, byCode }: Explaining): boolean {
  const [family, wrong] = [familyOf(it.target), familyOf(cause.target)];
  if (family === undefined || wrong === undefined || family === wrong) return false;
  const same = byCode.get(cause.code) ?? [];
  return same.some((one) => one.verdict === "pass" && sameTarget(one.target, there) && familyOf(one.target) === family);
}

function familyOf({ address }: Target): Family | undefined {
  return parseAddress(address ?? "")?.family;
}

function suppressed(it: CheckResult, suppress: readonly Suppression[]): CheckResult {
  if (it.verdict === "pass" || it.verdict === "skipped" || it.bug) return it;
  const names: readonly (string | undefined)[] = Object.values(it.target);
  const hit = suppress.find(({ code, target }) => code === it.code && (target === "*" || names.includes(target)));
  if (hit === undefined) return it;
  return { ...it, verdict: "skipped", message: `suppressed (${hit.code}=${hit.target}): ${it.message}` };
}
