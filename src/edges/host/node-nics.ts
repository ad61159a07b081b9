/** What Node tells of network interfaces on every platform: those that are up and have an address, and no more of them. */
import type { NetworkInterfaceInfo } from "node:os";
import type { HostNic, NicAddress } from "../../model/host-facts.ts";
import { parseAddress } from "../../model/address.ts";
import { parseCidrLoose } from "../../model/cidr.ts";

/** As `os.networkInterfaces()` answers. Addresses under a label of Linux (`eth0:1`) are the interface's own. */
export function nicsOf(listed: NodeJS.Dict<NetworkInterfaceInfo[]>): readonly HostNic[] {
  const byName = new Map<string, NetworkInterfaceInfo[]>();
  for (const [label, all = []] of Object.entries(listed)) {
    const name = label.replace(/:\d+$/, "");
    byName.set(name, [...(byName.get(name) ?? []), ...all]);
  }
  return [...byName].map(([name, all]) => nicOf(name, all));
}

function nicOf(name: string, all: readonly NetworkInterfaceInfo[]): HostNic {
  const mac = all[0]?.mac.toLowerCase();
  return {
    name,
    kind: all.some((it) => it.internal) ? "loopback" : "unknown",
    ...(mac === undefined || mac === "00:00:00:00:00:00" ? {} : { mac }),
    addresses: all.flatMap(addressOf),
    state: "up",
  };
}

function addressOf({ address, cidr }: NetworkInterfaceInfo): readonly NicAddress[] {
  const parsed = parseAddress(address);
  const prefix = cidr === null ? undefined : parseCidrLoose(cidr);
  return parsed === undefined || prefix === undefined ? [] : [{ address: parsed, length: prefix.cidr.length }];
}
