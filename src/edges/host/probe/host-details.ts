/**
 * A host's own facts, read by a plain shell: /sys and /proc, and `ip -j` where there is one. The same script serves a
 * probe container and a node's ssh.
 */
import { type HostNic, type NicAddress } from "../../../model/host-facts.ts";
import type { HostDetails, HostRoute, NicSettings } from "../../../model/host-details.ts";
import { parseAddress } from "../../../model/address.ts";
import { known, unknownBecause } from "../../../model/known.ts";
import {
  byMetric,
  NIC_ENTRIES,
  NIC_FILES,
  parseIpv6Routes,
  parseNics,
  parseRoutes,
} from "../../../model/linux-nics.ts";
import type { Asking } from "./question.ts";

const COMMAND = `cd /sys/class/net && for n in *; do
  for f in ${NIC_FILES.join(" ")} flags; do if [ -r $n/$f ]; then echo "=$n/$f"; cat $n/$f 2>/dev/null; fi; done
  for e in ${NIC_ENTRIES.join(" ")}; do if [ -e $n/$e ]; then echo "=$n/$e"; basename "$(readlink $n/$e)"; fi; done
  for e in $n/lower_*; do if [ -e $e ]; then echo "=$e"; fi; done
done
ip=ip.iproute2; command -v $ip >/dev/null || ip=ip
echo "@addresses"; $ip -j -d address 2>/dev/null
echo "@routes"; $ip -j route show table all 2>/dev/null
echo "@route"; cat /proc/net/route; echo "@route6"; cat /proc/net/ipv6_route 2>/dev/null
echo "@settings"; cd /proc/sys/net/ipv4/conf && for n in *; do echo "$n $(cat $n/rp_filter $n/arp_ignore $n/arp_announce | tr '\\n' ' ')"; done
echo "@forward"; cat /proc/sys/net/ipv4/ip_forward
echo "@machine"; cat /sys/class/dmi/id/sys_vendor /sys/class/dmi/id/product_name 2>/dev/null
echo "@service"; systemctl is-active docker 2>/dev/null
echo "@clock"; date +%s`;

/** `now` is this machine's clock when the answer is read, seconds since 1970. */
export function askHost(now: () => number): Asking<HostDetails> {
  return {
    command: COMMAND,
    answer: ({ stdout }) =>
      /^@addresses\n\[/m.test(stdout)
        ? known(hostDetailsIn(stdout, now()))
        : unknownBecause("there is no `ip` on the host that answers in JSON (iproute2 since 4.15)"),
  };
}

export function hostDetailsIn(text: string, ours: number): HostDetails {
  const [head = "", ...rest] = text.split(/^@/m);
  const sections = new Map(rest.map((it) => [it.slice(0, it.indexOf("\n")), it.slice(it.indexOf("\n") + 1)]));
  const section = (name: string): string => sections.get(name) ?? "";
  const files = filesIn(head);
  const addresses = json<IpAddresses>(section("addresses"));
  const byNic = new Map(addresses.map((it) => [it.ifname ?? "", addressesOf(it)]));
  const nics: readonly HostNic[] = parseNics({ files, addresses: byNic });
  const [vendor = "", product = ""] = section("machine")
    .split("\n")
    .map((it) => it.trim());
  const theirs = Number(section("clock").trim());
  const forward = section("forward").trim();
  const engineService = section("service").trim();
  return {
    nics,
    defaultRoutes: byMetric([...parseRoutes(section("route")), ...parseIpv6Routes(section("route6"))]),
    routes: json<IpRoute>(section("routes")).flatMap(routeOf),
    settings: new Map(section("settings").split("\n").flatMap(settingsIn)),
    ...(forward === "" ? {} : { forwards: forward === "1" }),
    leased: addresses
      .filter((it) => it.addr_info?.some((one) => one.family === "inet" && one.dynamic))
      .map((it) => it.ifname ?? ""),
    promiscuous: addresses
      .filter((it) => it.flags?.includes("PROMISC") || (it.promiscuity ?? 0) > 0)
      .map((it) => it.ifname ?? ""),
    ...(vendor === "" ? {} : { machine: { vendor, product } }),
    ...(engineService === "" ? {} : { engineService }),
    ...(theirs > 0 ? { clock: { theirs, ours } } : {}),
  };
}

function filesIn(text: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const part of text.split(/^=/m).slice(1)) {
    const eol = part.indexOf("\n");
    files.set(part.slice(0, eol < 0 ? undefined : eol).trim(), eol < 0 ? "" : part.slice(eol + 1));
  }
  return files;
}

/** As iproute2 writes it (`ip -j`): every field may be missing in an older one. */
interface IpAddresses {
  readonly ifname?: string;
  readonly flags?: readonly string[];
  readonly promiscuity?: number;
  readonly addr_info?: readonly {
    readonly family?: string;
    readonly local?: string;
    readonly prefixlen?: number;
    readonly dynamic?: boolean;
  }[];
}

interface IpRoute {
  readonly dst?: string;
  readonly gateway?: string;
  readonly dev?: string;
  readonly table?: string;
  readonly metric?: number;
  readonly type?: string;
}

function json<T>(text: string): readonly T[] {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as T[]) : [];
  } catch {
    return []; // no iproute2 there, or one without -j
  }
}

function addressesOf({ addr_info = [] }: IpAddresses): readonly NicAddress[] {
  return addr_info.flatMap((it) => {
    const address = parseAddress(it.local ?? "");
    return address === undefined || it.prefixlen === undefined ? [] : [{ address, length: it.prefixlen }];
  });
}

function routeOf({ dst, gateway, dev, table = "main", metric = 0, type }: IpRoute): readonly HostRoute[] {
  if (dst === undefined || dev === undefined || table === "local" || (type !== undefined && type !== "unicast"))
    return [];
  return [{ to: dst, ...(gateway === undefined ? {} : { gateway }), nic: dev, table, metric }];
}

function settingsIn(line: string): readonly (readonly [string, NicSettings])[] {
  const [name = "", ...values] = line.trim().split(/\s+/);
  const [rpFilter, arpIgnore, arpAnnounce] = values.map(Number);
  if (rpFilter === undefined || arpIgnore === undefined || arpAnnounce === undefined) return [];
  return [[name, { rpFilter, arpIgnore, arpAnnounce }]];
}
