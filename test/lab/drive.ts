/** Drives swarmlan's operations against a lab, as the commands do, without the command line. */
import { readFile } from "node:fs/promises";
import { planSwarm } from "../../src/core/plan/plan-swarm.ts";
import { openFleet } from "../../src/edges/engine/index.ts";
import { parseSpec } from "../../src/edges/spec-file/parse-spec.ts";
import type { Plan } from "../../src/model/plan.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Spec } from "../../src/model/spec.ts";
import { apply, type ApplyReport } from "../../src/operations/apply.ts";
import { observe } from "../../src/operations/observe.ts";

export interface Driver extends Disposable {
  readonly observe: () => Promise<Snapshot>;
  readonly plan: (
    spec: Spec,
    options?: { onlyNode?: string; parallel?: number; prune?: boolean },
  ) => Promise<{ plan: Plan; snapshot: Snapshot }>;
  readonly run: (plan: Plan, snapshot: Snapshot) => Promise<ApplyReport>;
  readonly spec: Spec;
}

/** `change` edits the spec's text before it is read. */
export async function specOf(file: string, change: (text: string) => string = (text) => text): Promise<Spec> {
  const document = parseSpec({ text: change(await readFile(file, "utf8")), file, env: {} });
  if (document.spec === undefined) throw new TypeError(document.findings.map((it) => it.message).join("\n"));
  return document.spec;
}

export async function drive(file: string): Promise<Driver> {
  const spec = await specOf(file);
  const fleet = openFleet(spec.swarm, {});
  const { signal } = new AbortController();
  const see = () => observe({ fleet, signal, emit: () => {}, now: () => new Date().toISOString() });
  return {
    spec,
    observe: see,
    plan: async (wanted, options = {}) => {
      const snapshot = await see();
      return {
        snapshot,
        plan: planSwarm({ spec: wanted, snapshot, now: new Date().toISOString(), prune: false, ...options }),
      };
    },
    run: (plan, snapshot) => apply({ fleet, plan, snapshot, signal, emit: () => {}, clock: () => performance.now() }),
    [Symbol.dispose]: () => fleet.close(),
  };
}

export function stepsOf(plan: Plan): readonly string[] {
  return plan.lans.flatMap((lan) => lan.steps.map((it) => it.id));
}

export function findingsOf(plan: Plan): readonly string[] {
  return [...plan.findings, ...plan.lans.flatMap((it) => it.findings)].map((it) => it.code);
}
