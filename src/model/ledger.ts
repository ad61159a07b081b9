/**
 * Which node holds which slice, as kept in the swarm's own raft store (a Docker config per LAN).
 * Written before anything is created; label key = swarm node ID, value = JSON with a schema version.
 */
import type { Cidr } from "./address.ts";
import type { LanName, NetworkId, NodeId } from "./ids.ts";

export interface Ledger {
  readonly lan: LanName;
  /** Where it is stored; absent for a ledger that is not written yet. `version` is raft's, for compare-and-swap. */
  readonly stored?: { readonly id: string; readonly version: number };
  /** Swarm networks of this LAN that are ours, made or adopted. */
  readonly swarmNetworks: readonly NetworkId[];
  readonly entries: readonly LedgerEntry[];
  /** ISO 8601, when a destroy began; written before its first removal, so that what is gone is not taken for drift. */
  readonly destroying?: string;
}

export interface LedgerEntry {
  readonly node: NodeId;
  readonly hostname: string;
  readonly slice: Cidr;
  readonly slice6?: Cidr;
  /** ISO 8601, when the slice was given. */
  readonly since: string;
  readonly state: LedgerState;
  /** Node networks on that node that are ours, made or adopted. */
  readonly networks: readonly NetworkId[];
  /** Set while the node is drained by us: the availability to give back. */
  readonly drainedFrom?: "active" | "pause";
  /** Set while swarmlan makes or replaces the node network, so that what a killed run leaves is not taken for drift. */
  readonly changing?: true;
  /** Slices that this node gave up for another one; in quarantine. */
  readonly former: readonly FormerSlice[];
}

export type LedgerState = { readonly kind: "held" } | { readonly kind: "quarantined"; readonly since: string };

export interface FormerSlice {
  readonly slice: Cidr;
  readonly slice6?: Cidr;
  readonly since: string;
}
