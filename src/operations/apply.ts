/**
 * Does a plan: each step when those before it have ended well, independent ones at the same time.
 *
 * A failed step takes only what hangs on it with it; everything else is done, and the report says what was not. Killed
 * anywhere, the next plan goes on from what the swarm then is. Never fails by itself; what failed is in the report.
 */
import { setMaxListeners } from "node:events";
import type { Emit } from "../model/event.ts";
import type { Finding } from "../model/finding.ts";
import type { NodeId } from "../model/ids.ts";
import type { Plan, Step } from "../model/plan.ts";
import type { Snapshot, SwarmNode } from "../model/snapshot.ts";
import { performStep } from "./perform-step.ts";
import { type Made, placeOf } from "./performing.ts";
import type { Fleet } from "./ports/engine.ts";
import { awaitStep } from "./await-step.ts";
import { stepFailure } from "./step-failure.ts";

export interface ApplyQuestion {
  readonly fleet: Fleet;
  readonly plan: Plan;
  /** The snapshot that the plan was made from. */
  readonly snapshot: Snapshot;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** Milliseconds of a steady clock, for durations. */
  readonly clock: () => number;
}

export interface ApplyReport {
  readonly done: readonly Step[];
  readonly failed: readonly { readonly step: Step; readonly finding: Finding }[];
  /** Not tried, because a step before them failed or the run was interrupted. */
  readonly skipped: readonly Step[];
}

/** How many writes are under way at once. */
const AT_ONCE = 32;

type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "failed"; readonly finding: Finding }
  | { readonly kind: "skipped" };

export async function apply(question: ApplyQuestion): Promise<ApplyReport> {
  const steps = question.plan.lans.flatMap((lan) => lan.steps);
  const nodes = new Map(question.snapshot.swarm.nodes.map((node) => [node.id, node]));
  const made: Made = {
    networks: new Map(),
    swarmNetworks: new Map(),
    probes: new Map(),
    troubled: new Set(),
    unfinished: new Set(),
  };
  const gate = slots(AT_ONCE);
  setMaxListeners(0, question.signal);
  const outcomes = new Map<string, Promise<Outcome>>();
  const endOf = (ids: readonly string[]) => Promise.all(ids.flatMap((id) => outcomes.get(id) ?? []));
  // Each looks for those before it only when all are known: of two LANs, each may have a step that comes after the other's.
  const known = Promise.resolve();
  for (const step of steps)
    outcomes.set(
      step.id,
      known.then(() => run(step, { question, nodes, made, gate, endOf })),
    );
  const ended = await Promise.all(
    steps.map(async (step) => ({ step, outcome: (await outcomes.get(step.id)) as Outcome })),
  );
  return {
    done: ended.filter((it) => it.outcome.kind === "done").map((it) => it.step),
    failed: ended.flatMap(({ step, outcome }) =>
      outcome.kind === "failed" ? [{ step, finding: outcome.finding }] : [],
    ),
    skipped: ended.filter((it) => it.outcome.kind === "skipped").map((it) => it.step),
  };
}

interface Run {
  readonly question: ApplyQuestion;
  readonly nodes: ReadonlyMap<NodeId, SwarmNode>;
  readonly made: Made;
  readonly gate: <T>(work: () => Promise<T>) => Promise<T>;
  /** How the steps of these ids ended; those that are not in the plan are passed over. */
  readonly endOf: (ids: readonly string[]) => Promise<readonly Outcome[]>;
}

async function run(step: Step, it: Run): Promise<Outcome> {
  const before = await it.endOf(step.after);
  await it.endOf(step.behind ?? []);
  const { question, made } = it;
  const blocked = before.some((outcome) => outcome.kind !== "done");
  if (blocked || question.signal.aborted) return trouble(step, made, { kind: "skipped" });
  const about = { id: step.id, title: step.title, ...(step.hostname === undefined ? {} : { node: step.hostname }) };
  const began = question.clock();
  try {
    await awaitStep(step, { ...question, nodes: it.nodes });
    await it.gate(async () => {
      question.emit({ kind: "step-started", ...about });
      await performStep(step, {
        fleet: question.fleet,
        nodes: it.nodes,
        snapshot: question.snapshot,
        made,
        signal: question.signal,
      });
    });
    question.emit({ kind: "step-done", ...about, ms: question.clock() - began });
    return { kind: "done" };
  } catch (thrown) {
    if (question.signal.aborted) return trouble(step, made, { kind: "skipped" });
    const failure = stepFailure(step, thrown, question.snapshot);
    question.emit({ kind: "step-failed", ...about, finding: failure });
    return trouble(step, made, { kind: "failed", finding: failure });
  }
}

/** Remembers where something was left undone, so that the last ledger write does not say otherwise. */
function trouble(step: Step, made: Made, outcome: Outcome): Outcome {
  made.unfinished.add(step.lan);
  if ("node" in step) made.troubled.add(placeOf(step));
  return outcome;
}

function slots(count: number): Run["gate"] {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}
