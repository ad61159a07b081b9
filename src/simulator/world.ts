/**
 * The state of a simulated swarm: what raft holds, and what is on each node. Plain data; behaviour is in the rooms
 * beside it.
 */
import type { Cidr } from "../model/address.ts";
import { Ids } from "./ids.ts";
import type { ImageOptions, Timing } from "./settings.ts";
import type { ConfigWire, NetworkWire, NodeWire, ServiceWire, TaskWire } from "./wire-types.ts";

export interface World {
  readonly swarm: Swarm;
  /** By hostname. */
  readonly nodes: Map<string, SimNode>;
  readonly timing: Timing;
  readonly images: Readonly<Record<string, ImageOptions>>;
  readonly ids: Ids;
  /** Who was given an address, by address; who has it still is found by looking (see lan.ts). */
  readonly given: Map<string, Given[]>;
  /** Hosts that were given an address, likewise. */
  readonly hosts: Map<string, SimNode[]>;
  /** Timers under way, so that the end of a simulation ends them. */
  readonly timers: Set<NodeJS.Timeout>;
  reconciling: boolean;
}

/** What the managers agree on. */
export interface Swarm {
  readonly id: string;
  index: number;
  readonly nodes: Map<string, NodeWire>;
  readonly networks: Map<string, NetworkWire>;
  readonly services: Map<string, ServiceWire>;
  readonly tasks: Map<string, SimTask>;
  readonly configs: Map<string, ConfigWire>;
}

export interface SimTask {
  readonly wire: TaskWire;
  /** The service's spec version that it was made from. */
  readonly template: string;
  /** On a node, it may have a container and hold networks until it was stopped there. */
  onNode: boolean;
  stopping: boolean;
}

export interface Given {
  readonly node: SimNode;
  readonly container: SimContainer;
  readonly mac: string;
}

/** One host with its Engine. */
export interface SimNode {
  readonly hostname: string;
  /** Swarm node id; stays with the Engine when it leaves the swarm. */
  readonly id: string;
  readonly engineVersion: string;
  readonly address: string;
  readonly parents: Set<string>;
  readonly networks: Map<string, LocalNetwork>;
  readonly containers: Map<string, SimContainer>;
  /** Address pools by subnet: networks of one subnet share one (moby `defaultipam`). */
  readonly pools: Map<string, Pool>;
  /** The macvlan driver's own records of swarm networks: they survive a power loss. */
  readonly driverRecords: Map<string, DriverRecord>;
  readonly execs: Map<string, Exec>;
  /** Names of images that were pulled. */
  readonly images: Set<string>;
  /** Of the newest process. */
  pid: number;
  readonly listeners: Set<(event: EventWire) => void>;
  /** Grows with every power loss, so that work begun before it ends unheard. */
  epoch: number;
  powered: boolean;
}

export interface LocalNetwork {
  readonly wire: NetworkWire;
  /** Addresses that the network itself took: gateway and aux. */
  readonly reserved: { readonly subnet: string; readonly address: bigint }[];
  /** Ids of the instances that hold a config-only network; up to 28.0 they outlive a power loss. */
  readonly holders: Set<string>;
}

export interface Pool {
  readonly subnet: Cidr;
  readonly used: Set<bigint>;
}

export interface DriverRecord {
  readonly parent: string;
  readonly subnets: readonly string[];
  readonly gateway: string;
}

export interface SimContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Its first process, as the host numbers it. */
  readonly pid: number;
  readonly labels: Readonly<Record<string, string>>;
  state: "created" | "running";
  readonly startedAt: number;
  readonly endpoints: SimEndpoint[];
}

export interface SimEndpoint {
  readonly networkId: string;
  readonly networkName: string;
  readonly endpointId: string;
  readonly gateway: string;
  readonly mac: string;
  readonly ipv4?: { readonly address: string; readonly length: number };
  readonly ipv6?: { readonly address: string; readonly length: number };
  /** To give back. */
  readonly taken: { readonly subnet: string; readonly address: bigint }[];
}

export interface Exec {
  readonly container: string;
  readonly argv: readonly string[];
  exitCode?: number;
}

export interface EventWire {
  readonly Type: string;
  readonly Action: string;
  readonly Actor: { readonly ID: string; readonly Attributes: Readonly<Record<string, string>> };
  readonly scope: "local" | "swarm";
  readonly time: number;
  readonly timeNano: number;
}

const FAST: Timing = { schedule: 1, start: 5, stop: 20, restart: 50, answer: 0 };

export function makeWorld(options: {
  readonly timing?: Partial<Timing>;
  readonly images?: Readonly<Record<string, ImageOptions>>;
}): World {
  const ids = new Ids();
  return {
    swarm: {
      id: ids.swarm(),
      index: 10,
      nodes: new Map(),
      networks: new Map(),
      services: new Map(),
      tasks: new Map(),
      configs: new Map(),
    },
    nodes: new Map(),
    timing: { ...FAST, ...options.timing },
    images: options.images ?? {},
    ids,
    given: new Map(),
    hosts: new Map(),
    timers: new Set(),
    reconciling: false,
  };
}

/** The raft node of a host; undefined when it is in no swarm (any more). */
export function raftNode(world: World, node: SimNode): NodeWire | undefined {
  return world.swarm.nodes.get(node.id);
}

export function isManager(world: World, node: SimNode): boolean {
  return raftNode(world, node)?.Spec.Role === "manager";
}

/** A host by its node's id, also one that left the swarm. */
export function hostById(world: World, id: string | undefined): SimNode | undefined {
  const hostname = id === undefined ? undefined : world.swarm.nodes.get(id)?.Description.Hostname;
  const host = hostname === undefined ? undefined : world.nodes.get(hostname);
  return host?.id === id ? host : [...world.nodes.values()].find((it) => it.id === id);
}

/** Does something later, unless the simulation has ended by then. */
export function later(world: World, ms: number, work: () => void): void {
  const timer = setTimeout(() => {
    world.timers.delete(timer);
    work();
  }, ms);
  world.timers.add(timer);
}

/** Says a local event on a node, or a swarm event on every manager. */
export function emit(
  world: World,
  where: SimNode | "managers",
  event: Pick<EventWire, "Type" | "Action" | "Actor">,
): void {
  const now = Date.now();
  const scope = where === "managers" ? "swarm" : "local";
  const told: EventWire = { ...event, scope, time: Math.floor(now / 1000), timeNano: now * 1e6 };
  const nodes = where === "managers" ? [...world.nodes.values()].filter((node) => isManager(world, node)) : [where];
  for (const node of nodes) for (const listener of node.listeners) listener(told);
}
