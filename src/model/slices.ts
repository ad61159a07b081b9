/** Who gets which part of a LAN: the question to, and the answer of, `core/slices`. */
import type { Address, Cidr } from "./address.ts";
import type { Finding } from "./finding.ts";
import type { NodeId } from "./ids.ts";
import type { LanSpec } from "./spec.ts";

/** A node that takes part in the LAN now. */
export interface SliceNode {
  readonly id: NodeId;
  readonly hostname: string;
  readonly role: "manager" | "worker";
}

/** A slice that the ledger knows: of a node that holds it, or in quarantine. */
export interface HeldSlice {
  readonly node: NodeId;
  readonly hostname: string;
  readonly slice: Cidr;
  readonly state: "held" | "quarantined";
}

/** An address of a host's own NIC that somebody saw. */
export interface SeenHostAddress {
  readonly hostname: string;
  readonly address: Address;
}

export interface SliceRequest {
  readonly lan: LanSpec;
  readonly nodes: readonly SliceNode[];
  readonly held: readonly HeldSlice[];
  readonly hostAddresses: readonly SeenHostAddress[];
}

/** An address inside a slice that Docker must keep out (`--aux-address name=address`). */
export interface AuxAddress {
  readonly name: string;
  readonly address: Address;
}

/** One node's share in one family. */
export interface Share {
  readonly slice: Cidr;
  /** The host NIC's address that is kept out; absent for `host: none` and for a router whose address is the gateway. */
  readonly host?: Address;
  readonly aux: readonly AuxAddress[];
  /** Addresses of the slice that a container can get. */
  readonly usable: bigint;
  /** Addresses of the slice that are kept out, whether by aux entries, as gateway or by Docker itself. */
  readonly reserved: bigint;
}

export interface NodeShare {
  readonly node: NodeId;
  readonly hostname: string;
  readonly ipv4: Share;
  readonly ipv6?: Share;
}

/** Who gets what. A finding of severity `error` means: plan nothing from this, the shares may be partial. */
export interface Slices {
  /** In carving order: managers, then workers, by natural order of hostnames. */
  readonly shares: readonly NodeShare[];
  readonly findings: readonly Finding[];
}
