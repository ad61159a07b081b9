/** Which part of a subnet to carve, and into how large slices. */
import { type Address, type Cidr, parseAddress } from "../../model/address.ts";
import { contains, sizeOf } from "../../model/cidr.ts";
import { knownAddresses, type LanClues } from "./clues.ts";

/**
 * True for the LAN that swarm itself talks on: a flat network, where most likely a router hands out addresses by DHCP to
 * everything else that is there.
 */
export function isFlat({ nodes }: LanClues, subnet: Cidr): boolean {
  return nodes.some((node) => {
    const address = parseAddress(node.address);
    return address !== undefined && contains(subnet, address);
  });
}

/** In a flat network the half with the fewest known addresses, the upper one of equals; else all of it. */
export function proposePool(clues: LanClues, subnet: Cidr, gateway: Address | undefined): Cidr {
  if (!isFlat(clues, subnet) || subnet.length > 29) return subnet;
  const half = { family: subnet.family, base: subnet.base, length: subnet.length + 1 };
  const upper = { ...half, base: subnet.base + sizeOf(half) };
  const known = [...knownAddresses(clues), ...(gateway === undefined ? [] : [gateway])];
  const count = (part: Cidr) => known.filter((it) => contains(part, it)).length;
  return count(upper) <= count(half) ? upper : half;
}

/** More than 254 containers of one LAN on one node are rare, and a wider slice has edges to keep out. */
const WIDEST = 24;
/** Eight addresses. */
const NARROWEST = 29;

/** Slices for twice as many nodes as there are, if that leaves any of them eight addresses; else for those there are. */
export function proposeSliceLength(pool: Cidr, nodes: number): number | undefined {
  const bits = (count: number) => Math.ceil(Math.log2(Math.max(1, count)));
  const lengths = [pool.length + bits(2 * nodes), pool.length + bits(nodes)];
  const fitting = lengths.find((length) => length <= NARROWEST);
  return fitting === undefined ? undefined : Math.max(fitting, WIDEST);
}
