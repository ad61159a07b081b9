/** Networks: what a manager lists and hides, and who makes and removes them. */
import { type Asked, gone, json, type Reply, type Route } from "../http/route.ts";
import { makeLocal, removeLocal } from "../node/local-networks.ts";
import { type CreateBody, validateCreate } from "../node/validate-network.ts";
import { notModelled, Refusal } from "../refusal.ts";
import { makeSwarmNetwork, removeSwarmNetwork } from "../swarm/networks.ts";
import { atLeast } from "../versions.ts";
import type { NetworkWire } from "../wire-types.ts";
import { isManager } from "../world.ts";
import { containersOn, gossipServices } from "./network-endpoints.ts";

export const networkRoutes: readonly Route[] = [
  { method: "GET", path: "/networks", answer: list },
  { method: "GET", path: "/networks/:id", answer: inspect },
  { method: "POST", path: "/networks/create", answer: create },
  { method: "DELETE", path: "/networks/:id", answer: remove },
];

/** A manager shows the raft object and hides its own local instance of it. */
function list({ world, node, query }: Asked): Reply {
  if (query.has("filters")) throw notModelled("filters of GET /networks");
  const raft = isManager(world, node) ? [...world.swarm.networks.values()] : [];
  const hidden = new Set(raft.map((it) => it.Id));
  const local = [...node.networks.values()].map((it) => it.wire).filter((it) => !hidden.has(it.Id));
  return json([...raft, ...local].map((it) => ({ ...it, Containers: {} })));
}

/** The local instance comes first, the raft object second. */
function inspect(asked: Asked): Reply {
  const { node, query, params } = asked;
  const local = localNetwork(asked);
  const found = local ?? raftNetwork(asked);
  if (!found) throw new Refusal(404, `network ${params["id"]} not found`);
  const verbose = query.get("verbose") === "true" && local !== undefined && found.Scope === "swarm";
  return json({
    ...found,
    Containers: containersOn(node, found.Id),
    ...(verbose ? { Services: gossipServices(asked.world, found.Id) } : {}),
  });
}

function create({ world, node, body }: Asked): Reply {
  const request = body as CreateBody;
  validateCreate(request, node.engineVersion);
  const taken = [...node.networks.values()].some((it) => it.wire.Name === request.Name);
  const takenInRaft =
    isManager(world, node) && [...world.swarm.networks.values()].some((it) => it.Name === request.Name);
  // Up to 24 an unasked Engine makes a second one and warns (observed on 20.10).
  const asked = request.CheckDuplicate === true || atLeast(node.engineVersion, "25.0");
  if ((taken && asked) || takenInRaft) throw new Refusal(409, `network with name ${request.Name} already exists`);
  const made = request.Scope === "swarm" ? makeSwarmNetwork(world, node, request) : makeLocal(world, node, request);
  const Warning = taken ? `Network with name ${request.Name} already exists` : "";
  return json({ Id: made.Id, Warning }, 201);
}

function remove(asked: Asked): Reply {
  const { world, node, params } = asked;
  const raft = raftNetwork(asked);
  if (raft) {
    removeSwarmNetwork(world, raft);
    return gone;
  }
  const wire = localNetwork(asked);
  const found = wire && node.networks.get(wire.Id);
  if (!found) throw new Refusal(404, `network ${params["id"]} not found`);
  removeLocal(world, node, found);
  return gone;
}

function localNetwork({ node, params }: Asked): NetworkWire | undefined {
  const wires = [...node.networks.values()].map((it) => it.wire);
  return find(wires, params["id"] ?? "");
}

/** What raft has under that name; only managers know. */
function raftNetwork({ world, node, params }: Asked): NetworkWire | undefined {
  return isManager(world, node) ? find([...world.swarm.networks.values()], params["id"] ?? "") : undefined;
}

/** By full id, by name, or by the beginning of the id, in this order. */
function find(wires: readonly NetworkWire[], text: string): NetworkWire | undefined {
  return (
    wires.find((it) => it.Id === text) ??
    wires.find((it) => it.Name === text) ??
    wires.find((it) => it.Id.startsWith(text))
  );
}
