/**
 * What a node does with a task: prepares its networks, starts its container, stops it after the grace.
 *
 * What goes wrong while networks are prepared makes it `rejected`, while the container starts `failed`, with Docker's text.
 */
import { addContainer, connect, removeContainer } from "../node/containers.ts";
import { dropIdleInstances, landNetwork, nameClash } from "../node/instances.ts";
import { Refusal } from "../refusal.ts";
import { atLeast } from "../versions.ts";
import { hostById, later, type SimNode, type SimTask, type World } from "../world.ts";
import { say } from "./task-status.ts";

export function startTask(world: World, task: SimTask, done: () => void): void {
  const node = hostById(world, task.wire.NodeID);
  if (!node) return;
  const { epoch } = node;
  task.onNode = true;
  later(world, world.timing.start, () => {
    if (node.epoch !== epoch || task.stopping || !world.swarm.tasks.has(task.wire.ID)) return;
    run(world, node, task);
    done();
  });
}

function run(world: World, node: SimNode, task: SimTask): void {
  const networks = task.wire.NetworksAttachments.map((it) => it.Network.ID);
  try {
    for (const id of networks) landNetwork(world, node, id);
  } catch (thrown) {
    return fail(world, node, task, { State: "rejected", text: textOf(thrown) });
  }
  const container = addContainer(world, node, containerRequest(world, task));
  say(world, task, { State: "starting", ContainerStatus: { ContainerID: container.id } });
  // A node-local network of the same name passes for the swarm's: the task hangs without an error (observed on 28.5).
  if (networks.some((id) => nameClash(world, node, id))) return;
  try {
    for (const id of networks) connect(world, node, { container, network: id });
  } catch (thrown) {
    removeContainer(world, node, container.id);
    const prefix = atLeast(node.engineVersion, "28.0.1") ? "failed to set up container networking: " : "";
    return fail(world, node, task, { State: "failed", text: `starting container failed: ${prefix}${textOf(thrown)}` });
  }
  container.state = "running";
  say(world, task, { State: "running" });
}

function fail(world: World, node: SimNode, task: SimTask, why: { State: "rejected" | "failed"; text: string }): void {
  task.onNode = false;
  say(world, task, { State: why.State, Err: why.text });
  dropIdleInstances(world, node);
}

function textOf(thrown: unknown): string {
  if (thrown instanceof Refusal) return thrown.message;
  throw thrown;
}

function containerRequest(world: World, task: SimTask) {
  const { wire } = task;
  const service = world.swarm.services.get(wire.ServiceID)?.Spec.Name ?? "";
  const name = `${service}.${wire.Slot ?? wire.NodeID}.${wire.ID}`;
  return {
    name,
    image: wire.Spec.ContainerSpec.Image,
    labels: {
      "com.docker.swarm.node.id": wire.NodeID ?? "",
      "com.docker.swarm.service.id": wire.ServiceID,
      "com.docker.swarm.service.name": service,
      "com.docker.swarm.task": "",
      "com.docker.swarm.task.id": wire.ID,
      "com.docker.swarm.task.name": name,
    },
  };
}

/** Ends a task on its node after the stop grace; a node without power cannot, and does so when it is back. */
export function stopTask(world: World, task: SimTask, done: () => void): void {
  const node = hostById(world, task.wire.NodeID);
  if (task.stopping || (node && !node.powered)) return;
  task.stopping = true;
  later(world, world.timing.stop, () => {
    task.onNode = false;
    task.stopping = false;
    if (node) {
      const own = [...node.containers.values()].find((it) => it.labels["com.docker.swarm.task.id"] === task.wire.ID);
      if (own) removeContainer(world, node, own.id);
      dropIdleInstances(world, node);
    }
    // What was rejected or failed stays so: it is the swarm's history.
    if (!["rejected", "failed"].includes(task.wire.Status.State)) say(world, task, { State: "shutdown" });
    done();
  });
}
