/** Short ways to write a case: addresses as text, a LAN by what is special about it, nodes by their names. */
import { type Address, type AddressRange, type Cidr, parseAddress } from "../src/model/address.ts";
import { parseCidr } from "../src/model/cidr.ts";
import type { LanName, NodeId } from "../src/model/ids.ts";
import type { LedgerEntry } from "../src/model/ledger.ts";
import { parseRange } from "../src/model/range.ts";
import type { HeldSlice, SeenHostAddress, SliceNode, SliceRequest } from "../src/model/slices.ts";
import type { FamilySpec, LanNode, LanSpec, NodeHost, ReserveEntry } from "../src/model/spec.ts";

export function cidr(text: string): Cidr {
  return valid(parseCidr(text), text);
}

export function address(text: string): Address {
  return valid(parseAddress(text), text);
}

export function range(text: string): AddressRange {
  return valid(parseRange(text), text);
}

function valid<T>(value: T | undefined, text: string): T {
  if (value === undefined) throw new TypeError(`a test wrote ${JSON.stringify(text)}, which does not parse`);
  return value;
}

interface FamilyText {
  readonly subnet?: string;
  readonly gateway?: string;
  readonly slice?: number;
  readonly pool?: string;
}

interface LanNodeText {
  readonly slice?: string;
  readonly slice6?: string;
  readonly parent?: string;
  readonly host?: string;
  readonly host6?: string;
  readonly router?: boolean;
  readonly skip?: boolean;
}

export type LanText = FamilyText & {
  readonly name?: string;
  readonly parent?: string;
  readonly host?: LanSpec["host"];
  readonly edges?: LanSpec["edges"];
  readonly reserve?: readonly string[];
  readonly nodeNetwork?: string;
  readonly ipv6?: FamilyText;
  readonly nodes?: Readonly<Record<string, LanNodeText>>;
};

/** The reference case's LAN (product.md), but for what is said. */
export function lan(text: LanText = {}): LanSpec {
  const name = (text.name ?? "macvlanswarm") as LanName;
  return {
    name,
    ipv4: family(text, { subnet: "192.168.16.0/20", gateway: "192.168.31.254", slice: 24 }),
    ...(text.ipv6 && { ipv6: family(text.ipv6, { subnet: "fd00:16::/64", gateway: "fd00:16::ffff:1", slice: 80 }) }),
    parent: text.parent ?? "eth1",
    host: text.host ?? "first",
    edges: text.edges ?? "reserve",
    reserve: (text.reserve ?? []).map(reserved),
    nodeNetwork: text.nodeNetwork ?? `${name}-node`,
    attachable: true,
    internal: false,
    mode: "bridge",
    nodes: Object.fromEntries(Object.entries(text.nodes ?? {}).map(([hostname, node]) => [hostname, lanNode(node)])),
  };
}

function family(text: FamilyText, usual: { subnet: string; gateway: string; slice: number }): FamilySpec {
  const subnet = cidr(text.subnet ?? usual.subnet);
  return {
    subnet,
    gateway: address(text.gateway ?? usual.gateway),
    sliceLength: text.slice ?? usual.slice,
    pool: text.pool === undefined ? subnet : cidr(text.pool),
  };
}

function hostOf(text: string): NodeHost {
  return text === "none" || text === "first" ? text : address(text);
}

export function reserved(text: string): ReserveEntry {
  return { range: range(text), text };
}

function lanNode(text: LanNodeText): LanNode {
  return {
    ...(text.slice !== undefined && { slice: cidr(text.slice) }),
    ...(text.slice6 !== undefined && { slice6: cidr(text.slice6) }),
    ...(text.parent !== undefined && { parent: text.parent }),
    ...(text.host !== undefined && { host: hostOf(text.host) }),
    ...(text.host6 !== undefined && { host6: hostOf(text.host6) }),
    router: text.router ?? false,
    skip: text.skip ?? false,
  };
}

/** `id-mgr01`: the id that builders give to a hostname. */
export function nodeId(hostname: string): NodeId {
  return `id-${hostname}` as NodeId;
}

/** Nodes by their names, in the order written; a manager when the name begins with mgr. */
export function nodes(hostnames: string): readonly SliceNode[] {
  return hostnames
    .split(" ")
    .filter((it) => it !== "")
    .map((hostname) => ({ id: nodeId(hostname), hostname, role: hostname.startsWith("mgr") ? "manager" : "worker" }));
}

export function held(hostname: string, slice: string, state: HeldSlice["state"] = "held"): HeldSlice {
  return { node: nodeId(hostname), hostname, slice: cidr(slice), state };
}

export function seen(hostname: string, text: string): SeenHostAddress {
  return { hostname, address: address(text) };
}

/** The question to the carver: a LAN, nodes by name, and what else is known. */
export function request(
  spec: LanSpec,
  hostnames: string,
  known: { held?: readonly HeldSlice[]; seen?: readonly SeenHostAddress[] } = {},
): SliceRequest {
  return { lan: spec, nodes: nodes(hostnames), held: known.held ?? [], hostAddresses: known.seen ?? [] };
}

/** A ledger entry, held since the first of January 2026 unless said. */
export function entry(hostname: string, slice: string, more: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    node: nodeId(hostname),
    hostname,
    slice: cidr(slice),
    since: "2026-01-01T00:00:00.000Z",
    state: { kind: "held" },
    networks: [],
    former: [],
    ...more,
  };
}
