/**
 * Everything that a bug report needs, as one value: what is known of the swarm, with whatever could be a secret left out.
 * Nothing that fails keeps the rest from being told; each part says what became of it.
 */
import { readFile } from "node:fs/promises";
import { arch, platform, release } from "node:os";
import { failedNodeFindings, planSwarm } from "../../core/plan/plan-swarm.ts";
import { snapshotOut } from "../../core/support/snapshot-out.ts";
import { withoutSecretsIn } from "../../core/support/secrets-in-text.ts";
import { thisMachine } from "../../edges/host/index.ts";
import { specWithoutSecrets } from "../../edges/spec-file/spec-without-secrets.ts";
import { asAppError } from "../../errors/app-error.ts";
import { type Finding, findingOf } from "../../model/finding.ts";
import { engineLogs } from "../../operations/support/engine-logs.ts";
import { statusOf } from "../../operations/status.ts";
import { type Answer, exitCodeOf } from "../answer.ts";
import type { Context } from "../define-command.ts";
import { type OpenSwarm, withSwarm } from "../open-swarm.ts";
import { planAnswer } from "../plan-answer.ts";
import { plainOf, type Plain } from "../render/values.ts";
import { Refusal } from "../refusal.ts";

export interface Bundle {
  /** By name, in the order that a reader wants them. */
  readonly parts: Readonly<Record<string, Plain>>;
  readonly removed: readonly Removed[];
  /** What could not be looked at, and why. */
  readonly gaps: readonly Finding[];
  /** False when some node, or the whole swarm, could not be asked. */
  readonly complete: boolean;
}

export interface Removed {
  readonly what: string;
  readonly count?: number;
}

type Told = Pick<Bundle, "gaps" | "complete"> & { readonly parts: Readonly<Record<string, unknown>> };

const ENVIRONMENT = ["SWARMLAN_FILE", "DOCKER_HOST", "DOCKER_CONTEXT", "DOCKER_TLS_VERIFY", "DOCKER_TLS"];

export async function supportBundle(context: Context): Promise<Bundle> {
  const spec = await specPart(context.file);
  const swarm = await swarmParts(context);
  const whole = plainOf({ versions: versions(context), spec: spec.part, ...swarm.parts });
  const { value, changed } = withoutSecretsIn(whole);
  return {
    parts: value as Readonly<Record<string, Plain>>,
    complete: swarm.complete,
    gaps: swarm.gaps.map((it) => ({ ...it, severity: "warn" })),
    removed: [
      { what: "comments of the spec, and values under keys that a spec does not have (x-…)", count: spec.removed },
      { what: "services' environment, arguments, mounts, secrets and the rest of their specs" },
      { what: "values of labels and network options that are not swarmlan's or swarm's own; configs' labels" },
      { what: "texts that look like tokens, passwords, keys or certificates", count: changed },
    ],
  };
}

function versions({ version: swarmlan, env, now }: Context): object {
  const said = ENVIRONMENT.filter((name) => env[name] !== undefined).map((name) => [name, env[name]]);
  return {
    swarmlan,
    node: process.versions.node,
    system: `${platform()} ${release()} ${arch()}`,
    environment: Object.fromEntries(said),
    at: now(),
  };
}

async function specPart(file: string): Promise<{ readonly part: unknown; readonly removed: number }> {
  const text = await readFile(file, "utf8").catch((error: Error) => error);
  if (text instanceof Error) return { part: { file, why: text.message }, removed: 0 };
  const clean = specWithoutSecrets(text);
  if (clean === undefined) return { part: { file, why: "it is no YAML, so its text is left out" }, removed: 0 };
  return { part: { file, text: clean.text.split("\n") }, removed: clean.removed };
}

async function swarmParts(context: Context): Promise<Told> {
  try {
    return await withSwarm(context, (swarm) => lookedAt(swarm, context));
  } catch (thrown) {
    context.signal.throwIfAborted();
    const refusal = thrown instanceof Refusal ? thrown : undefined;
    const error = refusal?.error ?? asAppError(thrown);
    const failure = [...(refusal?.findings ?? []), findingOf(error)];
    return { parts: { failure }, gaps: failure, complete: false };
  }
}

async function lookedAt(swarm: OpenSwarm, context: Context): Promise<Told> {
  const { spec, fleet, findings, locate, observe } = swarm;
  const snapshot = await observe();
  const { signal, emit, now } = context;
  const plan = part(() =>
    answerOut(
      planAnswer({ plan: planSwarm({ spec, snapshot, now: now(), prune: false }), warnings: findings, locate }),
    ),
  );
  const status = part(() => statusOf({ spec, snapshot, now: now() }).lans);
  emit({ kind: "phase", title: "reading the Engines' logs" });
  const logs = await engineLogs(snapshot.swarm.nodes, [thisMachine(), fleet], signal);
  return {
    parts: { plan, status, snapshot: snapshotOut(snapshot), logs },
    gaps: failedNodeFindings(snapshot),
    complete: snapshot.nodes.every((it) => it.kind === "answered"),
  };
}

/** A part that cannot be made is told as its failure: a bug report is about what goes wrong. */
function part(make: () => unknown): unknown {
  try {
    return make();
  } catch (thrown) {
    const failure: Finding = findingOf(asAppError(thrown));
    return { failure };
  }
}

function answerOut(it: Answer): object {
  return { exitCode: exitCodeOf(it), summary: it.summary, items: it.items, findings: it.findings };
}
