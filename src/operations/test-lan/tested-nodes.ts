/** Which nodes a test of a LAN starts a container on, and why it leaves out others that take part in the LAN. Pure. */
import { readyLabel } from "../../core/plan/names.ts";
import { lanNodeOf } from "../../core/slices/lane.ts";
import type { NodeView, Snapshot, SwarmNode } from "../../model/snapshot.ts";
import type { LanSpec } from "../../model/spec.ts";

export interface LeftOut {
  readonly node: SwarmNode;
  readonly reason: string;
}

export interface TestedNodes {
  readonly ready: readonly SwarmNode[];
  readonly leftOut: readonly LeftOut[];
}

/** All but those that the spec skips, and what is left in the node list of a node that came back under another ID. */
export function testedNodes(lan: LanSpec, { swarm, nodes }: Snapshot): TestedNodes {
  const down = (it: SwarmNode) => it.state !== "ready";
  const back = (it: SwarmNode) => swarm.nodes.some((other) => other.hostname === it.hostname && !down(other));
  const part = swarm.nodes.filter((it) => !lanNodeOf(lan, it.hostname)?.skip && !(down(it) && back(it)));
  const judged = part.map((node) => ({ node, reason: reasonAgainst(node, lan, nodes) }));
  return {
    ready: judged.flatMap((it) => (it.reason === undefined ? [it.node] : [])),
    leftOut: judged.flatMap(({ node, reason }) => (reason === undefined ? [] : [{ node, reason }])),
  };
}

function reasonAgainst(node: SwarmNode, lan: LanSpec, views: readonly NodeView[]): string | undefined {
  if (node.state !== "ready") return `swarm says that the node is ${node.state}`;
  if (node.availability === "drain") return "the node is drained, so swarm starts nothing there";
  if (node.availability === "pause") return "the node is paused, so swarm starts nothing there";
  const label = readyLabel(lan.name);
  if (node.labels[label] !== "ready") return `the node is not ready for ${lan.name}: it has no label ${label}=ready`;
  const view = views.find((it) => it.node.id === node.id);
  return view?.kind === "failed" ? view.finding.message : undefined;
}
