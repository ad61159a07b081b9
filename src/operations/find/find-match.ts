/** What `find` answers, and the swarm as it looks at it. */
import { readLedgers } from "../../core/plan/ledger-labels.ts";
import { lanShares } from "../../core/plan/lan-shares.ts";
import { heldSlices } from "../../core/slices/ledger-slices.ts";
import type { Address, Cidr } from "../../model/address.ts";
import type { LanName } from "../../model/ids.ts";
import type { HeldSlice, NodeShare } from "../../model/slices.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { LanSpec, Spec } from "../../model/spec.ts";
import type { GossipEndpoint } from "../ports/engine.ts";
import { type AddressIndex, indexAddresses } from "../endpoints/address-index.ts";
import { addressesOf, type EndpointItem, listEndpoints } from "../list-endpoints.ts";

/**
 * `endpoint`: a container or task. `reserved`: kept out, the text says why. `free`: Docker may hand it out. `unknown`:
 * in the slice of a node that could not be asked. `unassigned`: in the subnet, in no slice yet. `host`: a node's own NIC.
 */
export type FindKind =
  | "endpoint"
  | "reserved"
  | "free"
  | "unknown"
  | "unassigned"
  | "quarantined"
  | "host"
  | "node"
  | "slice";

export interface FindMatch {
  readonly kind: FindKind;
  /** A whole sentence. */
  readonly text: string;
  readonly lan?: LanName;
  /** Hostname. */
  readonly node?: string;
  readonly address?: Address;
  readonly slice?: Cidr;
  readonly item?: EndpointItem;
}

export interface FindScene {
  readonly snapshot: Snapshot;
  readonly items: readonly EndpointItem[];
  /** The items' addresses in a prefix. */
  readonly within: AddressIndex;
  readonly lans: readonly LanSlices[];
  /** Hostnames of the nodes that could not be asked. */
  readonly silent: ReadonlySet<string>;
  /** LANs of which other nodes told who is on them. */
  readonly gossiped: ReadonlySet<LanName>;
}

export interface LanSlices {
  readonly lan: LanSpec;
  readonly shares: readonly NodeShare[];
  readonly quarantined: readonly HeldSlice[];
}

export interface FindGround {
  readonly spec: Spec;
  readonly snapshot: Snapshot;
  /** From `listEndpoints`, where gossip was asked too; made from the snapshot when absent. */
  readonly items?: readonly EndpointItem[];
  readonly gossip?: ReadonlyMap<LanName, readonly GossipEndpoint[]>;
}

/** Throws LEDGER_UNREADABLE. */
export function findScene({ spec, snapshot, items, gossip = new Map() }: FindGround): FindScene {
  const ledgers = readLedgers(snapshot.swarm.configs);
  const all = items ?? listEndpoints({ spec, snapshot, gossip });
  return {
    snapshot,
    items: all,
    within: indexAddresses(all.flatMap(addressesOf)),
    gossiped: new Set([...gossip].filter(([, told]) => told.length > 0).map(([lan]) => lan)),
    lans: spec.lans.map((lan) => {
      const ledger = ledgers.get(lan.name) ?? { lan: lan.name, swarmNetworks: [], entries: [] };
      return {
        lan,
        shares: lanShares(lan, ledger, snapshot).shares,
        quarantined: heldSlices(ledger.entries).filter((it) => it.state === "quarantined"),
      };
    }),
    silent: new Set(snapshot.nodes.filter((it) => it.kind === "failed").map((it) => it.node.hostname)),
  };
}

/** The slices of a share that have that family. */
export function slicesOf(share: NodeShare): readonly Cidr[] {
  return share.ipv6 === undefined ? [share.ipv4.slice] : [share.ipv4.slice, share.ipv6.slice];
}

export function endpointMatch(item: EndpointItem): FindMatch {
  const where = item.node === undefined ? "on an unknown node" : `on ${item.node}`;
  const how = item.source === "gossip" ? ", as other nodes tell" : "";
  const by = item.byHand ? " (attached by hand)" : "";
  return {
    kind: "endpoint",
    lan: item.lan,
    ...(item.node === undefined ? {} : { node: item.node }),
    text: `${item.name}${by}, ${item.state} ${where}, ${item.lan}${how}`,
    item,
  };
}
