/**
 * What nodes keep out, told apart as a spec tells it: edges, the host's own NIC, and all else as `reserve:`.
 *
 * Chosen so that carving keeps out exactly what the kept slices keep out now: a difference would be a replacement.
 */
import { type Address, type AddressRange, sameAddress } from "../../model/address.ts";
import { contains, networkAndBroadcast, rangeOf } from "../../model/cidr.ts";
import type { NodeId } from "../../model/ids.ts";
import { formatRange } from "../../model/range.ts";
import type { FamilySpec, HostRule, LanSpec, ReserveEntry } from "../../model/spec.ts";
import { edgesIn } from "../slices/edges.ts";
import { firstHostOf } from "../slices/host-address.ts";
import { unionOf } from "../slices/intervals.ts";
import type { NodeFamily } from "./infer-family.ts";

export interface KeptOutQuestion {
  readonly spec: FamilySpec;
  /** All nodes' networks, and those of them whose slices stay. */
  readonly facts: readonly NodeFamily[];
  readonly kept: readonly NodeFamily[];
  /** The rule of the LAN, where the other family has decided it. */
  readonly host?: HostRule;
}

export interface InferredKeptOut {
  readonly host: HostRule;
  readonly edges: LanSpec["edges"];
  readonly reserve: readonly ReserveEntry[];
  /** Where a node's NIC is not where the rule says. */
  readonly hosts: ReadonlyMap<NodeId, Address | "none">;
}

export function inferKeptOut(question: KeptOutQuestion): InferredKeptOut {
  const { spec, kept } = question;
  const withFirst = kept.filter((it) => hasFirst(spec, it));
  const host = question.host ?? (withFirst.length > 0 && withFirst.length * 2 >= kept.length ? "first" : "none");
  const edges = kept.every((it) => edgesOf(spec, it).every((edge) => keepsOut(it, edge))) ? "reserve" : "allow";
  const hosts = new Map(kept.flatMap((it) => ownHost(spec, it, host)));
  return { host, edges, hosts, reserve: reserveOf(question, { host, edges, hosts }) };
}

function hasFirst(spec: FamilySpec, it: NodeFamily): boolean {
  const first = firstHostOf(it.slice);
  return keepsOut(it, first) && !sameAddress(first, spec.gateway);
}

function keepsOut({ aux }: NodeFamily, address: Address): boolean {
  return aux.some((it) => sameAddress(it.address, address));
}

/** The edge addresses that Docker does not keep out by itself; IPv6 has none. */
function edgesOf(spec: FamilySpec, { slice }: NodeFamily): readonly Address[] {
  if (slice.family === 6) return [];
  const { network, broadcast } = networkAndBroadcast(spec.subnet);
  const own = [spec.gateway, network, broadcast].filter((it) => it !== undefined);
  return [...edgesIn(rangeOf(slice))]
    .map((value): Address => ({ family: 4, value }))
    .filter((edge) => !own.some((it) => sameAddress(it, edge)));
}

function ownHost(spec: FamilySpec, it: NodeFamily, rule: HostRule): readonly (readonly [NodeId, Address | "none"])[] {
  if (rule === "first" && hasFirst(spec, it)) return [];
  const named = it.aux.find(({ name, address }) => name === "host" && contains(it.slice, address))?.address;
  if (named !== undefined && !sameAddress(named, spec.gateway)) return [[it.node, named]];
  return rule === "first" ? [[it.node, "none"]] : [];
}

type Decided = Pick<InferredKeptOut, "host" | "edges" | "hosts">;

/** Of a kept slice what it keeps out itself; of no slice what anybody keeps out, for slices to come. */
function reserveOf({ spec, facts, kept }: KeptOutQuestion, decided: Decided): readonly ReserveEntry[] {
  const inside = kept.flatMap((it) => {
    const byRule = ruled(spec, it, decided);
    const own = it.aux.map(({ address }) => address).filter((address) => contains(it.slice, address));
    return own.filter((address) => !byRule.some((other) => sameAddress(other, address)));
  });
  const beyond = facts
    .flatMap((it) => it.aux.map(({ address }) => address))
    .filter((address) => contains(spec.subnet, address) && !kept.some((it) => contains(it.slice, address)));
  const family = spec.subnet.family;
  const points = [...inside, ...beyond].filter((it) => !sameAddress(it, spec.gateway));
  return unionOf(points.map(({ value }) => ({ first: value, last: value }))).map((run): ReserveEntry => {
    const range: AddressRange = { family, ...run };
    return { range, text: formatRange(range) };
  });
}

/** What the spec keeps out of that slice without a `reserve:` entry. */
function ruled(spec: FamilySpec, it: NodeFamily, { host, edges, hosts }: Decided): readonly Address[] {
  const own = hosts.get(it.node);
  const nic = own === undefined ? (host === "first" ? [firstHostOf(it.slice)] : []) : own === "none" ? [] : [own];
  return [...nic, ...(edges === "reserve" ? edgesOf(spec, it) : [])];
}
