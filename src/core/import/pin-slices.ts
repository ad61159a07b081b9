/**
 * Writes into a LAN's spec the slices that carving would not give by itself. The ledger keeps them all; but what was
 * adopted carries no labels, and without a ledger the spec has to say it.
 */
import type { Cidr } from "../../model/address.ts";
import { sameCidr } from "../../model/cidr.ts";
import type { NodeId } from "../../model/ids.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { LanSpec } from "../../model/spec.ts";
import { lanShares } from "../plan/lan-shares.ts";

interface Slices {
  readonly slice: Cidr;
  readonly slice6?: Cidr;
}

/** The same LAN where carving gives every kept slice anyway; else with entries for some nodes, or for all. */
export function pinSlices(lan: LanSpec, snapshot: Snapshot, kept: ReadonlyMap<NodeId, Slices>): LanSpec {
  const some = pinned(lan, snapshot, strayingIn(lan, snapshot, kept));
  const all = strayingIn(some, snapshot, kept).size === 0 ? some : pinned(lan, snapshot, kept);
  const fits = lanShares(all, empty(lan), snapshot).findings.every((it) => it.severity !== "error");
  return fits ? all : lan;
}

const empty = (lan: LanSpec) => ({ lan: lan.name, swarmNetworks: [], entries: [] });

/** The kept slices that carving from nothing gives otherwise. */
function strayingIn(lan: LanSpec, snapshot: Snapshot, kept: ReadonlyMap<NodeId, Slices>): ReadonlyMap<NodeId, Slices> {
  const shares = new Map(lanShares(lan, empty(lan), snapshot).shares.map((it) => [it.node, it]));
  return new Map(
    [...kept].filter(([node, { slice, slice6 }]) => {
      const share = shares.get(node);
      const same6 = slice6 === undefined || (share?.ipv6 !== undefined && sameCidr(share.ipv6.slice, slice6));
      return share === undefined || !sameCidr(share.ipv4.slice, slice) || !same6;
    }),
  );
}

function pinned(lan: LanSpec, snapshot: Snapshot, slices: ReadonlyMap<NodeId, Slices>): LanSpec {
  const entries = snapshot.swarm.nodes.flatMap((node) => {
    const own = slices.get(node.id);
    return own === undefined
      ? []
      : [[node.hostname, { router: false, skip: false, ...lan.nodes[node.hostname], ...own }]];
  });
  return { ...lan, nodes: { ...lan.nodes, ...Object.fromEntries(entries) } };
}
