/** The order in which nodes without a slice are served: managers, then workers, by natural order of hostnames. */
import type { SliceNode } from "../../model/slices.ts";

/** Managers before workers; then natural order of hostnames (mgr2 before mgr10), then the node id. */
export function compareNodes(a: SliceNode, b: SliceNode): number {
  if (a.role !== b.role) return a.role === "manager" ? -1 : 1;
  return compareNatural(a.hostname, b.hostname) || compareText(a.id, b.id);
}

/** Natural order: runs of digits compare as numbers; equal numbers (`a1`, `a01`) fall back to the plain text. */
export function compareNatural(a: string, b: string): number {
  const [left, right] = [partsOf(a), partsOf(b)];
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const order = comparePart(left[index] ?? "", right[index] ?? "");
    if (order !== 0) return order;
  }
  return left.length - right.length || compareText(a, b);
}

/** Text and digits in turn: always text first, so that parts of one index are of one sort. */
function partsOf(text: string): readonly string[] {
  return text.split(/(\d+)/);
}

function comparePart(a: string, b: string): number {
  if (!/^\d/.test(a) || !/^\d/.test(b)) return compareText(a, b);
  const [x, y] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return x.length - y.length || compareText(x, y);
}

/** By code unit, so that no locale of the machine moves a slice. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
