/**
 * What must change, as data. A step is exactly one write to one Engine, so that "killed after every step" means
 * something; what must be true before the write is its `waits`.
 */
import type { Finding } from "./finding.ts";
import type { LanName, NetworkId, NodeId, ServiceId, TaskId } from "./ids.ts";
import type { Ledger } from "./ledger.ts";
import type { NodeShare } from "./slices.ts";
import type { NodeNetworkSettings } from "./snapshot.ts";
import type { LanSpec } from "./spec.ts";

export interface Plan {
  readonly swarmId: string;
  readonly lans: readonly LanPlan[];
  /** Refusals that stop everything, and warnings about the whole. */
  readonly findings: readonly Finding[];
  /** False when some node did not answer: what concerns it is not planned. */
  readonly complete: boolean;
}

export interface LanPlan {
  readonly lan: LanName;
  /** Absent for a LAN that left the spec. */
  readonly spec?: LanSpec;
  readonly shares: readonly NodeShare[];
  readonly ledger: Ledger;
  /** Made outside swarmlan: what the last apply left otherwise. */
  readonly drift: readonly Finding[];
  readonly findings: readonly Finding[];
  readonly steps: readonly Step[];
}

/** A task or a container that a step takes off the LAN. */
export interface CutOff {
  readonly kind: "task" | "container";
  /** `it-tools.3`, or the container's name. */
  readonly name: string;
  readonly id: TaskId | string;
  readonly node: string;
  /** False for what stands on the node for other reasons and leaves only because the node is drained. */
  readonly onLan: boolean;
}

/** What must be true before the write. */
export type Wait =
  | { readonly kind: "no-instance"; readonly node: NodeId; readonly network: NetworkId }
  | { readonly kind: "no-instances"; readonly network: NetworkId };

interface StepBase {
  /** Unique in the plan, the same for the same change: `macvlanswarm/create-node-network/mgr01`. */
  readonly id: string;
  readonly lan: LanName;
  readonly title: string;
  /** Steps that must have succeeded before. */
  readonly after: readonly string[];
  /** Steps that must have ended before, well or not: one bad node keeps no other from its work. */
  readonly behind?: readonly string[];
  readonly waits: readonly Wait[];
  readonly cutsOff: readonly CutOff[];
  /** Hostname, for a step about one node. */
  readonly hostname?: string;
}

export type Step = StepBase & StepAction;

export type StepAction =
  /** With `fallback`: a second write of this run, which says for a node with a failed step what `fallback` says. */
  | { readonly kind: "write-ledger"; readonly ledger: Ledger; readonly fallback?: Ledger }
  | { readonly kind: "remove-ledger"; readonly ledger: Ledger }
  /** Looks for the parent without making anything. */
  | { readonly kind: "find-parent"; readonly node: NodeId; readonly parent: string }
  /** With `leaving`: that swarm network is about to go, and nothing may be left of it on the parent. */
  | { readonly kind: "probe-parent"; readonly node: NodeId; readonly parent: string; readonly leaving?: NetworkId }
  | { readonly kind: "remove-probe"; readonly node: NodeId; readonly network?: NetworkId }
  | {
      readonly kind: "create-node-network";
      readonly node: NodeId;
      readonly settings: NodeNetworkSettings;
      readonly labels: Readonly<Record<string, string>>;
    }
  | { readonly kind: "remove-node-network"; readonly node: NodeId; readonly network: NetworkId }
  | {
      readonly kind: "create-swarm-network";
      readonly name: string;
      readonly configFrom: string;
      readonly attachable: boolean;
      readonly internal: boolean;
    }
  | { readonly kind: "remove-swarm-network"; readonly network: NetworkId }
  | { readonly kind: "create-holder"; readonly name: string; readonly network: string }
  | { readonly kind: "remove-holder"; readonly service: ServiceId }
  | {
      readonly kind: "detach-service";
      readonly service: ServiceId;
      readonly network: string;
      readonly forGood: boolean;
    }
  | { readonly kind: "attach-service"; readonly service: ServiceId; readonly network: string }
  | { readonly kind: "set-label"; readonly node: NodeId }
  | { readonly kind: "remove-label"; readonly node: NodeId }
  | { readonly kind: "drain-node"; readonly node: NodeId }
  | { readonly kind: "undrain-node"; readonly node: NodeId; readonly availability: "active" | "pause" };
