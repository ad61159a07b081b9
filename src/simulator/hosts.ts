/** Hosts join the swarm, leave it, lose power and come back. */
import { dropIdleInstances } from "./node/instances.ts";
import { addPredefined } from "./node/local-networks.ts";
import { giveHost } from "./lan.ts";
import { release, reserve } from "./node/pools.ts";
import { notModelled } from "./refusal.ts";
import { touch } from "./swarm/raft.ts";
import { kick } from "./swarm/reconcile.ts";
import { say } from "./swarm/task-status.ts";
import type { NodeOptions } from "./types.ts";
import type { NetworkWire, NodeWire } from "./wire-types.ts";
import { emit, raftNode, type SimNode, type World } from "./world.ts";

const DEFAULT_VERSION = "28.5.2";

/** A host with a fresh Engine, joined to the swarm. */
export function join(world: World, options: NodeOptions): SimNode {
  if (world.nodes.has(options.hostname)) throw notModelled(`two hosts called ${options.hostname}`);
  const node: SimNode = {
    hostname: options.hostname,
    id: world.ids.swarm(),
    engineVersion: options.engineVersion ?? DEFAULT_VERSION,
    address: options.address ?? `10.0.${Math.floor(world.nodes.size / 250)}.${(world.nodes.size % 250) + 1}`,
    parents: new Set(options.parents ?? ["eth0", "eth1"]),
    networks: new Map(),
    containers: new Map(),
    pools: new Map(),
    driverRecords: new Map(),
    execs: new Map(),
    images: new Set(),
    pid: 1000,
    listeners: new Set(),
    epoch: 0,
    powered: true,
  };
  addPredefined(world, node);
  world.nodes.set(node.hostname, node);
  giveHost(world, node, node.address);
  const wire = nodeWire(world, node, options.role);
  world.swarm.nodes.set(node.id, wire);
  emit(world, "managers", {
    Type: "node",
    Action: "create",
    Actor: { ID: node.id, Attributes: { name: node.hostname } },
  });
  kick(world);
  return node;
}

function nodeWire(world: World, node: SimNode, role: NodeOptions["role"]): NodeWire {
  const now = new Date().toISOString();
  world.swarm.index += 1;
  const leads = ![...world.swarm.nodes.values()].some((it) => it.ManagerStatus?.Leader);
  const manager = { Leader: leads, Reachability: "reachable", Addr: `${node.address}:2377` };
  return {
    ID: node.id,
    Version: { Index: world.swarm.index },
    CreatedAt: now,
    UpdatedAt: now,
    Spec: { Labels: {}, Role: role, Availability: "active" },
    Description: { Hostname: node.hostname, Engine: { EngineVersion: node.engineVersion } },
    Status: { State: "ready", Addr: node.address },
    ...(role === "manager" ? { ManagerStatus: manager } : {}),
  };
}

/** `docker node rm --force`, and the Engine leaves: its tasks and its instances of swarm networks are gone. */
export function leave(world: World, node: SimNode): void {
  world.swarm.nodes.delete(node.id);
  for (const [id, task] of world.swarm.tasks) if (task.wire.NodeID === node.id) world.swarm.tasks.delete(id);
  node.epoch += 1;
  for (const container of [...node.containers.values()]) {
    if (container.labels["com.docker.swarm.task.id"] === undefined) continue;
    for (const endpoint of container.endpoints) release(node, endpoint.taken);
    node.containers.delete(container.id);
  }
  dropIdleInstances(world, node);
  emit(world, "managers", {
    Type: "node",
    Action: "remove",
    Actor: { ID: node.id, Attributes: { name: node.hostname } },
  });
  kick(world);
}

/**
 * Containers and instances vanish without being taken down. The macvlan driver's records stay, and up to 28.0 the holds on
 * config-only networks (engine-facts 1.4).
 */
export function losePower(world: World, node: SimNode): void {
  node.epoch += 1;
  node.powered = false;
  node.containers.clear();
  node.execs.clear();
  node.pools.clear();
  for (const [id, network] of node.networks) {
    network.reserved.length = 0;
    if (network.wire.Scope === "swarm") node.networks.delete(id);
  }
  for (const [id, task] of world.swarm.tasks) {
    if (task.wire.NodeID !== node.id) continue;
    task.onNode = false;
    if (!world.swarm.services.has(task.wire.ServiceID)) world.swarm.tasks.delete(id);
  }
  setState(world, node, "down");
}

export function regainPower(world: World, node: SimNode): void {
  node.powered = true;
  // Networks of the node's own are made again from what the Engine stored.
  for (const network of node.networks.values()) if (!network.wire.ConfigOnly) reserve(node, network);
  // The Engine finds the containers of tasks that swarm still counts on gone.
  for (const task of world.swarm.tasks.values()) {
    const counted = ["assigned", "starting", "running"].includes(task.wire.Status.State);
    if (task.wire.NodeID === node.id && counted && !task.onNode) {
      say(world, task, { State: "failed", Err: `No such container: ${task.wire.Status.ContainerStatus?.ContainerID}` });
    }
  }
  setState(world, node, "ready");
}

function setState(world: World, node: SimNode, state: NodeWire["Status"]["State"]): void {
  const wire = raftNode(world, node);
  if (!wire || wire.Status.State === state) return;
  wire.Status = { ...wire.Status, State: state };
  touch(world.swarm, wire);
  kick(world);
}

/** The ids of the swarm's networks by name, for whoever attaches a container by hand. */
export function networkNamed(world: World, node: SimNode, name: string): NetworkWire | undefined {
  const local = [...node.networks.values()].map((it) => it.wire).find((it) => it.Name === name && !it.ConfigOnly);
  return [...world.swarm.networks.values()].find((it) => it.Name === name) ?? local;
}
