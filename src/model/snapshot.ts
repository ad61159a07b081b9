/**
 * What all Engines answered at one moment: the swarm as a manager sees it, and one answer or one failure per node.
 */
import type { Address, Cidr } from "./address.ts";
import type { Finding } from "./finding.ts";
import type { HostView } from "./host-facts.ts";
import type { ContainerId, NetworkId, NodeId, ServiceId, TaskId } from "./ids.ts";

export interface Snapshot {
  /** ISO 8601. */
  readonly takenAt: string;
  readonly swarm: SwarmView;
  /** In the order of `swarm.nodes`. */
  readonly nodes: readonly NodeView[];
}

/** What one manager knows. */
export interface SwarmView {
  readonly id: string;
  /** The manager that was asked, and the version it runs. */
  readonly manager: { readonly node: NodeId; readonly version: string; readonly endpoint: string };
  readonly nodes: readonly SwarmNode[];
  readonly networks: readonly EngineNetwork[];
  readonly services: readonly SwarmService[];
  /** Tasks whose desired state is not shutdown, and those that still run or were rejected lately. */
  readonly tasks: readonly SwarmTask[];
  readonly configs: readonly SwarmConfig[];
}

export interface SwarmNode {
  readonly id: NodeId;
  readonly version: number;
  /** When the swarm last changed what it holds of the node, its state and labels included; ISO 8601, by the leader's clock. */
  readonly updatedAt: string;
  readonly hostname: string;
  readonly role: "manager" | "worker";
  readonly availability: "active" | "pause" | "drain";
  readonly state: "ready" | "down" | "disconnected" | "unknown";
  /** The address that swarm knows it by. */
  readonly address: string;
  readonly engineVersion: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly leader: boolean;
}

export type NodeView = {
  readonly node: SwarmNode;
  /** What is known of its host, whether its Engine answered or not; absent where nobody has a way to it. */
  readonly host?: HostView;
} & (
  | { readonly kind: "answered"; readonly engine: EngineView }
  | { readonly kind: "failed"; readonly finding: Finding }
);

/** What one node's own Engine says. */
export interface EngineView {
  readonly version: string;
  readonly endpoint: string;
  readonly networks: readonly EngineNetwork[];
  readonly containers: readonly EngineContainer[];
}

/** A network as an Engine tells it, by list or by inspect of the full id (moby's list hides a manager's local instance). */
export interface EngineNetwork {
  readonly id: NetworkId;
  readonly name: string;
  readonly driver: string;
  readonly scope: "local" | "swarm" | "global";
  readonly created: string;
  readonly configOnly: boolean;
  readonly configFrom: string;
  readonly attachable: boolean;
  readonly internal: boolean;
  readonly enableIPv6: boolean;
  readonly ipam: { readonly driver: string; readonly config: readonly IpamConfig[] };
  readonly options: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  /** True when this node has a local instance of a swarm network (IPAM filled in or a parent set). */
  readonly instance: boolean;
}

/** As Docker has them: texts, because an Engine may hold what is no valid prefix (host bits in an ip-range). */
export interface IpamConfig {
  readonly subnet: string;
  readonly ipRange?: string;
  readonly gateway?: string;
  readonly aux: Readonly<Record<string, string>>;
}

export interface EngineContainer {
  readonly id: ContainerId;
  readonly name: string;
  readonly image: string;
  readonly imageId: string;
  /** created, running, exited … */
  readonly state: string;
  /** "Up 6 seconds (healthy)". */
  readonly status: string;
  /** Without swarm's own (`com.docker.swarm.…`), which are the three below. */
  readonly labels: Readonly<Record<string, string>>;
  readonly service?: string;
  readonly serviceId?: ServiceId;
  readonly task?: TaskId;
  readonly endpoints: readonly ContainerEndpoint[];
}

export interface ContainerEndpoint {
  readonly network: NetworkId;
  readonly networkName: string;
  readonly ipv4?: Address;
  readonly ipv6?: Address;
  readonly prefixLength?: number;
  readonly mac?: string;
  readonly gateway?: Address;
  /** The address that `--ip` asked for; silently ignored on swarm-scoped macvlan (observed on 20.10 to 29.7). */
  readonly askedIpv4?: string;
}

export interface SwarmService {
  readonly id: ServiceId;
  readonly version: number;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly image: string;
  readonly mode: "replicated" | "global" | "job";
  readonly replicas?: number;
  /** Ids or names of the networks it attaches to, as in its spec. */
  readonly networks: readonly string[];
  readonly constraints: readonly string[];
  /** The whole Spec as the Engine gave it: an update must send it back. */
  readonly spec: unknown;
}

export interface SwarmTask {
  readonly id: TaskId;
  /** ISO 8601, by the leader's clock. */
  readonly createdAt: string;
  readonly service: ServiceId;
  readonly node?: NodeId;
  readonly slot?: number;
  readonly state: string;
  readonly desired: string;
  readonly error?: string;
  readonly networks: readonly string[];
  readonly timestamp: string;
  readonly container?: ContainerId;
}

/** A Docker config object; the ledger lives in its labels. */
export interface SwarmConfig {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** The part of a network's settings that swarmlan decides; compared with what an Engine has. */
export interface NodeNetworkSettings {
  readonly name: string;
  readonly parent: string;
  readonly mode: string;
  readonly families: readonly {
    readonly subnet: Cidr;
    readonly slice: Cidr;
    readonly gateway: Address;
    readonly aux: Readonly<Record<string, string>>;
  }[];
}
