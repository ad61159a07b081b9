/** Joins the parts: the spec from its file, judged, and the fleet that it names. Refuses (SPEC_INVALID) with all problems at once. */
import { readFile } from "node:fs/promises";
import { endpointFindings, openFleet } from "../edges/engine/index.ts";
import { withSpans } from "../edges/spec-file/parse-spec.ts";
import { readSpecFile } from "../edges/spec-file/read-spec-file.ts";
import { AppError } from "../errors/app-error.ts";
import type { ProgressEvent } from "../model/event.ts";
import type { Finding } from "../model/finding.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Spec } from "../model/spec.ts";
import { observe } from "../operations/observe.ts";
import type { EngineLogs } from "../operations/ports/engine-log.ts";
import type { Fleet } from "../operations/ports/engine.ts";
import type { Shells } from "../operations/ports/shell.ts";
import type { Context } from "./define-command.ts";
import { judgeDocument } from "./judge-document.ts";
import { hostsOf } from "./hosts.ts";
import { Refusal } from "./refusal.ts";
import { seenNodes } from "./seen-nodes.ts";
import { spareMemory } from "./spare-memory.ts";

export interface OpenSwarm {
  readonly spec: Spec;
  readonly fleet: Fleet & EngineLogs;
  /** Ways to a shell on a node's host, in the order in which they are tried. */
  readonly shells: readonly Shells[];
  /** Warnings about the spec and about the ways to its Engines; grows while they are asked. */
  readonly findings: readonly Finding[];
  /** Puts findings at their places in the spec's file. */
  readonly locate: (findings: readonly Finding[]) => readonly Finding[];
  /** `before`: an earlier snapshot of this command, when the swarm is read back. */
  readonly observe: (before?: Snapshot) => Promise<Snapshot>;
}

/** Opens it for as long as `work` takes. */
export async function withSwarm<T>(context: Context, work: (swarm: OpenSwarm) => Promise<T>): Promise<T> {
  return closing(await openSwarm(context), work);
}

/** The same, also with a spec that makes no sense: what is wrong with it is among the findings. */
export async function withJudged<T>(context: Context, work: (swarm: OpenSwarm) => Promise<T>): Promise<T> {
  return closing(await openSwarm(context, "parsed"), work);
}

/** The same with a spec that stands in no file. */
export function withSpec<T>(spec: Spec, context: Context, work: (swarm: OpenSwarm) => Promise<T>): Promise<T> {
  return closing(openSpec(spec, context, { findings: [], locate: (all) => all }), work);
}

async function closing<T>(swarm: OpenSwarm, work: (swarm: OpenSwarm) => Promise<T>): Promise<T> {
  try {
    return await work(swarm);
  } finally {
    swarm.fleet.close();
  }
}

/** `parsed`: it is enough that the text is a spec, and its endpoints are some. */
async function openSwarm(context: Context, wanted: "good" | "parsed" = "good"): Promise<OpenSwarm> {
  const document = await readSpecFile(context.file, context.env, { readFile });
  const { findings, problems, readable } = judgeDocument(document);
  const { spec } = document;
  if (spec === undefined || !readable || (wanted === "good" && problems > 0)) {
    throw new Refusal(new AppError("SPEC_INVALID", { file: context.file, problems }), findings);
  }
  return openSpec(spec, context, { findings, locate: (all) => withSpans(document, all) });
}

function openSpec(spec: Spec, context: Context, known: Pick<OpenSwarm, "findings" | "locate">): OpenSwarm {
  const { env, signal, emit, now, reached } = context;
  const findings = [...known.findings, ...endpointsOf(spec).flatMap((it) => endpointFindings(it, env))];
  const tell = (finding: Finding) => {
    findings.push(finding);
    emit({ kind: "finding", finding });
  };
  const hostnames = [...new Set(spec.lans.flatMap((lan) => Object.keys(lan.nodes)))];
  const seen = seenNodes(spec.swarm, env);
  const fleet = openFleet(spec.swarm, env, { hostnames, tell, likely: seen.nodes });
  const hosts = hostsOf(fleet);
  return {
    spec,
    fleet,
    shells: hosts,
    findings,
    locate: known.locate,
    observe: async (before) => {
      emit({ kind: "phase", title: "asking the manager" });
      const hear = (event: ProgressEvent) => {
        spareMemory(event);
        emit(event);
      };
      const snapshot = await observe({ fleet, hosts, swarmId: spec.swarm.id, signal, emit: hear, now, before });
      seen.note(snapshot.swarm);
      reached(snapshot.swarm.id);
      return snapshot;
    },
  };
}

/** The endpoints that the spec writes out, each once; a template stands for all that it makes. */
function endpointsOf({ swarm: { manager, nodes } }: Spec): readonly string[] {
  const said = nodes === undefined ? [] : nodes.kind === "map" ? Object.values(nodes.byHostname) : [nodes.text];
  return [...new Set([...(manager === undefined ? [] : [manager]), ...said])];
}
