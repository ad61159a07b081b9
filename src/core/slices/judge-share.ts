/** What is wrong with a share that was carved: nothing left in it, or a longer aux list than is good. */
import { formatCidr } from "../../model/cidr.ts";
import { type Finding, finding } from "../../model/finding.ts";
import type { SliceNode } from "../../model/slices.ts";
import { largestUnreserved } from "./better-carve.ts";
import { type Lane, lanPath } from "./lane.ts";
import { AUX_LIMIT, type JudgedShare } from "./share-of.ts";

/** From here on a list of aux addresses is worth a word; edges are not counted. */
const MANY_AUX = 300;

/** Judges one node's share. */
export function judgeShare(lane: Lane, node: SliceNode, judged: JudgedShare): readonly Finding[] {
  const { slice, usable } = judged.share;
  const details = { lan: lane.lan.name, node: node.hostname, slice: formatCidr(slice) };
  const total = judged.toldCount + judged.edgeCount;
  if (usable > 0n && judged.toldCount <= BigInt(MANY_AUX) && total <= BigInt(AUX_LIMIT)) return [];
  const explicit = lane.explicit.find((it) => it.hostname === node.hostname);
  const at = [explicit?.at ?? lanPath(lane.lan, lane.family, "slice")];
  const where = { target: { lan: lane.lan.name, node: node.hostname }, at };
  if (usable === 0n) return [finding("SLICE_UNUSABLE", details, where)];
  const better = largestUnreserved(lane, slice);
  const instead = better === undefined || judged.toldCount <= BigInt(MANY_AUX) ? {} : { instead: formatCidr(better) };
  if (total > BigInt(AUX_LIMIT)) {
    return [finding("AUX_BEYOND_DOCKER", { ...details, count: `${total}`, limit: AUX_LIMIT, ...instead }, where)];
  }
  return [
    finding("TOO_MANY_AUX", { ...details, count: `${judged.toldCount}`, ...instead }, { ...where, severity: "warn" }),
  ];
}
