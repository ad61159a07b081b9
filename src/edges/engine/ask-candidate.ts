/**
 * Asks one Engine whether it is a manager of the swarm that is meant. Waits while the swarm elects a leader.
 *
 * Refuses workers (NOT_A_MANAGER), Engines in no swarm or a locked one, and, unless it is the very one that was named, any
 * that is not known to be in the swarm of that one (WRONG_NODE, OTHER_SWARM).
 */
import { setTimeout as sleep } from "node:timers/promises";
import { AppError, isAppError } from "../../errors/app-error.ts";
import type { Finding } from "../../model/finding.ts";
import type { EngineIdentity } from "../../operations/ports/engine.ts";
import type { ReachedEngine } from "./engine.ts";
import type { Candidate, KnownManagers } from "./known-managers.ts";

export interface Chosen {
  readonly engine: ReachedEngine;
  readonly identity: EngineIdentity;
}

export interface Choice {
  readonly known: KnownManagers;
  readonly named: string;
  /** Refuse any other swarm. */
  readonly swarmId: string | undefined;
  /** The one that was chosen before. */
  readonly before: Chosen | undefined;
  /** Opens an endpoint, or throws that it cannot. */
  readonly at: (endpoint: string) => ReachedEngine;
  readonly tell: (finding: Finding) => void;
}

/** An election after the leader's end takes 10 to 20 s (swarmkit's ElectionTick); seen on 20.10, also when it was told to stop. */
const LEADER_MS = 30_000;
const LEADER_PAUSE_MS = 500;

/** Throws why this one is not to be asked. */
export async function askCandidate(candidate: Candidate, choice: Choice, signal: AbortSignal): Promise<Chosen> {
  const { before } = choice;
  if (before?.engine.endpoint === candidate.endpoint) {
    await before.engine.ping(signal);
    return before;
  }
  const engine = choice.at(candidate.endpoint);
  const began = performance.now();
  for (;;) {
    const identity = await introduced(engine, signal);
    if (identity !== undefined) {
      if (candidate.endpoint !== choice.named) refuseOther(identity, candidate, choice);
      choice.known.hear(identity.managers ?? []);
      refuseNoManager(identity, candidate.endpoint);
    }
    if (identity?.swarmId !== undefined) {
      refuseOtherSwarm(identity.swarmId, candidate, choice);
      return { engine, identity };
    }
    if (performance.now() - began > LEADER_MS) {
      const text = `it knew of none for ${LEADER_MS / 1000} s`;
      throw new AppError("SWARM_NO_QUORUM", { endpoint: candidate.endpoint, text });
    }
    await sleep(LEADER_PAUSE_MS, undefined, { signal });
  }
}

/**
 * Who an Engine is. While the swarm elects a leader, a manager leaves the question open until it has one (seen on 20.10:
 * more than 10 s; undefined then), or answers without the swarm's id.
 */
async function introduced(engine: ReachedEngine, signal: AbortSignal): Promise<EngineIdentity | undefined> {
  try {
    return await engine.identify(signal);
  } catch (thrown) {
    if (!isAppError(thrown, "ENGINE_TIMEOUT")) throw thrown;
    await engine.ping(signal).catch(() => {
      throw thrown;
    });
    return undefined;
  }
}

function refuseNoManager(identity: EngineIdentity, endpoint: string): void {
  if (identity.swarmState === "locked") throw new AppError("SWARM_LOCKED", { endpoint });
  if (identity.swarmState === "inactive") throw new AppError("NO_SWARM", { endpoint });
  if (identity.controlAvailable) return;
  const managers = (identity.managers ?? []).map((it) => it.address);
  throw new AppError("NOT_A_MANAGER", { endpoint, call: "questions about the swarm", managers });
}

/** Another node than was meant, or a stranger to those who told of their managers. */
function refuseOther(
  identity: EngineIdentity,
  { endpoint, node, hostname }: Candidate,
  { known, named }: Choice,
): void {
  if ((node ?? identity.nodeId) !== identity.nodeId || (hostname ?? identity.hostname) !== identity.hostname) {
    throw new AppError("WRONG_NODE", { endpoint, expected: hostname ?? node ?? "", found: identity.hostname });
  }
  const own = (identity.managers ?? []).map((it) => it.node);
  if (known.told.size === 0 || own.some((it) => known.told.has(it))) return;
  throw new AppError("OTHER_SWARM", {
    endpoint,
    expected: `that of ${named}`,
    found: identity.swarmId ?? "another one",
  });
}

function refuseOtherSwarm(found: string, { endpoint }: Candidate, { swarmId, before }: Choice): void {
  const expected = swarmId ?? before?.identity.swarmId;
  if (expected !== undefined && expected !== found) throw new AppError("OTHER_SWARM", { endpoint, expected, found });
}
