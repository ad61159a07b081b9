/**
 * What operations need to know of the hosts that nodes run on. Implemented by `edges/host` for this machine; whoever
 * else has a way onto a node (ssh, an agent) answers the same question.
 */
import type { HostFacts } from "../../model/host-facts.ts";
import type { SwarmNode } from "../../model/snapshot.ts";

export interface Hosts {
  /**
   * The facts of this node's host; undefined where this has no way to that host. Throws AppError when it has one and it
   * failed, and when the signal aborts.
   */
  facts(node: SwarmNode, signal: AbortSignal): Promise<HostFacts | undefined>;
}
