/**
 * What the user wants: `swarmlan.yaml` as a value, after defaults and substitution.
 *
 * Everything here is well-formed (a CIDR has no host bits, a gateway is an address); whether it makes sense
 * together is judged in `core/`.
 */
import type { Address, AddressRange, Cidr } from "./address.ts";
import type { LanName } from "./ids.ts";

export interface Spec {
  readonly swarm: SwarmAccess;
  readonly lans: readonly LanSpec[];
}

/** How the swarm is reached. Text such as `unix:///run/a.sock`; the Engine edge knows the schemes. */
export interface SwarmAccess {
  readonly manager?: string;
  /** Refuse any other swarm. */
  readonly id?: string;
  readonly nodes?: NodeAccess;
}

export type NodeAccess =
  | { readonly kind: "template"; readonly text: string }
  | { readonly kind: "map"; readonly byHostname: Readonly<Record<string, string>> };

export type MacvlanMode = "bridge" | "private" | "vepa" | "passthru";

/** One subnet of the user's network, one swarm network. */
export interface LanSpec {
  readonly name: LanName;
  readonly ipv4: FamilySpec;
  readonly ipv6?: FamilySpec;
  readonly parent: string;
  readonly host: HostRule;
  readonly edges: "reserve" | "allow";
  /** Never handed out; both families in one list. */
  readonly reserve: readonly ReserveEntry[];
  readonly nodeNetwork: string;
  readonly attachable: boolean;
  readonly internal: boolean;
  readonly mode: MacvlanMode;
  /** By hostname, in the file's order. */
  readonly nodes: Readonly<Record<string, LanNode>>;
}

/** The addressing of one LAN in one family. */
export interface FamilySpec {
  readonly subnet: Cidr;
  readonly gateway: Address;
  /** Prefix length of each node's slice. */
  readonly sliceLength: number;
  /** The part of the subnet that is carved. */
  readonly pool: Cidr;
}

/** What of a spec could be read: its broken values are absent, so that they hide nothing that is wrong with the others. */
export interface PartialSpec {
  readonly swarm: SwarmAccess;
  readonly lans: readonly PartialLan[];
}

export interface PartialLan extends Pick<LanSpec, "name" | "nodes"> {
  readonly ipv4: Partial<FamilySpec>;
  readonly ipv6?: Partial<FamilySpec>;
  readonly parent?: string;
  /** Undefined where an entry is broken: each keeps its place in the list. */
  readonly reserve: readonly (ReserveEntry | undefined)[];
  readonly nodeNetwork?: string;
}

/** Whether the host NIC takes the second address of its slice; a node may say its own. */
export type HostRule = "first" | "none";

/** What one node says of its NIC: an address, or a rule of its own in place of the LAN's. */
export type NodeHost = Address | HostRule;

export interface ReserveEntry {
  readonly range: AddressRange;
  /** As the user wrote it. */
  readonly text: string;
}

/** What one node says of itself under `lans.<lan>.nodes`. */
export interface LanNode {
  readonly slice?: Cidr;
  readonly slice6?: Cidr;
  readonly parent?: string;
  readonly host?: NodeHost;
  readonly host6?: NodeHost;
  /** This node is the LAN's router: its address may equal the gateway. */
  readonly router: boolean;
  readonly skip: boolean;
}
