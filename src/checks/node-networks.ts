/** The node networks that Engines really have, read as values: what hands addresses out, whatever the spec says. */
import { type Address, type Cidr, parseAddress } from "../model/address.ts";
import { parseCidr, parseCidrLoose } from "../model/cidr.ts";
import type { Facts } from "../model/facts.ts";
import type { EngineNetwork, SwarmNode } from "../model/snapshot.ts";
import type { LanSpec } from "../model/spec.ts";
import { engineOf } from "./facts-of.ts";

export interface NodeNetworkFacts {
  readonly lan: LanSpec;
  readonly node: SwarmNode;
  readonly network: EngineNetwork;
  /** Its IPv4 part; what cannot be read is absent. */
  readonly subnet?: Cidr;
  /** The ip-range, or the subnet when it has none: Docker then hands out all of it. */
  readonly slice?: Cidr;
  readonly gateway?: Address;
  readonly aux: readonly Address[];
}

/** The node networks of every LAN on the nodes that answer. */
export function nodeNetworks(facts: Facts): readonly NodeNetworkFacts[] {
  return facts.spec.lans.flatMap((lan) =>
    facts.snapshot.swarm.nodes.flatMap((node) => {
      const found = engineOf(facts, node.id)?.networks.find((it) => it.configOnly && it.name === lan.nodeNetwork);
      return found === undefined ? [] : [{ lan, node, network: found, ...addressesOf(found) }];
    }),
  );
}

/** The IPv4 addressing of a network as an Engine tells it. */
export function addressesOf(network: EngineNetwork): Pick<NodeNetworkFacts, "subnet" | "slice" | "gateway" | "aux"> {
  const config = network.ipam.config.find((it) => !it.subnet.includes(":"));
  const subnet = config === undefined ? undefined : parseCidr(config.subnet);
  const slice = config?.ipRange === undefined ? subnet : parseCidrLoose(config.ipRange)?.cidr;
  const gateway = parseAddress(config?.gateway ?? "");
  const aux = Object.values(config?.aux ?? {}).flatMap((it) => parseAddress(it) ?? []);
  return { ...(subnet && { subnet }), ...(slice && { slice }), ...(gateway && { gateway }), aux };
}

/** Whether that network can hand this address out. */
export function handsOut({ slice, gateway, aux }: NodeNetworkFacts, address: Address): boolean {
  if (slice === undefined || slice.family !== address.family) return false;
  const size = 1n << BigInt(32 - slice.length);
  if (address.value < slice.base || address.value >= slice.base + size) return false;
  return ![...aux, ...(gateway ? [gateway] : [])].some((it) => it.value === address.value);
}
