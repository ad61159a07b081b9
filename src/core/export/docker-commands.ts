/** The docker commands of the hand procedure, as words: one config-only network per node, one swarm network on a manager. */
import { formatAddress } from "../../model/address.ts";
import { formatCidr } from "../../model/cidr.ts";
import type { NodeNetworkSettings } from "../../model/snapshot.ts";
import type { LanSpec } from "../../model/spec.ts";

/** `docker network create --config-only …`: every flag once per family, in the order that people write them. */
export function nodeNetworkCommand(network: NodeNetworkSettings): readonly string[] {
  const aux = auxFlags(network);
  const families = network.families.flatMap((it) => [
    ...(it.subnet.family === 6 ? ["--ipv6"] : []),
    ...["--subnet", formatCidr(it.subnet), "--ip-range", formatCidr(it.slice), "--gateway", formatAddress(it.gateway)],
    ...(aux.get(it) ?? []),
  ]);
  const mode = network.mode === "bridge" ? [] : ["-o", `macvlan_mode=${network.mode}`];
  const options = ["-o", `parent=${network.parent}`, ...mode];
  return ["docker", "network", "create", "--config-only", ...families, ...options, network.name];
}

/** `docker network create -d macvlan --scope swarm …` */
export function swarmNetworkCommand(lan: LanSpec): readonly string[] {
  const flags = [...(lan.attachable ? ["--attachable"] : []), ...(lan.internal ? ["--internal"] : [])];
  return [
    ...["docker", "network", "create", "-d", "macvlan", "--scope", "swarm", "--config-from", lan.nodeNetwork],
    ...flags,
    lan.name,
  ];
}

/** The docker CLI keeps one list of names for all families: the second `host` would take the first one's place. */
function auxFlags({ families }: NodeNetworkSettings): ReadonlyMap<object, readonly string[]> {
  const used = new Set<string>();
  return new Map(
    families.map((family) => [
      family,
      Object.entries(family.aux).flatMap(([name, address]) => {
        const own = used.has(name) ? `${name}-v6` : name;
        used.add(own);
        return ["--aux-address", `${own}=${address}`];
      }),
    ]),
  );
}
