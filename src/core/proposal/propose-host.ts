/** Whether hosts have the second address of their node's slice, as the reference case has it. */
import { parseAddress, sameAddress } from "../../model/address.ts";
import { contains } from "../../model/cidr.ts";
import { addressesOf } from "../../model/host-facts.ts";
import type { Slices } from "../../model/slices.ts";
import type { HostRule, LanSpec } from "../../model/spec.ts";
import { carveSlices } from "../slices/carve-slices.ts";
import type { LanClues } from "./clues.ts";
import { isFlat } from "./propose-pool.ts";

/** `first` when every host that was seen has it and nothing speaks against it on the others. */
export function proposeHost(clues: LanClues, lan: LanSpec): HostRule {
  if (isFlat(clues, lan.ipv4.subnet)) return "none";
  const { shares, findings } = carved(clues, { ...lan, host: "first" });
  if (findings.some((it) => it.severity === "error")) return "none";
  const fits = clues.hosts.every(({ node, facts }) => {
    const host = shares.find((share) => share.node === node.id)?.ipv4.host;
    return host !== undefined && addressesOf(facts).some((it) => sameAddress(it, host));
  });
  return fits ? "first" : "none";
}

/** The slices that a swarm without any would get. */
function carved({ nodes, hosts }: LanClues, lan: LanSpec): Slices {
  const hostAddresses = hosts.flatMap(({ node, facts }) =>
    addressesOf(facts).map((address) => ({ hostname: node.hostname, address })),
  );
  return carveSlices({ lan, nodes, held: [], hostAddresses });
}

/** Hostnames whose address on the LAN nobody knows, so that nothing keeps it out. */
export function unknownHosts({ nodes, hosts }: LanClues, lan: LanSpec): readonly string[] {
  if (lan.host === "first") return [];
  const seen = new Set(hosts.map(({ node }) => node.id));
  return nodes
    .filter((node) => {
      const address = parseAddress(node.address);
      return !seen.has(node.id) && (address === undefined || !contains(lan.ipv4.subnet, address));
    })
    .map((node) => node.hostname);
}
