/** What the steps of one run share: the Engines, the snapshot that the plan was made from, and what has been made so far. */
import type { LanName, NetworkId, NodeId } from "../model/ids.ts";
import type { Snapshot, SwarmNode } from "../model/snapshot.ts";
import type { Fleet } from "./ports/engine.ts";

/** What the steps so far have made. */
export interface Made {
  readonly networks: Map<NodeId, NetworkId>;
  readonly swarmNetworks: Map<LanName, NetworkId>;
  readonly probes: Map<NodeId, NetworkId>;
  /** Nodes with a step that failed or was skipped. */
  readonly troubled: Set<NodeId>;
  /** LANs with such a step, on a node or for the whole swarm. */
  readonly unfinished: Set<LanName>;
}

export interface Performing {
  readonly fleet: Fleet;
  readonly snapshot: Snapshot;
  readonly nodes: ReadonlyMap<NodeId, SwarmNode>;
  readonly made: Made;
  readonly signal: AbortSignal;
}
