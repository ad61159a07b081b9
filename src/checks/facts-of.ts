/** The parts of the facts that many checks look at, by node and by LAN. Pure look-ups. */
import { parentOn } from "../core/plan/node-network.ts";
import type { Facts } from "../model/facts.ts";
import type { HostDetails } from "../model/host-details.ts";
import type { NodeId } from "../model/ids.ts";
import type { Judged } from "../model/diagnosis.ts";
import type { EngineView, NodeView, Snapshot, SwarmNode } from "../model/snapshot.ts";
import type { LanSpec } from "../model/spec.ts";
import { unknown } from "./define-check.ts";

/** A node that takes part in a LAN (the spec does not skip it). */
export interface LanNodeFacts {
  readonly lan: LanSpec;
  readonly node: SwarmNode;
  readonly parent: string;
}

/** Every pair of LAN and node that takes part in it, whether or not its Engine answers. */
export function lanNodes({ spec, snapshot }: Facts): readonly LanNodeFacts[] {
  return spec.lans.flatMap((lan) =>
    snapshot.swarm.nodes
      .filter((node) => lan.nodes[node.hostname]?.skip !== true)
      .map((node) => ({ lan, node, parent: parentOn(lan, node.hostname) })),
  );
}

export function engineOf({ snapshot }: Facts, node: NodeId): EngineView | undefined {
  const view = byId(snapshot).views.get(node);
  return view?.kind === "answered" ? view.engine : undefined;
}

export function hostnameOf({ snapshot }: Facts, node: NodeId): string {
  return byId(snapshot).hostnames.get(node) ?? node;
}

interface ById {
  readonly views: ReadonlyMap<NodeId, NodeView>;
  readonly hostnames: ReadonlyMap<NodeId, string>;
}

/** Looked up for each of thousands of targets: made once for each snapshot. */
const indexes = new WeakMap<Snapshot, ById>();

function byId(snapshot: Snapshot): ById {
  const made = indexes.get(snapshot);
  if (made !== undefined) return made;
  const views = new Map(snapshot.nodes.map((it) => [it.node.id, it]));
  const index = { views, hostnames: new Map(snapshot.swarm.nodes.map((it) => [it.id, it.hostname])) };
  indexes.set(snapshot, index);
  return index;
}

/** What shows why a host could not be asked. */
const NO_HOST = ["ENG001", "ENG002", "ENG017"];

/** Judges what a host says of itself; where it could not be asked, that is the answer. */
export function withHost(
  facts: Facts,
  { node, lan }: { readonly node: SwarmNode; readonly lan?: LanSpec },
  judge: (host: HostDetails) => Judged,
): Judged {
  const host = facts.hosts.get(node.id);
  if (host?.kind === "known") return judge(host.value);
  const target = { node: node.hostname, ...(lan === undefined ? {} : { lan: lan.name }) };
  return unknown(target, host === undefined ? "its host was not asked" : host.why, { after: NO_HOST });
}
