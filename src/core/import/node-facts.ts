/** What one node's config-only network says, as values: made by hand, by a form or by Ansible, nobody knows which fields. */
import { type Address, type Cidr, type Family, parseAddress } from "../../model/address.ts";
import { parseCidrLoose } from "../../model/cidr.ts";
import type { AuxAddress } from "../../model/slices.ts";
import type { EngineNetwork, IpamConfig, SwarmNode } from "../../model/snapshot.ts";

export interface NodeFacts {
  readonly node: SwarmNode;
  readonly network: EngineNetwork;
  readonly parent?: string;
  readonly mode: string;
  readonly ipv4: FamilyFacts;
  readonly ipv6?: FamilyFacts;
}

export interface FamilyFacts {
  readonly subnet: Cidr;
  /** What Docker hands out: the range, or all of the subnet without one. */
  readonly slice: Cidr;
  readonly gateway?: Address;
  readonly aux: readonly AuxAddress[];
}

/** Undefined for a network without an IPv4 subnet: no LAN can be made of it. */
export function nodeFacts(node: SwarmNode, network: EngineNetwork): NodeFacts | undefined {
  const [ipv4, ipv6] = [familyFacts(network, 4), familyFacts(network, 6)];
  if (ipv4 === undefined) return undefined;
  const parent = network.options["parent"];
  return {
    node,
    network,
    ...(parent === undefined || parent === "" ? {} : { parent }),
    mode: network.options["macvlan_mode"] ?? "bridge",
    ipv4,
    ...(ipv6 === undefined ? {} : { ipv6 }),
  };
}

function familyFacts(network: EngineNetwork, family: Family): FamilyFacts | undefined {
  const config = network.ipam.config.find((it) => parseCidrLoose(it.subnet)?.cidr.family === family);
  const subnet = config && parseCidrLoose(config.subnet)?.cidr;
  if (config === undefined || subnet === undefined) return undefined;
  const gateway = parseAddress(config.gateway ?? "");
  return {
    subnet,
    slice: parseCidrLoose(config.ipRange ?? "")?.cidr ?? subnet,
    ...(gateway === undefined ? {} : { gateway }),
    aux: auxOf(config),
  };
}

function auxOf({ aux }: IpamConfig): readonly AuxAddress[] {
  return Object.entries(aux).flatMap(([name, text]) => {
    const address = parseAddress(text);
    return address === undefined ? [] : [{ name, address }];
  });
}
