/**
 * By which address other hosts look for a node's host on a LAN. Pure.
 *
 * IPv4: as the spec says or as swarm knows it. IPv6: the one that its parent really has in the subnet, else the
 * parent's link-local one: every interface that speaks IPv6 has that, whatever the spec keeps free for the host.
 */
import { type Address, isLinkLocal, parseAddress } from "../../model/address.ts";
import { contains } from "../../model/cidr.ts";
import type { HostDetails } from "../../model/host-details.ts";
import type { Known } from "../../model/known.ts";
import type { Share } from "../../model/slices.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import type { FamilySpec } from "../../model/spec.ts";

export interface HostOnLan {
  readonly addressing: FamilySpec;
  readonly node: SwarmNode;
  readonly parent: string;
  readonly share: Share | undefined;
  readonly host: Known<HostDetails> | undefined;
}

/** Undefined where it has none, or where its IPv6 addresses were not seen. */
export function hostOnLan({ addressing: { subnet }, node, parent, share, host }: HostOnLan): Address | undefined {
  if (subnet.family === 4) {
    const known = parseAddress(node.address);
    return share?.host ?? (known && contains(subnet, known) ? known : undefined);
  }
  const nic = host?.kind === "known" ? host.value.nics.find((it) => it.name === parent) : undefined;
  const own = nic?.addresses.map((it) => it.address).filter((it) => it.family === 6) ?? [];
  return own.find((it) => contains(subnet, it)) ?? own.find(isLinkLocal);
}
