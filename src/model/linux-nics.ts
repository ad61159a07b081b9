/**
 * Network interfaces and routes from what Linux says of them: the files under /sys/class/net, and the route tables of
 * /proc/net. Pure: whoever read the texts (this machine, a shell over ssh) hands them over. Lines and files that say
 * nothing usable are passed over.
 */
import { type Address, compareAddresses } from "./address.ts";
import type { DefaultRoute, HostNic, NicAddress, NicKind } from "./host-facts.ts";

export interface NicTexts {
  /**
   * By path under /sys/class/net. A file has its text (`eth0/mtu` → `1500`), a link the last part of its target
   * (`eth0/master` → `br0`), a folder nothing (`wlan0/wireless` → ``).
   */
  readonly files: ReadonlyMap<string, string>;
  /** By interface. */
  readonly addresses: ReadonlyMap<string, readonly NicAddress[]>;
}

/** The files of one interface that `parseNics` looks at. */
export const NIC_FILES = ["address", "carrier", "ifindex", "iflink", "mtu", "operstate", "tun_flags", "type", "uevent"];
/** The links and folders of one interface that it looks at; `lower_*` links too. */
export const NIC_ENTRIES = ["bonding", "bridge", "device", "master", "phy80211", "wireless"];

/** Every interface that has a `type`, by name. */
export function parseNics(texts: NicTexts): readonly HostNic[] {
  const names = [...texts.files.keys()].filter((it) => it.endsWith("/type")).map((it) => it.slice(0, -"/type".length));
  return names.sort().map((name) => parseNic(name, texts));
}

function parseNic(name: string, { files, addresses }: NicTexts): HostNic {
  const said = (file: string) => files.get(`${name}/${file}`)?.trim();
  const mac = said("address");
  const mtu = Number(said("mtu"));
  const carrier = said("carrier");
  const lower = [...files.keys()].find((it) => it.startsWith(`${name}/lower_`))?.slice(`${name}/lower_`.length);
  const master = said("master");
  return {
    name,
    kind: kindOf(name, files),
    ...(mac === undefined || !/^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/.test(mac) || mac === NO_MAC ? {} : { mac }),
    addresses: [...(addresses.get(name) ?? [])].sort((a, b) => compareAddresses(a.address, b.address)),
    ...(Number.isSafeInteger(mtu) && mtu > 0 ? { mtu } : {}),
    state: stateOf(said("operstate"), carrier),
    ...(carrier === "1" || carrier === "0" ? { carrier: carrier === "1" } : {}),
    ...(master === undefined || master === "" ? {} : { master }),
    ...(lower === undefined || !STACKED.has(kindOf(name, files)) ? {} : { lower }),
  };
}

const NO_MAC = "00:00:00:00:00:00";
const STACKED: ReadonlySet<NicKind> = new Set(["vlan", "macvlan"]);
/** The kernel's own names (DEVTYPE in `uevent`). */
const DEVTYPES: Readonly<Record<string, NicKind>> = {
  bond: "bond",
  bridge: "bridge",
  macvlan: "macvlan",
  vlan: "vlan",
  wlan: "wireless",
  wireguard: "tunnel",
  vxlan: "tunnel",
  geneve: "tunnel",
};
/** ARPHRD_ETHER and ARPHRD_LOOPBACK of linux/if_arp.h. */
const ETHERNET = "1";
const LOOPBACK = "772";

function kindOf(name: string, files: ReadonlyMap<string, string>): NicKind {
  const said = (file: string) => files.get(`${name}/${file}`)?.trim();
  const has = (file: string) => files.has(`${name}/${file}`);
  const devtype = /^DEVTYPE=(\S+)$/m.exec(said("uevent") ?? "")?.[1] ?? "";
  if (said("type") === LOOPBACK) return "loopback";
  if (has("wireless") || has("phy80211")) return "wireless";
  const known = Object.hasOwn(DEVTYPES, devtype) ? DEVTYPES[devtype] : undefined;
  if (known !== undefined) return known;
  if (has("bridge")) return "bridge";
  if (has("bonding")) return "bond";
  if (has("tun_flags") || said("type") !== ETHERNET) return "tunnel";
  if (has("device")) return "physical";
  // One end of a pair: Linux says no more of it than that its other end is another interface.
  if (said("iflink") !== said("ifindex")) return "veth";
  return "virtual";
}

/** Some drivers never say `up`: then the carrier tells. */
function stateOf(operstate: string | undefined, carrier: string | undefined): HostNic["state"] {
  if (operstate === "up") return "up";
  if (operstate === undefined) return "unknown";
  if (operstate === "unknown") return carrier === "1" ? "up" : "unknown";
  return "down";
}

/** RTF_UP and RTF_GATEWAY, RTF_REJECT of linux/route.h. */
const UP = 0x1;
const GATEWAY = 0x2;
const REJECT = 0x200;

/** The default routes of /proc/net/route (numbers in the byte order of the little-endian hosts that Docker runs on). */
export function parseRoutes(text: string): readonly DefaultRoute[] {
  return text.split("\n").flatMap((line): DefaultRoute[] => {
    const [nic = "", to, via = "", flagText = "", , , metric, mask] = line.trim().split(/\s+/);
    const flags = Number.parseInt(flagText, 16);
    if (to !== "00000000" || mask !== "00000000" || !(flags & UP) || flags & REJECT) return [];
    const value = BigInt(`0x${(via.match(/../g) ?? []).toReversed().join("") || "0"}`);
    const gateway: Address | undefined = flags & GATEWAY ? { family: 4, value } : undefined;
    return [{ family: 4, nic, ...(gateway ? { gateway } : {}), metric: Number(metric) }];
  });
}

/** The default routes of /proc/net/ipv6_route; the kernel's own one to nowhere (on `lo`) is left out. */
export function parseIpv6Routes(text: string): readonly DefaultRoute[] {
  return text.split("\n").flatMap((line): DefaultRoute[] => {
    const [to, length, , , via = "", metric = "", , , flagText = "", nic = ""] = line.trim().split(/\s+/);
    const flags = Number.parseInt(flagText, 16);
    if (length !== "00" || !/^0{32}$/.test(to ?? "") || !(flags & UP) || flags & REJECT || nic === "lo") return [];
    const gateway: Address | undefined = flags & GATEWAY ? { family: 6, value: BigInt(`0x${via}`) } : undefined;
    return [{ family: 6, nic, ...(gateway ? { gateway } : {}), metric: Number.parseInt(metric, 16) }];
  });
}

/** As the kernel chooses: the lowest metric of a family first. */
export function byMetric(routes: readonly DefaultRoute[]): readonly DefaultRoute[] {
  return [...routes].sort((a, b) => a.family - b.family || a.metric - b.metric);
}
