/** The subnet of an interface, and the router on it, as the hosts have them. */
import { type Address, type Cidr, sameAddress } from "../../model/address.ts";
import { cidrAround, contains } from "../../model/cidr.ts";
import { addressesOf } from "../../model/host-facts.ts";
import { type LanClues, tellsLan } from "./clues.ts";

/** What the first host with that interface sees as its own link. */
export function proposeSubnet({ hosts }: LanClues, parent: string): Cidr | undefined {
  const addresses = hosts.flatMap(({ facts }) => facts.nics.filter((nic) => nic.name === parent));
  const found = addresses.flatMap((nic) => nic.addresses).find(tellsLan);
  return found === undefined ? undefined : cidrAround(found.address, found.length);
}

/** Where the default route leads, when that is on the subnet and no host of the swarm: anything else is a guess. */
export function proposeGateway({ hosts }: LanClues, subnet: Cidr): Address | undefined {
  const own = hosts.flatMap(({ facts }) => addressesOf(facts));
  return hosts
    .flatMap(({ facts }) => facts.defaultRoutes)
    .flatMap((route) => route.gateway ?? [])
    .find((it) => contains(subnet, it) && !own.some((other) => sameAddress(other, it)));
}
