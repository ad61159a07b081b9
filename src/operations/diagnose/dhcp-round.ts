/**
 * Who serves DHCP: asked by two nodes of each LAN (one may be cut off from it), beside the other rounds, because servers take seconds to see whether an
 * address is free before they offer it. Pure.
 */
import type { NodeId } from "../../model/ids.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import type { NodeQuestion } from "./gather-wire.ts";
import type { LanView } from "./lan-view.ts";

const ASKERS = 2;

export function dhcpRound(views: readonly LanView[]): (node: SwarmNode) => readonly NodeQuestion[] {
  return (node) =>
    views.flatMap(({ lan, family, members }): readonly NodeQuestion[] => {
      if (family !== 4) return [];
      const asker = members.slice(0, ASKERS).find((it) => it.node.id === node.id);
      if (asker === undefined) return [];
      const ask = { kind: "dhcp", interface: asker.parent, mac: macOf(node.id) } as const;
      return [{ kind: "dhcp", about: { lan: lan.name, from: node.id }, ask }];
    });
}

/** Locally administered, and the same for the same node: a DHCP server learns one name for us, not one per run. */
function macOf(node: NodeId): string {
  let hash = 0;
  for (const char of node) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0;
  const hex = hash.toString(16).padStart(8, "0");
  return `02:53:${(hex.match(/../g) ?? []).join(":")}`;
}
