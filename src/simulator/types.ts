/** What a simulation is started with, and what can be done to it that no Engine API offers. */
import type { ImageOptions, Timing } from "./settings.ts";
import type { World } from "./world.ts";

export type { ImageOptions, Timing } from "./settings.ts";

export interface SimulatorOptions {
  /** The first manager is the leader. */
  readonly nodes: readonly NodeOptions[];
  /** Where the sockets go; must exist, and be short (a socket's path holds about 100 characters). */
  readonly dir: string;
  readonly timing?: Partial<Timing>;
  /** By name; every other image serves the default page on port 80. */
  readonly images?: Readonly<Record<string, ImageOptions>>;
}

export interface NodeOptions {
  readonly hostname: string;
  readonly role: "manager" | "worker";
  /** Default 28.5.2. */
  readonly engineVersion?: string;
  /** Interfaces that macvlan can sit on; default eth0 and eth1. */
  readonly parents?: readonly string[];
  /** The address that swarm knows it by; default 10.0.0.<n>. */
  readonly address?: string;
}

/** Where somebody fetches from: a person on another VLAN, a node's own host, or a container. */
export type Place =
  | { readonly kind: "client" }
  | { readonly kind: "host"; readonly hostname: string }
  | { readonly kind: "container"; readonly id: string };

export type Fetched =
  | { readonly kind: "page"; readonly body: string }
  | { readonly kind: "failed"; readonly reason: string };

export interface Simulator extends AsyncDisposable {
  /** Hostname to `unix://…`, ready for a spec's `swarm.nodes`. */
  readonly endpoints: Readonly<Record<string, string>>;
  readonly state: World;
  /** Closes the Engine's socket; the node runs on and swarm still sees it. */
  cutOff(hostname: string): Promise<void>;
  /** The node loses power: its containers are gone, and what Engines leave behind stays behind. */
  powerLoss(hostname: string): Promise<void>;
  /** Undoes either: the Engine answers, swarm sees the node. */
  bringBack(hostname: string): Promise<void>;
  addNode(options: NodeOptions): Promise<void>;
  /** `docker node rm --force`: the Engine runs on, in no swarm. */
  removeNode(hostname: string): void;
  /** `docker node update --label-add`; undefined removes it. */
  label(hostname: string, key: string, value: string | undefined): void;
  /** `docker run -d --network`: gives the container's id. */
  attach(hostname: string, network: string, name: string): string;
  /** `docker rm -f`. */
  detach(hostname: string, container: string): void;
  fetch(from: Place, url: string): Fetched;
  close(): Promise<void>;
}
