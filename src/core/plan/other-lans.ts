/**
 * What the ledgers of other LANs of the spec hold of this one's subnets: a LAN that moved to another subnet, while a new one
 * takes its place, holds its old slices until they are out of quarantine, and on a silent node for longer.
 */
import { overlaps } from "../../model/cidr.ts";
import type { LanName, NodeId } from "../../model/ids.ts";
import type { Ledger } from "../../model/ledger.ts";
import type { HeldSlice } from "../../model/slices.ts";
import type { LanSpec } from "../../model/spec.ts";
import { heldSlices } from "../slices/ledger-slices.ts";

/** As held by nobody of this LAN: even a node that holds both cannot have it here yet. */
export function heldByOthers(
  { name, ipv4, ipv6 }: LanSpec,
  ledgers: ReadonlyMap<LanName, Ledger>,
  left: readonly Ledger[],
): readonly HeldSlice[] {
  const subnets = [ipv4, ipv6].flatMap((it) => (it === undefined ? [] : [it.subnet]));
  const others = [...ledgers.values()].filter((it) => it.lan !== name && !left.some((gone) => gone.lan === it.lan));
  return others.flatMap(({ lan, entries }) =>
    heldSlices(entries)
      .filter(({ slice }) => subnets.some((subnet) => overlaps(subnet, slice)))
      .map((it) => ({ ...it, node: `${lan} ${it.node}` as NodeId, hostname: `${it.hostname} (${lan})` })),
  );
}
