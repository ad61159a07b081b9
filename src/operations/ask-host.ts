/** Asks for one node's host: one answer, one failure, or nothing where nobody has a way to it. */
import { asAppError } from "../errors/app-error.ts";
import { type Finding, findingOf } from "../model/finding.ts";
import type { HostView } from "../model/host-facts.ts";
import type { SwarmNode } from "../model/snapshot.ts";
import type { Hosts } from "./ports/host.ts";

/** The first of `hosts` that has a way decides. Its failure is never the node's: an Engine's answer is as good without it. */
export async function askHost(
  node: SwarmNode,
  hosts: readonly Hosts[],
  signal: AbortSignal,
): Promise<HostView | undefined> {
  try {
    for (const it of hosts) {
      const facts = await it.facts(node, signal);
      if (facts !== undefined) return { kind: "answered", facts };
    }
    return undefined;
  } catch (thrown) {
    return nodeFailure(node, thrown);
  }
}

export interface NodeFailure {
  readonly kind: "failed";
  readonly finding: Finding;
}

/** What was thrown about one node, as its own failure; a bug of ours is thrown on. */
export function nodeFailure(node: SwarmNode, thrown: unknown): NodeFailure {
  const error = asAppError(thrown);
  if (error.code === "INTERNAL") throw thrown;
  return { kind: "failed", finding: findingOf(error, { node: node.hostname }) };
}
