/** All that checks judge: gathered once, by probes; a check itself asks nobody. */
import type { Finding } from "./finding.ts";
import type { HostDetails } from "./host-details.ts";
import type { LanName, NodeId } from "./ids.ts";
import type { Known } from "./known.ts";
import type { Ledger } from "./ledger.ts";
import type { Plan } from "./plan.ts";
import type { Snapshot } from "./snapshot.ts";
import type { Spec } from "./spec.ts";
import type { WireFacts } from "./wire-facts.ts";

export interface Facts {
  /** ISO 8601. */
  readonly now: string;
  readonly spec: Spec;
  /** What is wrong with the spec by itself, at its places. */
  readonly specFindings: readonly Finding[];
  readonly snapshot: Snapshot;
  readonly ledgers: ReadonlyMap<LanName, Ledger>;
  /** What apply would do: shares, drift and refusals. */
  readonly plan: Plan;
  /** Of every node of the swarm. */
  readonly hosts: ReadonlyMap<NodeId, Known<HostDetails>>;
  /** Whether a probe there could ask on the wire; of every node of the swarm. */
  readonly onWire: ReadonlyMap<NodeId, Known<true>>;
  /** Whether a client's view could be had: by its name, from where. */
  readonly vantage: Known<string>;
  readonly wire: WireFacts;
}
