/**
 * Chooses the manager that is asked, and another one of the same swarm when it does not answer; says so (OTHER_MANAGER).
 *
 * Refuses to go on elsewhere where the one that was named cannot be meant: no such way or context, another swarm than the
 * spec's, none at all. A manager is only taken where it is known to be in the swarm of the one that was named.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { AppError, asAppError, isAppError } from "../../errors/app-error.ts";
import { catalogue } from "../../errors/catalogue.ts";
import type { Blame } from "../../errors/entry.ts";
import { type Finding, finding } from "../../model/finding.ts";
import type { EngineIdentity } from "../../operations/ports/engine.ts";
import type { ReachedEngine } from "./engine.ts";
import { abortedWhile } from "./http/limit.ts";
import type { Candidate, KnownManagers } from "./known-managers.ts";
import { type Tried, tryInTurn } from "./try-in-turn.ts";

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

/** A manager that answers at all does so in tens of milliseconds; over ssh in half a second. */
const HEAD_START_MS = 3000;
const PACE_MS = 1000;
/** An election after the leader's end takes 10 to 20 s (swarmkit's ElectionTick); seen on 20.10, also when it was told to stop. */
const LEADER_MS = 30_000;
const LIMIT_MS = 40_000;
const LEADER_PAUSE_MS = 500;

/** Failures of the named one that speak against what was said, not against that Engine's health. */
const FINAL: readonly Blame[] = ["usage", "spec", "refused", "bug"];

export async function chooseEngine(choice: Choice, signal: AbortSignal): Promise<Chosen> {
  const asked = new Set<string>();
  const next = (): Candidate | undefined => {
    const inUse = choice.before?.engine.endpoint;
    const candidate = choice.known.candidates(inUse).find((it) => !asked.has(it.endpoint));
    if (candidate !== undefined) asked.add(candidate.endpoint);
    return candidate;
  };
  const pace = { headStart: HEAD_START_MS, pace: PACE_MS, limit: LIMIT_MS };
  const ask = (candidate: Candidate, inner: AbortSignal) => askOne(candidate, choice, inner);
  const isFinal = (candidate: Candidate, error: unknown) =>
    choice.before === undefined && candidate.endpoint === choice.named && isFinalCode(error);
  const { won, tried } = await tryInTurn({ next, ask, isFinal, ...pace }, signal);
  if (signal.aborted) throw abortedWhile("looking for a manager", signal);
  if (won === undefined) throw noneAnswers(tried);
  const wanted = choice.before?.engine.endpoint ?? choice.named;
  if (won.candidate.endpoint !== wanted) {
    const details = {
      used: won.answer.engine.endpoint,
      reasons: tried.filter((it) => speaksFor(it, wanted)).map(reasonOf),
    };
    choice.tell(finding("OTHER_MANAGER", details, { severity: "warn" }));
  }
  return won.answer;
}

async function askOne(candidate: Candidate, choice: Choice, signal: AbortSignal): Promise<Chosen> {
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

function isFinalCode(error: unknown): boolean {
  return isAppError(error) && (error.code === "NO_SWARM" || FINAL.includes(catalogue[error.code].blame));
}

/** One that stands alone, or what all have in common, says it better than a list. */
function noneAnswers(tried: readonly Tried<Candidate>[]): AppError {
  const errors = tried.map((it) => (it.error === undefined ? undefined : asAppError(it.error)));
  const [first] = errors;
  const same = errors.every((it) => it?.code === first?.code);
  if (first !== undefined && (tried.length === 1 || (same && first.code === "ENGINE_PERMISSION"))) return first;
  const hint = first?.hint ?? "see whether Docker runs on the managers, or name one that answers as swarm.manager";
  return new AppError("NO_MANAGER", { reasons: tried.map(reasonOf), hint }) as AppError;
}

/** A worker that was tried in between, and a manager that was a little later than another, explain nothing. */
function speaksFor({ candidate, error }: Tried<Candidate>, wanted: string): boolean {
  return candidate.endpoint === wanted || (error !== undefined && !isAppError(error, "NOT_A_MANAGER"));
}

function reasonOf({ candidate, ms, error }: Tried<Candidate>): string {
  if (error !== undefined) return asAppError(error).message;
  return `${candidate.endpoint} did not answer within ${Math.round(ms / 1000)} s`;
}
