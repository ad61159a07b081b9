/** Networks of the whole swarm, as managers make and remove them in raft. */
import { actorOf } from "../node/instances.ts";
import type { CreateBody } from "../node/validate-network.ts";
import { notModelled, Refusal } from "../refusal.ts";
import { atLeast } from "../versions.ts";
import type { NetworkWire } from "../wire-types.ts";
import { emit, isManager, raftNode, type SimNode, type World } from "../world.ts";
import { fresh } from "./raft.ts";

export function makeSwarmNetwork(world: World, node: SimNode, request: CreateBody): NetworkWire {
  if (!raftNode(world, node)) throw new Refusal(403, "cannot create a swarm scoped network when swarm is not active");
  const from = request.ConfigFrom?.Network ?? "";
  const here = [...node.networks.values()].some((it) => it.wire.ConfigOnly && it.wire.Name === from);
  if (from !== "" && !here && atLeast(node.engineVersion, "28.0.1")) {
    throw new Refusal(404, `configuration network "${from}" does not exist`);
  }
  if (!isManager(world, node)) {
    const please = "Please create the network from a manager node.";
    throw new Refusal(403, `Cannot create a multi-host network from a worker node. ${please}`);
  }
  // docker/cli#5857.
  if (node.engineVersion === "28.0.0" && from !== "") {
    throw new Refusal(400, "IPv4 cannot be disabled in a Swarm scoped network");
  }
  if (request.Driver !== "macvlan" && request.Driver !== "overlay") throw notModelled(`driver ${request.Driver}`);
  const { ID, CreatedAt } = fresh(world);
  const wire: NetworkWire = {
    Name: request.Name,
    Id: ID,
    Created: CreatedAt,
    Scope: "swarm",
    Driver: request.Driver,
    EnableIPv6: false,
    IPAM: { Driver: "", Options: null, Config: [] },
    Internal: request.Internal ?? false,
    Attachable: request.Attachable ?? false,
    Ingress: false,
    ConfigFrom: { Network: from },
    ConfigOnly: false,
    Options: null,
    Labels: null,
  };
  world.swarm.networks.set(ID, wire);
  emit(world, "managers", { Type: "network", Action: "create", Actor: actorOf(wire) });
  return wire;
}

/** Any service holds it, one of no replicas too; tasks that are on their way out do not. */
export function removeSwarmNetwork(world: World, wire: NetworkWire): void {
  const refuse = (what: string): never => {
    throw new Refusal(400, `rpc error: code = FailedPrecondition desc = network ${wire.Id} is in use by ${what}`);
  };
  if (wire.Ingress) throw new Refusal(403, `${wire.Name} is a pre-defined network and cannot be removed`);
  for (const service of world.swarm.services.values()) {
    if (service.Spec.TaskTemplate.Networks?.some((it) => it.Target === wire.Id)) refuse(`service ${service.ID}`);
  }
  for (const { wire: task } of world.swarm.tasks.values()) {
    const on = task.NetworksAttachments.some((it) => it.Network.ID === wire.Id);
    if (on && task.DesiredState === "running") refuse(`task ${task.ID}`);
  }
  world.swarm.networks.delete(wire.Id);
  emit(world, "managers", { Type: "network", Action: "remove", Actor: actorOf(wire) });
}
