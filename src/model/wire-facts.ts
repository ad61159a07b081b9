/** What was measured on the wire, from where, and about what. MAC addresses are lower case with colons. */
import type { Address, AddressRange, Family } from "./address.ts";
import type { ContainerId, LanName, NodeId } from "./ids.ts";
import type { Known } from "./known.ts";

export interface WireFacts {
  /** Whom the Engines know on the LANs, by two looks: before the wire was asked, and where it told of somebody new, after. */
  readonly endpoints: readonly WireEndpoint[];
  /** Whether whole slices were asked for, or why not. */
  readonly sweep: Known<{ readonly packetsPerSecond: number }>;
  /** ARP or neighbour solicitation, asked by one node's parent interface about addresses that are not its own. */
  readonly neighbours: readonly NeighbourProbe[];
  /** Asked from inside the network namespace of a container on a LAN. */
  readonly inside: readonly InsideProbe[];
  /** Asked by a node itself about addresses on a LAN. */
  readonly fromHost: readonly HostProbe[];
  /** Asked from the vantage point: where the command runs, or `--from HOST`. */
  readonly paths: readonly PathProbe[];
  /** What listens in the containers on the LANs. */
  readonly listeners: readonly ListenerProbe[];
  /** DHCPDISCOVER, sent from one node of each LAN. */
  readonly dhcp: readonly DhcpProbe[];
}

/** An address of a running container on a LAN; on a dual-stack LAN a container has two. */
export interface WireEndpoint {
  readonly lan: LanName;
  readonly node: NodeId;
  readonly id: ContainerId;
  readonly container: string;
  readonly image: string;
  readonly imageId: string;
  readonly service?: string;
  readonly address: Address;
  readonly mac?: string;
}

/** One address that answered, with the MAC it answered from; an address may answer twice. */
export interface NeighbourAnswer {
  readonly address: Address;
  readonly mac: string;
}

/**
 * `sweep`: every address of a slice; of one that is too large, those that it hands out next. `endpoints`: those that Engines gave to containers. `hosts`: the hosts' own.
 * `gateway`: the router, asked after all others (a sender of 0.0.0.0 first, RFC 5227: see lessons of spiderpool#4475).
 */
export type NeighbourAim = "sweep" | "endpoints" | "hosts" | "gateway";

export interface NeighbourProbe {
  readonly lan: LanName;
  readonly family: Family;
  readonly from: NodeId;
  readonly interface: string;
  readonly aim: NeighbourAim;
  readonly asked: readonly AddressRange[];
  readonly result: Known<readonly NeighbourAnswer[]>;
}

/** How a question to an address ended. */
export type Reach =
  | { readonly kind: "answered"; readonly ms?: number }
  /** RST, or ICMP port unreachable: somebody is there and says no. */
  | { readonly kind: "refused" }
  /** ICMP from a hop on the way: host or net unreachable, administratively prohibited. */
  | { readonly kind: "unreachable"; readonly by?: Address; readonly text: string }
  /** Nothing came back in time. */
  | { readonly kind: "silent" };

export interface InsideProbe {
  readonly lan: LanName;
  readonly node: NodeId;
  readonly container: string;
  readonly aim: "gateway" | "container" | "name" | "vantage";
  /** The address or name asked for. */
  readonly to: string;
  readonly toNode?: NodeId;
  readonly result: Known<Reach>;
}

export interface HostProbe {
  readonly lan: LanName;
  readonly node: NodeId;
  /** `own-container`: kept apart by the kernel unless a shim is there. `host`: another host's address on the LAN. */
  readonly aim: "own-container" | "host";
  readonly to: Address;
  readonly toNode: NodeId;
  readonly result: Known<Reach>;
}

export interface PathProbe {
  readonly lan: LanName;
  /** Whom it asks for: the container on that node. */
  readonly node: NodeId;
  readonly container: string;
  readonly address: Address;
  /** A TCP port; absent for an ICMP echo. */
  readonly port?: number;
  readonly result: Known<Reach>;
  /** The hops that answered a rising TTL, when the address did not answer; a hop that stayed silent has no address. */
  readonly hops: readonly { readonly ttl: number; readonly by?: Address }[];
  /** How the asker is called: `here`, or the host of `--from`. */
  readonly from: string;
}

export interface Listener {
  readonly protocol: "tcp" | "udp";
  /** `0.0.0.0` or `::` for every address. */
  readonly address: Address;
  readonly port: number;
}

export interface ListenerProbe {
  readonly lan: LanName;
  readonly node: NodeId;
  readonly container: string;
  readonly id: ContainerId;
  readonly image: string;
  /** Those of the container on that LAN, IPv4 first. */
  readonly addresses: readonly Address[];
  /** As `80/tcp`, from the image. */
  readonly declared: Known<readonly string[]>;
  readonly result: Known<readonly Listener[]>;
}

export interface DhcpProbe {
  readonly lan: LanName;
  readonly from: NodeId;
  /** Every offer that came; none when no server answered in time. */
  readonly result: Known<readonly { readonly server: Address; readonly offered: Address }[]>;
}
