/**
 * What is known of a node's host: its network interfaces and its default routes. Plain data, whoever read it (this
 * machine, ssh, an agent); what was not seen is absent, never guessed.
 */
import { type Address, type Family, sameAddress } from "./address.ts";
import type { Finding } from "./finding.ts";

export interface HostFacts {
  readonly nics: readonly HostNic[];
  /** In the order of their metric: the first one of a family is used. */
  readonly defaultRoutes: readonly DefaultRoute[];
}

/** What a network interface is; `virtual` is one that Linux made and that is none of the others. */
export type NicKind =
  | "physical"
  | "wireless"
  | "bridge"
  | "bond"
  | "vlan"
  | "veth"
  | "macvlan"
  | "tunnel"
  | "loopback"
  | "virtual"
  | "unknown";

export interface HostNic {
  readonly name: string;
  readonly kind: NicKind;
  /** Lower case, with colons. */
  readonly mac?: string;
  readonly addresses: readonly NicAddress[];
  readonly mtu?: number;
  readonly state: "up" | "down" | "unknown";
  /** Whether the cable, or what stands for it, is plugged in; a NIC that is down does not tell. */
  readonly carrier?: boolean;
  /** The bridge or bond that it is a port of. */
  readonly master?: string;
  /** The interface that a VLAN or macvlan interface sits on. */
  readonly lower?: string;
}

/** An address of a NIC, and the length of the prefix that it sees as its own link. */
export interface NicAddress {
  readonly address: Address;
  readonly length: number;
}

export interface DefaultRoute {
  readonly family: Family;
  readonly nic: string;
  /** Absent for a route straight onto the link. */
  readonly gateway?: Address;
  readonly metric: number;
}

/** What became of asking for one host's facts. */
export type HostView =
  | { readonly kind: "answered"; readonly facts: HostFacts }
  | { readonly kind: "failed"; readonly finding: Finding };

/** Every address of every NIC. */
export function addressesOf(facts: HostFacts): readonly Address[] {
  return facts.nics.flatMap((nic) => nic.addresses.map((it) => it.address));
}

export function ownsAddress(facts: HostFacts, address: Address): boolean {
  return addressesOf(facts).some((it) => sameAddress(it, address));
}
