/**
 * Whether a saved plan still is the plan, and what changed if it is not. Two judges: the things it was made from, one by
 * one, and the plan that would be made now, which sees whatever else has a say (services, Engine versions).
 */
import type { Change, Fingerprint, FingerprintItem } from "../../model/fingerprint.ts";
import { finding, type Finding } from "../../model/finding.ts";
import type { CutOff, Plan, Step } from "../../model/plan.ts";
import type { SavedPlan } from "../../model/saved-plan.ts";
import type { Snapshot } from "../../model/snapshot.ts";

export interface Now {
  readonly fingerprint: Fingerprint;
  /** Made now, from what is there now, with the saved plan's own options and time. */
  readonly plan: Plan;
}

/** Every reason not to do it; empty when it still is exactly the plan. Fewer tasks to cut off are no reason, others are. */
export function staleReasons(saved: SavedPlan, now: Now): readonly Finding[] {
  const changes = changesBetween(saved.from, now.fingerprint);
  if (changes.length > 0) {
    return changes.map((it) => finding("CHANGED_SINCE_PLAN", { what: it.title, change: it.change }));
  }
  const against = [...now.plan.findings, ...now.plan.lans.flatMap((it) => it.findings)];
  const refused = against.filter((it) => it.severity === "error");
  return refused.length > 0 ? refused : [...stepReasons(saved.plan, now.plan), ...cutOffReasons(saved.plan, now.plan)];
}

/** The snapshot with what the saved plan knew of hosts that nobody sees here: else it would be stale on every other machine. */
export function withKnownHosts(snapshot: Snapshot, { hosts }: SavedPlan): Snapshot {
  const known = new Map(hosts.map((it) => [it.node, it.host]));
  const nodes = snapshot.nodes.map((view) => {
    const host = view.host ?? known.get(view.node.id);
    return host === undefined ? view : { ...view, host };
  });
  return { ...snapshot, nodes };
}

/** What a saved plan has to know of hosts. */
export function knownHosts(snapshot: Snapshot): SavedPlan["hosts"] {
  return snapshot.nodes.flatMap(({ node, host }) => (host === undefined ? [] : [{ node: node.id, host }]));
}

/** The saved steps, with whom each cuts off now, and `now` (ISO 8601) for the time of what they write. */
export function freshened(saved: SavedPlan, fresh: Plan, now: string): Plan {
  const cuts = new Map(stepsOf(fresh).map((it) => [it.id, it.cutsOff]));
  const lans = saved.plan.lans.map((lan) => ({
    ...lan,
    steps: lan.steps.map((it) => ({ ...it, cutsOff: cuts.get(it.id) ?? it.cutsOff })),
  }));
  // A quarantine lasts from when the slice was given up, not from when that was planned.
  return restamped({ ...saved.plan, lans }, saved.createdAt, now);
}

/** What is new, gone or otherwise, in the order of `now`, then what is gone. */
export function changesBetween(before: Fingerprint, now: Fingerprint): readonly Change[] {
  const old = new Map(before.items.map((it) => [it.id, it]));
  const still = new Set(now.items.map((it) => it.id));
  const said = (it: FingerprintItem, change: string): Change => ({ kind: it.kind, title: it.title, change });
  return [
    ...now.items.flatMap((it) => {
      const was = old.get(it.id);
      return was === undefined ? [said(it, "is new")] : factChanges(was, it).map((change) => said(it, change));
    }),
    ...before.items.filter((it) => !still.has(it.id)).map((it) => said(it, "is gone")),
  ];
}

function factChanges(was: FingerprintItem, is: FingerprintItem): readonly string[] {
  const keys = [...new Set([...Object.keys(was.facts), ...Object.keys(is.facts)])];
  return keys
    .filter((key) => was.facts[key] !== is.facts[key])
    .map((key) => `${key} ${was.facts[key] || "none"} → ${is.facts[key] || "none"}`);
}

function stepReasons(saved: Plan, fresh: Plan): readonly Finding[] {
  const [old, now] = [essences(saved), essences(fresh)];
  const said = (step: Step, change: string) =>
    finding("CHANGED_SINCE_PLAN", { what: `the step "${step.title}"`, change });
  return [
    ...stepsOf(fresh).flatMap((step) => {
      const was = old.get(step.id);
      if (was === undefined) return [said(step, "is needed too")];
      return was === now.get(step.id) ? [] : [said(step, "would be another one now")];
    }),
    ...stepsOf(saved)
      .filter((it) => !now.has(it.id))
      .map((it) => said(it, "is not needed any more")),
  ];
}

function cutOffReasons(saved: Plan, fresh: Plan): readonly Finding[] {
  const nameOf = (it: CutOff) => `${it.kind} ${it.name} on ${it.node}`;
  const known = new Set(stepsOf(saved).flatMap((it) => it.cutsOff.map(nameOf)));
  const added = new Set(stepsOf(fresh).flatMap((it) => it.cutsOff.map(nameOf)));
  return [...added]
    .filter((it) => !known.has(it))
    .map((it) => finding("CHANGED_SINCE_PLAN", { what: it, change: "would be cut off too" }));
}

/** A step as text, without whom it cuts off; where a ledger is stored is the fingerprint's to tell. */
function essences(plan: Plan): ReadonlyMap<string, string> {
  const plain = (key: string, value: unknown): unknown =>
    key === "stored" || key === "cutsOff" ? undefined : typeof value === "bigint" ? value.toString() : value;
  return new Map(stepsOf(plan).map((it) => [it.id, JSON.stringify(it, plain)]));
}

function stepsOf(plan: Plan): readonly Step[] {
  return plan.lans.flatMap((it) => it.steps);
}

function restamped<T>(value: T, from: string, to: string): T {
  if (value === from) return to as T;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((it: unknown) => restamped(it, from, to)) as T;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, restamped(it, from, to)])) as T;
}
