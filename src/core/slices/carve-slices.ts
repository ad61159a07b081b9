/**
 * Gives every node of one LAN its slice of the subnet, in each family.
 *
 * A node's explicit slice is honoured or refused; else it keeps the slice that the ledger says it holds; a new node
 * takes the lowest free one, those without reserved addresses first. Quarantined slices are not free, nor are those
 * that the spec promises to somebody. Refuses (RANGE_EXHAUSTED) rather than shrink or move a slice.
 */
import type { Cidr } from "../../model/address.ts";
import { formatCidr, rangeOf } from "../../model/cidr.ts";
import { type Finding, finding } from "../../model/finding.ts";
import type { NodeId } from "../../model/ids.ts";
import type { NodeShare, Share, SliceNode, SliceRequest, Slices } from "../../model/slices.ts";
import { fittingLength, type FreeSlices } from "./better-carve.ts";
import { type Explicit, placeExplicit } from "./explicit-slices.ts";
import { freeSlices } from "./free-slices.ts";
import { judgeGateway, ownerOf } from "./gateway.ts";
import { type Intervals, touching, unionOf } from "./intervals.ts";
import { judgeShare } from "./judge-share.ts";
import { type Kept, keepSlices } from "./keep-slices.ts";
import { laneOf, type Lane, lanNodeOf, lanPath } from "./lane.ts";
import { compareNodes } from "./node-order.ts";
import { type JudgedShare, type ShareOwner, shareOf } from "./share-of.ts";

/** The parts of carving, each answering one question; the tests plant a bug in one at a time. */
export interface CarvingRules {
  readonly order: (a: SliceNode, b: SliceNode) => number;
  readonly explicit: (lane: Lane) => Explicit;
  readonly keep: (lane: Lane) => Kept;
  readonly taken: (lane: Lane) => Intervals;
  readonly free: FreeSlices;
  readonly owner: (lane: Lane, node: SliceNode, slice: Cidr) => ShareOwner;
  readonly share: (lane: Lane, slice: Cidr, owner: ShareOwner) => JudgedShare;
}

export const carvingRules: CarvingRules = {
  order: compareNodes,
  explicit: placeExplicit,
  keep: keepSlices,
  taken: takenSlices,
  free: freeSlices,
  owner: ownerOf,
  share: shareOf,
};

/** Carves by swarmlan's own rules. Pure: the same request gives the same slices. */
export const carveSlices = makeCarver(carvingRules);

/** A carver by other rules. */
export function makeCarver(rules: CarvingRules): (request: SliceRequest) => Slices {
  return (request) => {
    const nodes = request.nodes.filter((node) => !lanNodeOf(request.lan, node.hostname)?.skip).sort(rules.order);
    const ipv4 = carveLane(rules, laneOf(request, 4, nodes));
    const ipv6 = carveLane(rules, laneOf(request, 6, nodes));
    const shares = nodes.flatMap((node) => {
      const [four, six] = [ipv4.shares.get(node.id), ipv6.shares.get(node.id)];
      const share = four && { node: node.id, hostname: node.hostname, ipv4: four, ...(six ? { ipv6: six } : {}) };
      return share === undefined ? [] : [share satisfies NodeShare];
    });
    return { shares, findings: [...ipv4.findings, ...ipv6.findings] };
  };
}

interface LaneShares {
  readonly shares: ReadonlyMap<NodeId, Share>;
  readonly findings: readonly Finding[];
}

function carveLane(rules: CarvingRules, lane: Lane | undefined): LaneShares {
  if (lane === undefined) return { shares: new Map(), findings: [] };
  const explicit = rules.explicit(lane);
  const kept = rules.keep(lane);
  const slices = new Map([...kept.slices, ...explicit.slices]);
  const fresh = lane.nodes.filter(({ id }) => !slices.has(id) && !explicit.refused.has(id) && !kept.refused.has(id));
  const taken = rules.taken(lane);
  const free = rules.free(lane, taken, lane.spec.sliceLength)[Symbol.iterator]();
  const without = fresh.filter(({ id }) => {
    const next = free.next();
    if (!next.done) slices.set(id, next.value);
    return next.done;
  });
  const findings = [...explicit.findings, ...kept.findings, ...judgeGateway(lane, slices)];
  if (without.length > 0) {
    const fits = fittingLength(lane, taken, { count: fresh.length, free: rules.free });
    findings.push(exhausted(lane, without, fits));
  }
  const shares = new Map<NodeId, Share>();
  for (const node of lane.nodes) {
    const slice = slices.get(node.id);
    if (slice === undefined) continue;
    const judged = rules.share(lane, slice, rules.owner(lane, node, slice));
    shares.set(node.id, judged.share);
    findings.push(...judgeShare(lane, node, judged));
  }
  return { shares, findings };
}

/** What a new slice must not touch: all that anybody holds, held until lately, or is promised by name. */
function takenSlices(lane: Lane): Intervals {
  return unionOf([...lane.held, ...lane.explicit].map((it) => rangeOf(it.slice)));
}

function exhausted(lane: Lane, without: readonly SliceNode[], fits: number | undefined): Finding {
  const { pool, sliceLength } = lane.spec;
  const poolRange = unionOf([rangeOf(pool)]);
  const inPool = lane.held.filter((it) => touching(poolRange, rangeOf(it.slice)) !== undefined);
  const details = {
    lan: lane.lan.name,
    pool: formatCidr(pool),
    length: sliceLength,
    slices: `${sliceLength < pool.length ? 0n : 1n << BigInt(sliceLength - pool.length)}`,
    nodes: lane.nodes.length,
    without: without.map((node) => node.hostname),
    quarantined: inPool.filter((it) => it.state === "quarantined").length,
    ...(fits === undefined ? {} : { fits }),
  };
  return finding("RANGE_EXHAUSTED", details, {
    target: { lan: lane.lan.name },
    at: [lanPath(lane.lan, lane.family, "slice")],
  });
}
