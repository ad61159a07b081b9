/**
 * Which interface is the container VLAN's. Published recipes take the DHCP interface by mistake, so: where a host has
 * another LAN than the one that swarm itself talks on, it is that one.
 */
import { type Address, type Cidr, parseAddress, sameAddress } from "../../model/address.ts";
import { contains } from "../../model/cidr.ts";
import type { HostFacts, HostNic } from "../../model/host-facts.ts";
import { parentNics } from "../hosts/parent-nics.ts";
import { type LanClues, type SeenHost, tellsLan } from "./clues.ts";

/** The name on the first host that has one; undefined when no host was seen or none fits. */
export function proposeParent({ hosts }: LanClues, subnet: Cidr | undefined): string | undefined {
  return hosts.map((host) => bestNic(host, subnet)).find((nic) => nic !== undefined)?.name;
}

/** Hosts that call the interface otherwise: what they call the one on that subnet, by hostname. */
export function otherParents(
  { hosts }: LanClues,
  { parent, subnet }: { readonly parent: string; readonly subnet: Cidr },
): ReadonlyMap<string, string> {
  const others = hosts.flatMap(({ node, facts }): [string, string][] => {
    if (facts.nics.some((nic) => nic.name === parent)) return [];
    const nic = lanNics(facts).find((it) => isOn(it, subnet));
    return nic === undefined ? [] : [[node.hostname, nic.name]];
  });
  return new Map(others);
}

/** Interfaces that lead to a LAN of the person's own, and say to which. */
export function lanNics(facts: HostFacts): readonly HostNic[] {
  return parentNics(facts).filter((nic) => nic.addresses.some(tellsLan) && leadsOut(nic, facts));
}

/** A bridge without a card in it is a network inside the host: libvirt's, for one. */
function leadsOut(nic: HostNic, { nics }: HostFacts): boolean {
  if (nic.kind !== "bridge") return true;
  const outward = new Set<HostNic["kind"]>(["physical", "bond", "vlan"]);
  return nics.some((it) => it.master === nic.name && outward.has(it.kind));
}

function bestNic({ node, facts }: SeenHost, subnet: Cidr | undefined): HostNic | undefined {
  const own = parseAddress(node.address);
  const fit = lanNics(facts).filter((nic) => subnet === undefined || isOn(nic, subnet));
  const rank = (nic: HostNic) => (own !== undefined && has(nic, own) ? 2 : 0) + (nic.state === "down" ? 1 : 0);
  return [...fit].sort((a, b) => rank(a) - rank(b))[0];
}

function isOn(nic: HostNic, subnet: Cidr): boolean {
  return nic.addresses.some((it) => contains(subnet, it.address));
}

function has(nic: HostNic, address: Address): boolean {
  return nic.addresses.some((it) => sameAddress(it.address, address));
}
