/**
 * What the host of a simulated node looks like: two wired NICs that are up, one default route, and on each parent the
 * addresses that its config-only networks keep out for the host; with IPv6 the link-local one too.
 */
import { createHash } from "node:crypto";
import { formatAddress, parseAddress } from "../../model/address.ts";
import type { NetworkWire } from "../wire-types.ts";
import type { SimNode } from "../world.ts";

export interface HostAddress {
  readonly parent: string;
  readonly address: string;
  readonly length: number;
}

/** The addresses of its own, swarm's one first. */
export function hostAddresses(node: SimNode): readonly HostAddress[] {
  const [first = "eth0"] = node.parents;
  const own = { parent: first, address: node.address, length: 16 };
  return [own, ...[...node.networks.values()].flatMap(({ wire }) => (wire.ConfigOnly ? onParent(node, wire) : []))];
}

function onParent({ hostname }: SimNode, { Options, IPAM, EnableIPv6 }: NetworkWire): readonly HostAddress[] {
  const parent = Options?.["parent"];
  if (parent === undefined) return [];
  const linkLocal = { parent, address: linkLocalOf(macOfNic(hostname, parent)), length: 64 };
  const own = IPAM.Config.flatMap(({ Subnet = "", AuxiliaryAddresses }) => {
    const address = AuxiliaryAddresses?.["host"];
    return address === undefined ? [] : [{ parent, address, length: Number(Subnet.split("/")[1]) }];
  });
  return EnableIPv6 ? [...own, linkLocal] : own;
}

/** As most systems make it of the MAC address (RFC 4291, appendix A). */
function linkLocalOf(mac: string): string {
  const bytes = mac.split(":").map((it) => Number.parseInt(it, 16));
  const id = [(bytes[0] ?? 0) ^ 2, ...bytes.slice(1, 3), 0xff, 0xfe, ...bytes.slice(3)];
  return formatAddress({ family: 6, value: id.reduce((all, it) => (all << 8n) | BigInt(it), 0xfe80n << 48n) });
}

export function macOfNic(hostname: string, nic: string): string {
  const bytes = createHash("sha256").update(`${hostname} ${nic}`).digest("hex").slice(0, 10).match(/../g) ?? [];
  return ["52", ...bytes].join(":");
}

/** What the probe's script reads of the host, in its form: /sys/class/net, `ip -j`, /proc. */
export function hostTold(node: SimNode): string {
  const nics = [...node.parents];
  const addresses = hostAddresses(node);
  const files = nics.map((nic, at) => nicFiles(node, nic, at + 2)).join("");
  const settings = ["all", ...nics].map((it) => `${it} 0 0 0 \n`).join("");
  return `${files}@addresses\n${JSON.stringify(nics.map((nic) => ipAddress(nic, addresses)))}
@routes\n${JSON.stringify([{ dst: "default", gateway: gatewayOf(node), dev: nics[0] }])}
@route\nIface\tDestination\tGateway\tFlags\n${nics[0]}\t00000000\t${hexOf(gatewayOf(node))}\t0003\t0\t0\t0\t00000000\n@route6
@settings\n${settings}@forward\n1\n@machine\nSimulated\nHost\n@clock\n${Math.floor(Date.now() / 1000)}\n`;
}

function nicFiles(node: SimNode, nic: string, index: number): string {
  const files = { address: macOfNic(node.hostname, nic), carrier: 1, ifindex: index, iflink: index, mtu: 1500 };
  const all = { ...files, operstate: "up", type: 1, uevent: `INTERFACE=${nic}`, flags: "0x1003", device: "virtio" };
  return Object.entries(all)
    .map(([file, text]) => `=${nic}/${file}\n${text}\n`)
    .join("");
}

function ipAddress(ifname: string, all: readonly HostAddress[]): object {
  const own = all.filter((it) => it.parent === ifname);
  const addr_info = own.map(({ address, length }) => ({
    family: address.includes(":") ? "inet6" : "inet",
    local: address,
    prefixlen: length,
  }));
  return { ifname, flags: ["BROADCAST", "UP", "LOWER_UP"], promiscuity: 0, addr_info };
}

/** The last address but one of the /16 that swarm knows it by. */
function gatewayOf({ address }: SimNode): string {
  const parsed = parseAddress(address);
  return parsed === undefined ? address : formatAddress({ family: 4, value: (parsed.value & ~0xffffn) | 0xfffen });
}

/** In the byte order of a little-endian machine, as /proc/net/route has it. */
function hexOf(address: string): string {
  const bytes = address.split(".").map((it) => Number(it).toString(16).padStart(2, "0"));
  return bytes.toReversed().join("").toUpperCase();
}
