/** Who holds what of a prefix, and which slices a node holds. */
import type { Cidr } from "../../model/address.ts";
import { formatCidr, overlaps } from "../../model/cidr.ts";
import type { NodeShare } from "../../model/slices.ts";
import { type FindMatch, type FindScene, type LanSlices, slicesOf } from "./find-match.ts";

/** Every slice that shares an address with the prefix: held, or in quarantine. */
export function findSlice(scene: FindScene, cidr: Cidr): readonly FindMatch[] {
  return scene.lans.flatMap((lan) => [
    ...lan.shares.flatMap((share) =>
      slicesOf(share)
        .filter((slice) => overlaps(slice, cidr))
        .map((slice) => sliceMatch(scene, lan, share, slice)),
    ),
    ...lan.quarantined
      .filter((it) => overlaps(it.slice, cidr))
      .map(({ slice, hostname }): FindMatch => {
        const text = `${formatCidr(slice)} of ${lan.lan.name} is in quarantine since ${hostname} gave it up`;
        return { kind: "quarantined", lan: lan.lan.name, node: hostname, slice, text };
      }),
  ]);
}

/** The node of that hostname or node ID, and its slice on each LAN. */
export function findNode(scene: FindScene, what: string): readonly FindMatch[] {
  const nodes = scene.snapshot.swarm.nodes.filter(
    (it) => it.hostname === what || it.id === what || (what.length >= 4 && it.id.startsWith(what)),
  );
  return nodes.flatMap((node) => [
    {
      kind: "node" as const,
      node: node.hostname,
      text: `${node.hostname} is a ${node.role} of the swarm, ${node.state}, at ${node.address}`,
    },
    ...scene.lans.flatMap((lan) =>
      lan.shares
        .filter((it) => it.node === node.id)
        .flatMap((share) => slicesOf(share).map((slice) => sliceMatch(scene, lan, share, slice))),
    ),
  ]);
}

function sliceMatch(scene: FindScene, { lan }: LanSlices, share: NodeShare, slice: Cidr): FindMatch {
  const used = scene.within(slice).length;
  const told = scene.gossiped.has(lan.name) && slice.family === 4;
  const guess = told
    ? `it could not be asked; ${used} used as other nodes tell`
    : "it could not be asked how many are used";
  const count = scene.silent.has(share.hostname) ? guess : `${used} used`;
  const text = `${formatCidr(slice)} of ${lan.name} is the slice of ${share.hostname}, ${count}`;
  return { kind: "slice", lan: lan.name, node: share.hostname, slice, text };
}
