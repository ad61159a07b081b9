/** The swarm's nodes. */
import { type Asked, json, type Reply, type Route } from "../http/route.ts";
import { Refusal } from "../refusal.ts";
import { checkVersion, touch } from "../swarm/raft.ts";
import { kick } from "../swarm/reconcile.ts";
import type { NodeWire } from "../wire-types.ts";
import { emit } from "../world.ts";

export const nodeRoutes: readonly Route[] = [
  { method: "GET", path: "/nodes", swarm: true, answer: ({ world }) => json([...world.swarm.nodes.values()]) },
  { method: "GET", path: "/nodes/:id", swarm: true, answer: (asked) => json(nodeOf(asked)) },
  { method: "POST", path: "/nodes/:id/update", swarm: true, answer: update },
];

function update(asked: Asked): Reply {
  const { world, query } = asked;
  const node = nodeOf(asked);
  const { Role, Availability, Labels } = asked.body as Partial<NodeWire["Spec"]>;
  if (Role !== "manager" && Role !== "worker") throw new Refusal(400, `invalid Role: "${Role ?? ""}"`);
  if (Availability === undefined || !["active", "pause", "drain"].includes(Availability)) {
    throw new Refusal(400, `invalid Availability: "${Availability ?? ""}"`);
  }
  checkVersion(node, query.get("version"));
  node.Spec = { Role, Availability, Labels: { ...Labels } };
  touch(world.swarm, node);
  const Actor = { ID: node.ID, Attributes: { name: node.Description.Hostname } };
  emit(world, "managers", { Type: "node", Action: "update", Actor });
  kick(world);
  return json({});
}

function nodeOf({ world, params }: Asked): NodeWire {
  const wanted = params["id"] ?? "";
  const node =
    world.swarm.nodes.get(wanted) ?? [...world.swarm.nodes.values()].find((it) => it.Description.Hostname === wanted);
  if (!node) throw new Refusal(404, `node ${wanted} not found`);
  return node;
}
