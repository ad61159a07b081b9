/**
 * What every key of a spec means, for the JSON Schema and the reference: one row per key, by its path.
 *
 * `*` stands for a name of the user's, `[]` for an item of a list. Patterns are looser than the schema where a pattern
 * cannot tell (host bits); they never refuse what the schema takes.
 */
import { LAN_NAME } from "../../model/lan-name.ts";

export interface KeyNote {
  readonly says: string;
  /** A value as YAML has it. */
  readonly example?: unknown;
  /** What holds when the key is left out, where that is no fixed value. */
  readonly unless?: string;
  /** What the text looks like. */
  readonly pattern?: string;
  /** The largest number. */
  readonly most?: number;
  /** What the names of the user's look like, for a mapping of them. */
  readonly names?: string;
}

const OCTET = "(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])";
const IPV4 = `${OCTET}(?:\\.${OCTET}){3}`;
const IPV6 = "[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*";
const LENGTH4 = "(?:\\d|[12]\\d|3[0-2])";
const LENGTH6 = "(?:\\d|[1-9]\\d|1[01]\\d|12[0-8])";
const CIDR4 = `^${IPV4}/${LENGTH4}$`;
const CIDR6 = `^${IPV6}/${LENGTH6}$`;
const ANY_ADDRESS = `(?:${IPV4}|${IPV6})`;
const SOMETHING = "\\S";
const INTERFACE = "^[^\\s/:]{1,15}$";
const HOSTNAME = "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}$";

const LAN: Readonly<Record<string, KeyNote>> = {
  subnet: { says: "The LAN's subnet, as the router has it.", example: "192.168.16.0/20", pattern: CIDR4 },
  gateway: {
    says: "The router's address on this LAN. Never the address of a host, unless that node says router: true.",
    example: "192.168.31.254",
    pattern: `^${IPV4}$`,
  },
  slice: {
    says: "The prefix length of each node's share of the pool.",
    example: "/24",
    pattern: `^/?${LENGTH4}$`,
    most: 32,
  },
  pool: {
    says: "The part of the subnet to carve into slices: on a flat home LAN, what the DHCP server does not hand out.",
    example: "192.168.1.128/25",
    unless: "the whole subnet",
    pattern: CIDR4,
  },
  parent: {
    says: "The host interface that containers sit on; a VLAN's as eth0.20.",
    example: "eth1",
    pattern: INTERFACE,
  },
  host: {
    says: "first: each host's own NIC has the second address of its slice. none: hosts have no address inside the slices.",
    example: "none",
  },
  edges: {
    says: "reserve: .0 and .255 of every IPv4 /24 are kept out. allow: hand them out, as Docker does.",
    example: "allow",
  },
  reserve: {
    says: "What is never handed out.",
    example: ["192.168.31.0/24", "192.168.20.50-192.168.20.99", "192.168.21.7"],
    unless: "nothing but the gateway, host addresses and edges",
  },
  "reserve.[]": {
    says: "An address, a prefix or FIRST-LAST, of either family.",
    example: "192.168.20.50-192.168.20.99",
    pattern: `^${ANY_ADDRESS}(?:/${LENGTH6}|\\s*-\\s*${ANY_ADDRESS})?$`,
  },
  "node-network": {
    says: "The name of the config-only network on each node.",
    example: "macvlanconf",
    unless: "<LAN>-node",
    pattern: "^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$",
  },
  attachable: { says: "Whether containers that belong to no service may attach.", example: false },
  internal: { says: "Whether Docker leaves out the default route of containers.", example: true },
  mode: { says: "The mode of the macvlan driver.", example: "private" },
  ipv6: {
    says: "IPv6 beside IPv4; IPv6 alone is refused by Engines.",
    example: { subnet: "fd00:16::/64", gateway: "fd00:16::1", slice: "/80" },
    unless: "no IPv6",
  },
  "ipv6.subnet": { says: "The LAN's IPv6 subnet.", example: "fd00:16::/64", pattern: CIDR6 },
  "ipv6.gateway": { says: "The router's IPv6 address on this LAN.", example: "fd00:16::1", pattern: `^${IPV6}$` },
  "ipv6.slice": {
    says: "The prefix length of each node's share of the IPv6 pool.",
    example: "/80",
    unless: "16 bits below the subnet's",
    pattern: `^/?${LENGTH6}$`,
    most: 128,
  },
  "ipv6.pool": {
    says: "The part of the IPv6 subnet to carve into slices.",
    example: "fd00:16::/72",
    unless: "the whole IPv6 subnet",
    pattern: CIDR6,
  },
  nodes: {
    says: "What single nodes have of their own. Nodes that are not named get a slice by themselves.",
    example: { swarm03: { skip: true } },
    unless: "every node gets a slice by itself",
    names: HOSTNAME,
  },
};

const NODE: Readonly<Record<string, KeyNote>> = {
  slice: {
    says: "This node's slice, in place of the next free one. A slice moves by this entry only.",
    example: "192.168.16.0/24",
    unless: "the lowest free slice; once given, it stays",
    pattern: CIDR4,
  },
  parent: {
    says: "The interface on this node, where it is called otherwise.",
    example: "ens19",
    unless: "the LAN's",
    pattern: INTERFACE,
  },
  host: {
    says: "The address of this node's own NIC on the LAN; or first, or none, as for the LAN.",
    example: "192.168.16.9",
    unless: "the LAN's rule",
    pattern: `^(?:none|first|${IPV4})$`,
  },
  router: { says: "This node is the LAN's router: its address may be the gateway's.", example: true },
  skip: { says: "This node takes no part in the LAN.", example: true },
  ipv6: { says: "The same for IPv6.", example: { slice: "fd00:16:0:0:1::/80" }, unless: "nothing of its own" },
  "ipv6.slice": {
    says: "This node's IPv6 slice.",
    example: "fd00:16:0:0:1::/80",
    unless: "the lowest free slice; once given, it stays",
    pattern: CIDR6,
  },
  "ipv6.host": {
    says: "The IPv6 address of this node's own NIC on the LAN; or first, or none, as for the LAN.",
    example: "fd00:16::9",
    unless: "the LAN's rule",
    pattern: `^(?:none|first|${IPV6})$`,
  },
};

/** Every key, in the order that the reference tells them. */
export const KEY_NOTES: Readonly<Record<string, KeyNote>> = {
  version: { says: "The version of this format.", example: 1 },
  swarm: {
    says: "How the swarm is reached.",
    example: { nodes: "ssh://ops@{hostname}" },
    unless: "the Engine that the docker command talks to",
  },
  "swarm.manager": {
    says: "How a manager's Engine is reached.",
    example: "ssh://ops@mgr01",
    unless: "DOCKER_HOST, else the current docker context",
    pattern: SOMETHING,
  },
  "swarm.id": {
    says: "The swarm's ID; any other swarm is refused.",
    example: "k3x9f2m8q1w7e5r4t6y0u3i9o",
    unless: "whatever swarm the manager is in",
    pattern: SOMETHING,
  },
  "swarm.nodes": {
    says: "How every node's Engine is reached: one text in which {hostname} and {address} are each node's own, or a mapping of hostnames.",
    example: "ssh://ops@{hostname}",
    unless: "no node but the manager can be reached",
    pattern: SOMETHING,
    names: HOSTNAME,
  },
  "swarm.nodes.*": { says: "One node's Engine.", example: "unix:///run/mgr01.sock", pattern: SOMETHING },
  lans: {
    says: "Every LAN by its name, which is also the name of its swarm network.",
    names: LAN_NAME.source,
  },
  "lans.*": { says: "One subnet of your network, and one swarm network on it." },
  ...under("lans.*.", LAN),
  "lans.*.nodes.*": { says: "One node, by its hostname.", example: { slice: "192.168.16.0/24" } },
  ...under("lans.*.nodes.*.", NODE),
};

function under(path: string, notes: Readonly<Record<string, KeyNote>>): Readonly<Record<string, KeyNote>> {
  return Object.fromEntries(Object.entries(notes).map(([key, note]) => [path + key, note]));
}
