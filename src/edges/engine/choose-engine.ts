/**
 * Chooses the manager that is asked, and another one of the same swarm when it does not answer; says so (OTHER_MANAGER).
 *
 * Refuses to go on elsewhere where the one that was named cannot be meant: no such way or context, another swarm than the
 * spec's, none at all. A manager is only taken where it is known to be in the swarm of the one that was named.
 */
import { AppError, asAppError, isAppError } from "../../errors/app-error.ts";
import { catalogue, type ErrorCode } from "../../errors/catalogue.ts";
import type { Blame } from "../../errors/entry.ts";
import { finding } from "../../model/finding.ts";
import { askCandidate, type Choice, type Chosen } from "./ask-candidate.ts";
import { abortedWhile } from "./http/limit.ts";
import type { Candidate } from "./known-managers.ts";
import { type Tried, tryInTurn } from "./try-in-turn.ts";

/** A manager that answers at all does so in tens of milliseconds; over ssh in half a second. */
const HEAD_START_MS = 3000;
const PACE_MS = 1000;
const LIMIT_MS = 40_000;

/** Failures of the named one that speak against what was said, not against that Engine's health. */
const FINAL: readonly Blame[] = ["usage", "spec", "refused", "bug"];

/** What an Engine says that is there. */
const ANSWERS: readonly ErrorCode[] = [
  "ENGINE_PERMISSION",
  "ENGINE_TOO_OLD",
  "ENGINE_TOO_NEW",
  "NOT_A_MANAGER",
  "SWARM_NO_QUORUM",
  "SWARM_LOCKED",
];

export async function chooseEngine(choice: Choice, signal: AbortSignal): Promise<Chosen> {
  const asked = new Set<string>();
  const next = (): Candidate | undefined => {
    const inUse = choice.before?.engine.endpoint;
    const candidate = choice.known.candidates(inUse).find((it) => !asked.has(it.endpoint));
    if (candidate !== undefined) asked.add(candidate.endpoint);
    return candidate;
  };
  const pace = { headStart: HEAD_START_MS, pace: PACE_MS, limit: LIMIT_MS };
  const ask = (candidate: Candidate, inner: AbortSignal) => askCandidate(candidate, choice, inner);
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

function isFinalCode(error: unknown): boolean {
  return isAppError(error) && (error.code === "NO_SWARM" || FINAL.includes(catalogue[error.code].blame));
}

/** What all Engines answered alike, or one that stands alone, says it better than a list. */
function noneAnswers(tried: readonly Tried<Candidate>[]): AppError {
  const errors = tried.map((it) => (it.error === undefined ? undefined : asAppError(it.error)));
  const [first] = errors;
  const alike = first !== undefined && ANSWERS.includes(first.code) && errors.every((it) => it?.code === first.code);
  if (first !== undefined && (alike || tried.length === 1)) return first;
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
