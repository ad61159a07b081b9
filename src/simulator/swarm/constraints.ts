/** Placement constraints: `node.labels.x==y`, `node.hostname!=z`, `node.role==manager`, `node.id==…`. */
import { notModelled } from "../refusal.ts";
import type { NodeWire } from "../wire-types.ts";

const FORM = /^\s*(\S+?)\s*(==|!=)\s*(\S.*?)\s*$/;

/** True when the node meets all of them. Refuses a key that the simulator does not know. */
export function meets(node: NodeWire, constraints: readonly string[]): boolean {
  return constraints.every((constraint) => {
    const [, key = "", operator, wanted = ""] = FORM.exec(constraint) ?? [];
    const same = valueOf(node, key, constraint).toLowerCase() === wanted.toLowerCase();
    return operator === "==" ? same : !same;
  });
}

function valueOf(node: NodeWire, key: string, constraint: string): string {
  const label = /^node\.labels\.(.+)$/.exec(key)?.[1];
  if (label !== undefined) return node.Spec.Labels[label] ?? "";
  switch (key) {
    case "node.hostname":
      return node.Description.Hostname;
    case "node.id":
      return node.ID;
    case "node.role":
      return node.Spec.Role;
    default:
      throw notModelled(`the constraint ${constraint}`);
  }
}
