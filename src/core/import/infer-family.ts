/**
 * The addressing of one LAN in one family, from what its nodes have: which slices can stay, and how the rest is carved.
 *
 * A slice stays when it overlaps no other's. Of overlapping ones the first stays beside sound ones; where all nodes have
 * the same range (Portainer's form) none does, and that range is carved among them. The pool is the smallest prefix that
 * holds what is handed out now: what lies beyond may be somebody's DHCP range.
 */
import { type Address, bitsOf, type Cidr, formatAddress } from "../../model/address.ts";
import { cidrAround, contains, firstOf, formatCidr, overlaps } from "../../model/cidr.ts";
import type { NodeId } from "../../model/ids.ts";
import type { FamilySpec } from "../../model/spec.ts";
import { indexByCidr } from "../slices/cidr-index.ts";
import { majorityOf } from "./majority.ts";
import type { FamilyFacts } from "./node-facts.ts";

export interface FamilyQuestion {
  /** In carving order. */
  readonly facts: readonly NodeFamily[];
  /** How many nodes take part, those without a network included. */
  readonly nodes: number;
  /** Said by the user; else what most nodes have. */
  readonly gateway?: Address;
  /** Said by the user: how to carve for the nodes whose slices cannot stay. */
  readonly pool?: Cidr;
  readonly sliceLength?: number;
}

export interface NodeFamily extends FamilyFacts {
  readonly node: NodeId;
  readonly hostname: string;
}

export interface InferredFamily {
  /** Absent when nobody knows the gateway. */
  readonly spec?: FamilySpec;
  readonly kept: readonly NodeFamily[];
  /** Nodes that hand out what another one hands out, the first of them included. */
  readonly overlapping: readonly NodeFamily[];
}

/** Nodes should have room to become twice as many. */
const GROWTH = 2;
/** Of a slice: below, a node can run next to nothing. */
const SMALLEST_BITS = 3;

export function inferFamily(question: FamilyQuestion): InferredFamily | undefined {
  const { facts, nodes } = question;
  const subnet = majorityOf(
    facts.map((it) => it.subnet),
    formatCidr,
  );
  if (subnet === undefined) return undefined;
  const gateway =
    question.gateway ??
    majorityOf(
      facts.flatMap((it) => it.gateway ?? []),
      formatAddress,
    );
  const inside = facts.filter((it) => contains(subnet, it.slice));
  const known = indexByCidr(inside);
  const alone = inside.filter((it) => known(it.slice).length === 1);
  const kept = keepable(inside, alone);
  const carved = carving({ subnet, inside, kept, nodes, question });
  return {
    kept,
    overlapping: inside.filter((it) => !alone.includes(it)),
    ...(gateway === undefined ? {} : { spec: { subnet, gateway, ...carved } }),
  };
}

function keepable(inside: readonly NodeFamily[], alone: readonly NodeFamily[]): readonly NodeFamily[] {
  const length = majorityOf(
    alone.map((it) => it.slice.length),
    String,
  );
  if (length === undefined) return [];
  const kept = [...alone];
  for (const it of inside) {
    const fits = it.slice.length >= length && kept.every((other) => !overlaps(other.slice, it.slice));
    if (!alone.includes(it) && fits) kept.push(it);
  }
  return inside.filter((it) => kept.includes(it));
}

interface Carving {
  readonly subnet: Cidr;
  readonly inside: readonly NodeFamily[];
  readonly kept: readonly NodeFamily[];
  readonly nodes: number;
  readonly question: FamilyQuestion;
}

function carving({ subnet, inside, kept, nodes, question }: Carving): Pick<FamilySpec, "pool" | "sliceLength"> {
  const { pool: said, sliceLength } = question;
  const length = majorityOf(
    kept.map((it) => it.slice.length),
    String,
  );
  if (length === undefined) {
    const pool = said ?? covering(subnet, inside);
    return { pool, sliceLength: sliceLength ?? lengthFor(pool, nodes) };
  }
  let pool = said ?? covering(subnet, kept);
  while (said === undefined && pool.length > subnet.length && freeIn(pool, length, kept) < nodes - kept.length) {
    pool = cidrAround(firstOf(pool), pool.length - 1);
  }
  return { pool, sliceLength: sliceLength ?? Math.max(length, pool.length) };
}

/** The smallest prefix that holds all of their slices. */
function covering(subnet: Cidr, all: readonly NodeFamily[]): Cidr {
  let [pool] = all.map((it) => it.slice);
  if (pool === undefined) return subnet;
  for (const { slice } of all) {
    while (!contains(pool, slice)) pool = cidrAround(firstOf(pool), pool.length - 1);
  }
  return pool;
}

/** How many slices of that length are left beside those that are kept; never more than anybody needs. */
function freeIn(pool: Cidr, length: number, kept: readonly NodeFamily[]): number {
  const taken = kept.reduce((sum, { slice }) => sum + 2 ** Math.max(0, length - slice.length), 0);
  return 2 ** Math.max(0, length - pool.length) - taken;
}

/** Room for twice as many nodes, unless slices would be too small for that. */
function lengthFor(pool: Cidr, nodes: number): number {
  const bitsFor = (count: number) => Math.ceil(Math.log2(Math.max(1, count)));
  const roomy = pool.length + bitsFor(nodes * GROWTH);
  const most = bitsOf(pool.family) - SMALLEST_BITS;
  return roomy <= most ? roomy : Math.min(bitsOf(pool.family), Math.max(pool.length + bitsFor(nodes), most));
}
