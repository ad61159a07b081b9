/** What people write instead of our keys, and an example of each key that must be there. */
import type { SpecPath } from "../../model/finding.ts";

/** Docker's, Portainer's and everyday words for the same things. */
export const OTHER_WORDS: Readonly<Record<string, string>> = {
  "ip-range": "slice",
  iprange: "slice",
  range: "slice",
  "aux-address": "reserve",
  "aux-addresses": "reserve",
  exclude: "reserve",
  reserved: "reserve",
  router: "gateway",
  gw: "gateway",
  network: "subnet",
  cidr: "subnet",
  nic: "parent",
  interface: "parent",
  device: "parent",
  "config-from": "node-network",
  "macvlan-mode": "mode",
  networks: "lans",
  lan: "lans",
  hosts: "nodes",
  endpoint: "manager",
  "swarm-id": "id",
};

/** A line that would do for a key that is missing, for the hint. */
export function exampleOf(path: SpecPath): string {
  const key = String(path[path.length - 1]);
  const example = (path[path.length - 2] === "ipv6" ? EXAMPLES6 : EXAMPLES)[key];
  return `${key}: ${example ?? "…"}`;
}

const EXAMPLES: Readonly<Record<string, string>> = {
  version: "1",
  lans: "{ web: { … } }",
  subnet: "192.168.16.0/20",
  gateway: "192.168.31.254   # the router's address on this LAN",
  slice: "/24   # each node's share of the subnet",
  parent: "eth1   # the host interface on this LAN",
};

const EXAMPLES6: Readonly<Record<string, string>> = { subnet: '"fd00:16::/64"', gateway: '"fd00:16::1"' };
