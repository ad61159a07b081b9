/** What the steps of one run share: the Engines, the snapshot that the plan was made from, and what has been made so far. */
import type { LanName, NetworkId, NodeId } from "../model/ids.ts";
import type { Snapshot, SwarmNode } from "../model/snapshot.ts";
import type { Fleet } from "./ports/engine.ts";

/** What the steps so far have made; by `placeOf` where it is one LAN's on one node. */
export interface Made {
  readonly networks: Map<Place, NetworkId>;
  readonly swarmNetworks: Map<LanName, NetworkId>;
  readonly probes: Map<Place, NetworkId>;
  /** Where a step failed or was skipped. */
  readonly troubled: Set<Place>;
  /** LANs with such a step, on a node or for the whole swarm. */
  readonly unfinished: Set<LanName>;
}

/** One LAN on one node: several LANs are made at once. */
type Place = `${LanName} ${NodeId}`;

export function placeOf({ lan, node }: { readonly lan: LanName; readonly node: NodeId }): Place {
  return `${lan} ${node}`;
}

export interface Performing {
  readonly fleet: Fleet;
  readonly snapshot: Snapshot;
  readonly nodes: ReadonlyMap<NodeId, SwarmNode>;
  readonly made: Made;
  readonly signal: AbortSignal;
}
