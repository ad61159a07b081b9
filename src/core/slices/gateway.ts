/**
 * The commonest mistake in published recipes: the gateway is a host's own address. Docker accepts the node network and
 * then rejects every task there (`failed to allocate secondary ip address … Address already in use`, seen on 20.10).
 *
 * Refused, unless that node says `router: true`: then its address is left out of the aux list, and the loss is stated.
 */
import { type Cidr, formatAddress, sameAddress } from "../../model/address.ts";
import { type Finding, finding } from "../../model/finding.ts";
import type { NodeId } from "../../model/ids.ts";
import type { SliceNode } from "../../model/slices.ts";
import { hostAddressOf } from "./host-address.ts";
import { type Lane, lanNodeOf, lanPath, nodePath } from "./lane.ts";
import type { ShareOwner } from "./share-of.ts";

/** Whose share it is, with the host address to keep out: never the gateway, which Docker keeps out itself. */
export function ownerOf(lane: Lane, node: SliceNode, slice: Cidr): ShareOwner {
  const host = hostAddressOf(lane, node.hostname, slice);
  if (host === undefined || sameAddress(host, lane.spec.gateway)) return { hostname: node.hostname };
  return { hostname: node.hostname, host };
}

/** True when the spec says of that very node which address its NIC has, in digits or as `first`. */
function saysHost({ lan, family }: Lane, hostname: string): boolean {
  const node = lanNodeOf(lan, hostname);
  const own = family === 4 ? node?.host : node?.host6;
  return own !== undefined && own !== "none";
}

/** Seen on the NIC, stated by the spec for that node, or only assumed by the LAN's `host: first`. */
type Known = "seen" | "stated" | "assumed";

/** One finding for every host whose NIC has the gateway's address, by the spec or as seen. */
export function judgeGateway(lane: Lane, slices: ReadonlyMap<NodeId, Cidr>): readonly Finding[] {
  const hosts = new Map<string, Known>();
  for (const { hostname, address, seen } of lane.hosts) {
    if (!sameAddress(address, lane.spec.gateway)) continue;
    hosts.set(hostname, seen || hosts.get(hostname) === "seen" ? "seen" : "stated");
  }
  for (const node of lane.nodes) {
    const slice = slices.get(node.id);
    const host = slice && hostAddressOf(lane, node.hostname, slice);
    const same = host !== undefined && sameAddress(host, lane.spec.gateway);
    if (same && !hosts.has(node.hostname))
      hosts.set(node.hostname, saysHost(lane, node.hostname) ? "stated" : "assumed");
  }
  return [...hosts].flatMap(([hostname, known]) => judgeHost(lane, hostname, known));
}

function judgeHost(lane: Lane, hostname: string, known: Known): readonly Finding[] {
  const own = lanNodeOf(lane.lan, hostname);
  // A skipped node runs nothing on this LAN, so nothing is lost there.
  if (own?.skip) return [];
  const details = { lan: lane.lan.name, gateway: formatAddress(lane.spec.gateway), node: hostname };
  const stated = saysHost(lane, hostname);
  const at = [
    lanPath(lane.lan, lane.family, "gateway"),
    ...(stated ? [nodePath(lane.lan, lane.family, hostname, "host")] : []),
  ];
  const where = { target: { lan: lane.lan.name, node: hostname, address: details.gateway }, at };
  if (own?.router) {
    const here = lane.nodes.some((node) => node.hostname === hostname);
    return here ? [finding("GATEWAY_ON_ROUTER", details, { ...where, severity: "warn" })] : [];
  }
  // In IPv6 routers sit on the subnet's ::1 by custom, which is the first slice's first host too: no proof of a clash.
  if (known === "assumed" && lane.family === 6) {
    return [finding("GATEWAY_NOT_FIRST_HOST", details, { ...where, severity: "warn" })];
  }
  return [finding("GATEWAY_IS_HOST", { ...details, seen: known === "seen" }, where)];
}
