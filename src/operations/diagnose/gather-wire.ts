/**
 * Measures: two batches of questions per node. The first holds what must come before the gateway is asked for (duplicate
 * addresses with a sender of 0.0.0.0, RFC 5227); the second the gateway, and what containers and hosts reach.
 */
import { asAppError } from "../../errors/app-error.ts";
import type { HostDetails } from "../../model/host-details.ts";
import type { NodeId } from "../../model/ids.ts";
import { type Known, unknownBecause } from "../../model/known.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import type { NeighbourProbe, DhcpProbe, HostProbe, InsideProbe, ListenerProbe } from "../../model/wire-facts.ts";
import { inParallel } from "../in-parallel.ts";
import type { ProbeQuestion } from "../ports/probe.ts";
import type { Probes } from "./open-probes.ts";

/** What a node is asked, and where its answer goes. */
export type NodeQuestion =
  | { readonly kind: "host" }
  | {
      readonly kind: "neighbours";
      readonly about: Omit<NeighbourProbe, "result">;
      readonly ask: ProbeQuestion & { kind: "neighbours" };
    }
  | { readonly kind: "inside"; readonly about: Omit<InsideProbe, "result">; readonly ask: ReachQuestion }
  | { readonly kind: "fromHost"; readonly about: Omit<HostProbe, "result">; readonly ask: ReachQuestion }
  | {
      readonly kind: "listeners";
      readonly about: Omit<ListenerProbe, "result">;
      readonly ask: ProbeQuestion & { kind: "listeners" };
    }
  | {
      readonly kind: "dhcp";
      readonly about: Omit<DhcpProbe, "result">;
      readonly ask: ProbeQuestion & { kind: "dhcp" };
    };

type ReachQuestion = ProbeQuestion & { kind: "ping" | "resolve" };

/** Everything that one round brought, of all nodes. */
export interface Measured {
  readonly hosts: ReadonlyMap<NodeId, Known<HostDetails>>;
  readonly neighbours: readonly NeighbourProbe[];
  readonly inside: readonly InsideProbe[];
  readonly fromHost: readonly HostProbe[];
  readonly listeners: readonly ListenerProbe[];
  readonly dhcp: readonly DhcpProbe[];
}

/** Mostly they wait for the wire. */
const AT_ONCE = 64;

export interface Round {
  readonly probes: Probes;
  readonly nodes: readonly SwarmNode[];
  readonly questionsOf: (node: SwarmNode) => readonly NodeQuestion[];
  readonly signal: AbortSignal;
}

export async function measure({ probes, nodes, questionsOf, signal }: Round): Promise<Measured> {
  const hosts = new Map<NodeId, Known<HostDetails>>();
  const all: { question: NodeQuestion; result: Known<never> }[] = [];
  await inParallel(nodes, AT_ONCE, async (node) => {
    const questions = questionsOf(node);
    if (questions.length === 0) return;
    const answers = await ask(probes, node, { questions, signal });
    for (const [at, question] of questions.entries()) {
      const result = answers[at] as Known<never>;
      if (question.kind === "host") hosts.set(node.id, result);
      else all.push({ question, result });
    }
  });
  const of = <T>(kind: NodeQuestion["kind"]): readonly T[] =>
    all.flatMap(({ question, result }) =>
      question.kind === kind && question.kind !== "host" ? [{ ...question.about, result } as T] : [],
    );
  return {
    hosts,
    neighbours: of<NeighbourProbe>("neighbours"),
    inside: of<InsideProbe>("inside"),
    fromHost: of<HostProbe>("fromHost"),
    listeners: of<ListenerProbe>("listeners"),
    dhcp: of<DhcpProbe>("dhcp"),
  };
}

async function ask(
  probes: Probes,
  node: SwarmNode,
  { questions, signal }: { readonly questions: readonly NodeQuestion[]; readonly signal: AbortSignal },
): Promise<readonly Known<unknown>[]> {
  const probe = probes.get(node.id) ?? unknownBecause("it was not probed");
  if (probe.kind !== "known") return questions.map(() => probe);
  try {
    return await probe.value.ask(
      questions.map((it): ProbeQuestion => (it.kind === "host" ? { kind: "host" } : it.ask)),
      signal,
    );
  } catch (thrown) {
    signal.throwIfAborted();
    const error = asAppError(thrown);
    if (error.code === "INTERNAL") throw thrown;
    return questions.map(() => unknownBecause(error.message));
  }
}
