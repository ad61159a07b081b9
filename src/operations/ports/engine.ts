/**
 * What operations need of one Engine, and of all of them. Implemented by `edges/engine`, by fakes in `test/fakes`,
 * and (over the wire) answered by real Engines and by `src/simulator`.
 *
 * Every call takes an AbortSignal and throws AppError: ENGINE_UNREACHABLE, ENGINE_TIMEOUT, or ENGINE_REFUSED with the
 * Engine's own text. A thing that is not there answers `undefined` where that is an expected answer.
 */
import type { ContainerId, NetworkId, NodeId, ServiceId } from "../../model/ids.ts";
import type {
  EngineContainer,
  EngineNetwork,
  SwarmConfig,
  SwarmNode,
  SwarmService,
  SwarmTask,
} from "../../model/snapshot.ts";

export interface Engine {
  /** As a person would write it: `unix:///run/docker.sock`. */
  readonly endpoint: string;
  identify(signal: AbortSignal): Promise<EngineIdentity>;
  readonly networks: EngineNetworks;
  readonly containers: EngineContainers;
  readonly images: EngineImages;
  /** Answered by managers only; a worker throws NOT_A_MANAGER. */
  readonly swarm: EngineSwarm;
  /** Events as they happen, until the signal aborts. Used by `--watch`; a broken stream throws. */
  events(signal: AbortSignal): AsyncIterable<EngineEvent>;
  close(): void;
}

export interface EngineIdentity {
  readonly version: string;
  readonly apiVersion: string;
  readonly hostname: string;
  /** Absent when the Engine is in no swarm. */
  readonly nodeId?: NodeId;
  readonly swarmState: "inactive" | "pending" | "active" | "error" | "locked";
  /** True for a manager. */
  readonly controlAvailable: boolean;
  /** The swarm's id; only managers tell it. */
  readonly swarmId?: string;
  readonly nodeAddress?: string;
  /** The swarm's managers that this Engine knows of, itself included where it is one. */
  readonly managers?: readonly KnownManager[];
}

export interface KnownManager {
  readonly node: NodeId;
  /** Without the port. */
  readonly address: string;
}

export interface EngineNetworks {
  /** One call; a manager's list hides its local instances of swarm networks. */
  list(signal: AbortSignal): Promise<readonly EngineNetwork[]>;
  /** By full id only: by name, a manager answers with the raft object. */
  inspect(id: NetworkId, signal: AbortSignal): Promise<EngineNetwork | undefined>;
  /** The gossip view of the whole swarm, from a node with a local instance (IPv4 only). */
  gossip(id: NetworkId, signal: AbortSignal): Promise<readonly GossipEndpoint[]>;
  /**
   * Throws PARENT_MISSING where the host has no such interface. Makes nothing: asks for a macvlan network that every Engine
   * refuses, and only after it has looked for the parent. The parent is no loopback and has no dot; the subnet is one that no
   * network has.
   */
  findParent(asked: ParentProbe, signal: AbortSignal): Promise<void>;
  create(request: NetworkCreate, signal: AbortSignal): Promise<NetworkId>;
  /** False when it was gone already. */
  remove(id: NetworkId, signal: AbortSignal): Promise<boolean>;
}

export interface GossipEndpoint {
  readonly service: string;
  readonly name: string;
  readonly address: string;
}

/** The body of `POST /networks/create`, in Docker's words. */
export type NetworkCreate =
  | {
      readonly kind: "config-only";
      readonly name: string;
      readonly enableIPv6: boolean;
      readonly ipam: readonly {
        readonly subnet: string;
        readonly ipRange: string;
        readonly gateway: string;
        readonly aux: Readonly<Record<string, string>>;
      }[];
      readonly options: Readonly<Record<string, string>>;
      readonly labels: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: "swarm";
      readonly name: string;
      readonly configFrom: string;
      readonly attachable: boolean;
      readonly internal: boolean;
    }
  | ParentProbe;

/** A throw-away local macvlan network that tells whether the parent exists. */
export interface ParentProbe {
  readonly kind: "probe";
  readonly name: string;
  readonly subnet: string;
  readonly parent: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface EngineContainers {
  /** Running ones, or all; one call. */
  list(options: { readonly all: boolean }, signal: AbortSignal): Promise<readonly EngineContainer[]>;
  /** Runs argv inside a running container and waits for its end; output of both streams, cut at 64 KiB unless said. */
  exec(id: ContainerId, argv: readonly string[], signal: AbortSignal, options?: ExecOptions): Promise<ExecResult>;
  /** The same for who needs no exit code: one call less. */
  output(id: ContainerId, argv: readonly string[], signal: AbortSignal, options?: ExecOptions): Promise<string>;
  /** Makes and starts a container; throws IMAGE_MISSING when its image is not on the node. */
  start(request: ContainerStart, signal: AbortSignal): Promise<ContainerId>;
  /** Ends and removes it at once; false when it was gone already. */
  remove(id: ContainerId, signal: AbortSignal): Promise<boolean>;
  /** Its first process, as the Engine's host numbers it; undefined when it does not run. */
  pid(id: ContainerId, signal: AbortSignal): Promise<number | undefined>;
}

export interface ExecOptions {
  /** How much of the output is kept, bytes. */
  readonly limit?: number;
}

/** A throw-away container on its host's own network, which its Engine removes when it ends, with what a probe needs and no more. */
export interface ContainerStart {
  readonly name: string;
  readonly image: string;
  readonly argv: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  /** Without `CAP_`. */
  readonly capabilities: readonly string[];
}

export interface ExecResult {
  readonly exitCode: number;
  readonly output: string;
}

export interface EngineImages {
  /** As `80/tcp`; undefined when the image is not there. */
  exposedPorts(imageId: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
  /** Fetches an image from its registry; throws IMAGE_UNAVAILABLE with the registry's words. */
  pull(reference: string, signal: AbortSignal): Promise<void>;
}

export interface EngineSwarm {
  nodes(signal: AbortSignal): Promise<readonly SwarmNode[]>;
  services(signal: AbortSignal): Promise<readonly SwarmService[]>;
  tasks(signal: AbortSignal): Promise<readonly SwarmTask[]>;
  configs(signal: AbortSignal): Promise<readonly SwarmConfig[]>;
  /** Compare-and-swap on `version`: a stale one throws OUT_OF_SEQUENCE. The rest of the node's spec is kept. */
  updateNode(id: NodeId, version: number, change: NodeChange, signal: AbortSignal): Promise<void>;
  createConfig(
    config: { readonly name: string; readonly labels: Readonly<Record<string, string>> },
    signal: AbortSignal,
  ): Promise<string>;
  /** Compare-and-swap on `version`; replaces all labels. */
  updateConfig(
    id: string,
    version: number,
    labels: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<void>;
  /** False when it was gone already. */
  removeConfig(id: string, signal: AbortSignal): Promise<boolean>;
  createService(spec: unknown, signal: AbortSignal): Promise<ServiceId>;
  /** Compare-and-swap on `version`; `spec` is the whole Spec. */
  updateService(id: ServiceId, version: number, spec: unknown, signal: AbortSignal): Promise<void>;
  removeService(id: ServiceId, signal: AbortSignal): Promise<boolean>;
}

export interface NodeChange {
  readonly availability?: "active" | "pause" | "drain";
  readonly setLabels?: Readonly<Record<string, string>>;
  readonly removeLabels?: readonly string[];
}

export interface EngineEvent {
  readonly type: string;
  readonly action: string;
  readonly actor: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly time: string;
}

/** Every Engine of a swarm. */
export interface Fleet {
  /**
   * Says that every Engine will be asked who it is, the dearest question that there is: those whose endpoints are known
   * before a manager has told of their nodes are asked from now on.
   */
  expect(): void;
  /**
   * The manager that the spec, DOCKER_HOST or the docker context names; another one of its swarm when that does not
   * answer. Throws what says why none does. May answer another than before when that has gone meanwhile.
   */
  manager(signal: AbortSignal): Promise<Engine>;
  /** What that manager said of itself when it was chosen. */
  managerIdentity(signal: AbortSignal): Promise<EngineIdentity>;
  /** The Engine meant for this node, or throws NODE_NO_ENDPOINT when the spec says no way to it. Does not connect yet. */
  node(node: SwarmNode): Engine;
  close(): void;
}
