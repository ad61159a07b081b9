/**
 * What can be measured from a node: by its host, or from inside the network namespace of a container there.
 *
 * Questions are asked in batches: those of one batch run at the same time, one batch is one command on the node. An
 * answer that could not be had says why; only a node that cannot be probed at all throws.
 */
import type { Address, AddressRange, Family } from "../../model/address.ts";
import type { HostDetails } from "../../model/host-details.ts";
import type { Known } from "../../model/known.ts";
import type { NodeView } from "../../model/snapshot.ts";
import type { NeighbourAnswer, Listener, Reach } from "../../model/wire-facts.ts";

/** Where a question is asked: on the host, or by a container's first process (as the host numbers it). */
export type ProbePlace = "host" | { readonly pid: number };

export interface ProbeAnswers {
  readonly host: HostDetails;
  readonly neighbours: readonly NeighbourAnswer[];
  readonly ping: Reach;
  readonly connect: Reach;
  readonly resolve: Reach;
  readonly listeners: readonly Listener[];
  readonly dhcp: readonly { readonly server: Address; readonly offered: Address }[];
}

export type ProbeQuestion =
  | { readonly kind: "host" }
  /**
   * ARP with a sender of 0.0.0.0 (RFC 5227), or neighbour solicitation (RFC 4861) from the interface's own link-local
   * address: nobody's neighbour table learns anything untrue from it. Ranges are of that family, both ends inclusive.
   */
  | {
      readonly kind: "neighbours";
      readonly family: Family;
      readonly interface: string;
      readonly ranges: readonly AddressRange[];
      readonly packetsPerSecond: number;
    }
  | {
      readonly kind: "ping";
      readonly from: ProbePlace;
      readonly to: Address;
      readonly interface?: string;
      /** One echo and so long for its answer, where silence is expected and nothing is far; default two and a second. */
      readonly seconds?: number;
    }
  | { readonly kind: "connect"; readonly from: ProbePlace; readonly to: Address; readonly port: number }
  /** Asks the resolver that Docker gives every container. */
  | { readonly kind: "resolve"; readonly from: ProbePlace; readonly name: string }
  | { readonly kind: "listeners"; readonly from: ProbePlace }
  /** One DHCPDISCOVER; takes no address. */
  | { readonly kind: "dhcp"; readonly interface: string; readonly mac: string };

export type ProbeAnswer<Q extends ProbeQuestion> = Known<ProbeAnswers[Q["kind"]]>;

export interface NodeProbe {
  /** Whether it can ask on the wire; a shell on the host cannot, and says why there is no more. */
  readonly onWire: Known<true>;
  ask<const Q extends readonly ProbeQuestion[]>(
    questions: Q,
    signal: AbortSignal,
  ): Promise<{ [I in keyof Q]: ProbeAnswer<Q[I]> }>;
  /** Leaves nothing on the node; has a deadline of its own. */
  close(): Promise<void>;
}

export interface Prober {
  /** Of a node whose Engine is silent its host may still tell. Throws AppError when it cannot be probed at all. */
  open(node: NodeView, signal: AbortSignal): Promise<NodeProbe>;
}
