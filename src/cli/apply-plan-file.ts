/**
 * `swarmlan apply FILE`: does exactly the plan that a file holds, or nothing at all.
 *
 * Refuses (STALE_PLAN, with what changed) before the first write when it would be another plan now. A spec beside it is
 * held against the plan too, and says how the Engines are reached; without one the plan knows both itself.
 */
import { readFile } from "node:fs/promises";
import { fingerprintOf } from "../core/plan/fingerprint.ts";
import { planSwarm } from "../core/plan/plan-swarm.ts";
import { freshened, staleReasons, withKnownHosts } from "../core/plan/stale-plan.ts";
import { readPlanFile } from "../edges/plan-file/read-plan-file.ts";
import { AppError, isAppError } from "../errors/app-error.ts";
import type { SavedPlan } from "../model/saved-plan.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Answer } from "./answer.ts";
import { carryOut } from "./carry-out.ts";
import { type Context, DEFAULT_SPEC, type Input } from "./define-command.ts";
import { type OpenSwarm, withSpec, withSwarm } from "./open-swarm.ts";
import { planOptionsOf } from "./planning.ts";
import { Refusal } from "./refusal.ts";

export async function applyPlanFile(file: string, input: Input, context: Context): Promise<Answer> {
  refusePlanning(input);
  const saved = await readPlanFile(file, { readFile });
  const work = (swarm: OpenSwarm) => doSaved(swarm, { file, saved, input, context });
  try {
    return await withSwarm(context, work);
  } catch (thrown) {
    // A spec that was named has to be there; the usual one need not.
    if (!isAppError(thrown, "SPEC_NOT_FOUND") || context.file !== DEFAULT_SPEC) throw thrown;
  }
  return withSpec(saved.spec, context, work);
}

interface Saved {
  readonly file: string;
  readonly saved: SavedPlan;
  readonly input: Input;
  readonly context: Context;
}

async function doSaved(swarm: OpenSwarm, { file, saved, input, context }: Saved): Promise<Answer> {
  const { createdAt, options } = saved;
  const spec = { ...saved.spec, lans: swarm.spec.lans };
  const snapshot = withKnownHosts(await swarm.observe(), saved);
  const { manager, id: found } = snapshot.swarm;
  if (found !== saved.from.swarmId) {
    throw new AppError("OTHER_SWARM", { expected: saved.from.swarmId, found, endpoint: manager.endpoint });
  }
  const fresh = planSwarm({ spec, snapshot, now: createdAt, ...options });
  const reasons = staleReasons(saved, { fingerprint: fingerprintOf(spec, snapshot), plan: fresh });
  if (reasons.length > 0) throw new Refusal(new AppError("STALE_PLAN", { file, createdAt }), reasons);
  const again = (it: Snapshot) => planSwarm({ spec, snapshot: it, now: context.now(), ...options });
  return carryOut({ swarm, snapshot, plan: freshened(saved, fresh, context.now()), again }, input, context);
}

/** How to plan was said when the plan was made. */
function refusePlanning(input: Input): void {
  const { prune, onlyNode, parallel } = planOptionsOf(input, "apply");
  const said = prune ? "--prune" : onlyNode !== undefined ? "--only-node" : parallel !== undefined && "--parallel";
  if (!said) return;
  throw new AppError("USAGE", {
    text: `${said} belongs to "plan --out": the plan of a file is done as it is`,
    command: "apply",
  });
}
