/**
 * A node's address pools, as moby's `defaultipam` keeps them: one bitmap a subnet, shared by networks of that subnet; the
 * lowest free address first, the first of the ip-range included; two networks may not have the same subnet and range.
 */
import { type Address, type Cidr, formatAddress, parseAddress } from "../../model/address.ts";
import { contains, formatCidr, lastOf, networkAndBroadcast, overlaps, parseCidr } from "../../model/cidr.ts";
import { Refusal } from "../refusal.ts";
import { atLeast } from "../versions.ts";
import type { IpamWire } from "../wire-types.ts";
import type { LocalNetwork, Pool, SimNode } from "../world.ts";

interface Taken {
  readonly subnet: string;
  readonly address: bigint;
}

/** Takes pool, gateway and aux addresses of a network, or throws Docker's text and takes nothing. */
export function reserve(node: SimNode, network: LocalNetwork): void {
  try {
    for (const family of network.wire.IPAM.Config) {
      refuseOverlap(node, network, family);
      const pool = poolOf(node, family.Subnet ?? "");
      const gateway = family.Gateway ?? inventedGateway(node, network, family);
      if (gateway !== undefined)
        keep(network, pool, { text: gateway, what: `failed to allocate gateway (${gateway})` });
      for (const [key, text] of Object.entries(family.AuxiliaryAddresses ?? {})) {
        keep(network, pool, { text, what: `failed to allocate secondary ip address (${key}:${text})` });
      }
    }
  } catch (thrown) {
    release(node, network.reserved);
    network.reserved.length = 0;
    throw thrown;
  }
}

/** The lowest free address of the network's range in that family, taken. */
export function take(node: SimNode, network: LocalNetwork, family: IpamWire): { address: Address; taken: Taken } {
  const subnet = family.Subnet ?? "";
  const pool = poolOf(node, subnet);
  const range = cidrOf(family.IPRange ?? subnet);
  const last = lastOf(range).value;
  for (let address = range.base; address <= last; address += 1n) {
    if (pool.used.has(address)) continue;
    pool.used.add(address);
    return { address: { family: range.family, value: address }, taken: { subnet, address } };
  }
  const { Name, Id } = network.wire;
  throw new Refusal(500, `no available IPv${range.family} addresses on this network's address pools: ${Name} (${Id})`);
}

/** Gives addresses back; a freed low one is the next to go out. */
export function release(node: SimNode, taken: readonly Taken[]): void {
  for (const { subnet, address } of taken) node.pools.get(subnet)?.used.delete(address);
}

function keep(network: LocalNetwork, pool: Pool, which: { text: string; what: string }): void {
  const address = parseAddress(which.text);
  if (!address || !contains(pool.subnet, address)) {
    throw new Refusal(500, `${which.what}: requested address is out of range`);
  }
  if (pool.used.has(address.value)) throw new Refusal(500, `${which.what}: Address already in use`);
  pool.used.add(address.value);
  network.reserved.push({ subnet: formatCidr(pool.subnet), address: address.value });
}

/** Up to 28 an Engine that was told no gateway takes the first free address of the range for one. */
function inventedGateway(node: SimNode, network: LocalNetwork, family: IpamWire): string | undefined {
  if (atLeast(node.engineVersion, "29.0") || network.wire.Internal) return undefined;
  const { address, taken } = take(node, network, family);
  release(node, [taken]);
  return formatAddress(address);
}

function refuseOverlap(node: SimNode, network: LocalNetwork, family: IpamWire): void {
  const own = cidrOf(family.Subnet ?? "");
  for (const other of node.networks.values()) {
    if (other === network || other.wire.ConfigOnly) continue;
    for (const theirs of other.wire.IPAM.Config) {
      const bothRanged = family.IPRange !== undefined && theirs.IPRange !== undefined;
      const same = family.Subnet === theirs.Subnet && family.IPRange === theirs.IPRange;
      if (bothRanged ? !same : !overlaps(own, cidrOf(theirs.Subnet ?? ""))) continue;
      const prefix = atLeast(node.engineVersion, "27.0") ? "invalid pool request: " : "";
      throw new Refusal(403, `${prefix}Pool overlaps with other one on this address space`);
    }
  }
}

function poolOf(node: SimNode, subnet: string): Pool {
  const known = node.pools.get(subnet);
  if (known) return known;
  const cidr = cidrOf(subnet);
  const { network, broadcast } = networkAndBroadcast(cidr);
  const used = new Set([network, broadcast].flatMap((it) => (it ? [it.value] : [])));
  const pool = { subnet: cidr, used };
  node.pools.set(subnet, pool);
  return pool;
}

function cidrOf(text: string): Cidr {
  const cidr = parseCidr(text);
  if (!cidr) throw new Refusal(400, `invalid CIDR address: ${text}`);
  return cidr;
}
