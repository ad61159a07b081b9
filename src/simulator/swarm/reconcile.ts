/**
 * Swarm's orchestrator and scheduler in small: makes the tasks that services want, places them, and ends those that no
 * longer fit. Runs after every change, a moment later, until nothing is left to do.
 */
import { type SimTask, later, type World } from "../world.ts";
import type { NodeWire, ServiceWire, TaskWire } from "../wire-types.ts";
import { meets } from "./constraints.ts";
import { fresh, touch } from "./raft.ts";
import { startTask, stopTask } from "./task-life.ts";
import { say } from "./task-status.ts";

/** Old tasks of a slot that swarm remembers. */
const HISTORY = 5;

/** Has the swarm looked over soon; many calls are one look. */
export function kick(world: World, ms = world.timing.schedule): void {
  if (ms === world.timing.schedule) {
    if (world.reconciling) return;
    world.reconciling = true;
  }
  later(world, ms, () => {
    world.reconciling = false;
    reconcile(world);
  });
}

function reconcile(world: World): void {
  for (const task of [...world.swarm.tasks.values()]) enforce(world, task);
  for (const service of world.swarm.services.values()) fill(world, service);
  for (const task of world.swarm.tasks.values()) place(world, task);
  forget(world);
}

/** Ends a task whose node, constraint, service or spec is gone. */
function enforce(world: World, task: SimTask): void {
  const { wire } = task;
  const service = world.swarm.services.get(wire.ServiceID);
  if (!service) return end(world, task, "remove");
  if (wire.DesiredState !== "running") return end(world, task, wire.DesiredState);
  if (isOver(wire)) return end(world, task, "shutdown");
  if (task.template !== templateOf(service) || isSurplus(service, wire)) return end(world, task, "shutdown");
  if (wire.NodeID === undefined) return;
  const node = world.swarm.nodes.get(wire.NodeID);
  if (!node || node.Status.State === "down" || node.Spec.Availability === "drain") return end(world, task, "shutdown");
  if (!meets(node, constraintsOf(wire))) {
    // Said at once, while the container still has its stop grace (observed on 20.10).
    say(world, task, { State: "rejected", Err: "assigned node no longer meets constraints" });
    wire.Status.Message = "task rejected by constraint enforcer";
    end(world, task, "shutdown");
  }
}

function end(world: World, task: SimTask, desired: TaskWire["DesiredState"]): void {
  if (task.wire.DesiredState !== desired) {
    task.wire.DesiredState = desired;
    touch(world.swarm, task.wire);
  }
  if (task.onNode) stopTask(world, task, () => kick(world));
  else if (!isOver(task.wire)) say(world, task, { State: "shutdown" });
}

/** Makes the tasks that a service lacks: one a slot, or one a node. */
function fill(world: World, service: ServiceWire): void {
  const own = [...world.swarm.tasks.values()].filter((task) => task.wire.ServiceID === service.ID);
  const replicas = service.Spec.Mode.Replicated?.Replicas ?? 0;
  if (service.Spec.Mode.Global) {
    for (const node of eligible(world, constraintsOf({ Spec: service.Spec.TaskTemplate }))) {
      const there = own.filter((task) => task.wire.NodeID === node.ID);
      if (mayFollow(world, there)) make(world, service, { NodeID: node.ID });
    }
    return;
  }
  for (let slot = 1; slot <= replicas; slot += 1) {
    const there = own.filter((task) => task.wire.Slot === slot);
    if (mayFollow(world, there)) make(world, service, { Slot: slot });
  }
}

/** True when nothing runs or ends there, and the last failure is long enough ago. */
function mayFollow(world: World, there: readonly SimTask[]): boolean {
  if (there.some((task) => task.wire.DesiredState === "running" || task.onNode)) return false;
  const wrong = there.filter((task) => ["failed", "rejected"].includes(task.wire.Status.State));
  const last = Math.max(0, ...wrong.map((task) => Date.parse(task.wire.Status.Timestamp)));
  const wait = last + world.timing.restart - Date.now();
  if (wait <= 0) return true;
  kick(world, wait + 1);
  return false;
}

function make(world: World, service: ServiceWire, where: { Slot?: number; NodeID?: string }): void {
  const head = fresh(world);
  const spec = service.Spec.TaskTemplate;
  const wire: TaskWire = {
    ...head,
    ...where,
    Spec: spec,
    ServiceID: service.ID,
    DesiredState: "running",
    Status: { Timestamp: head.CreatedAt, State: "pending", Message: "pending task scheduling" },
    NetworksAttachments: (spec.Networks ?? []).map(({ Target }) => ({ Network: { ID: Target } })),
  };
  world.swarm.tasks.set(wire.ID, { wire, template: templateOf(service), onNode: false, stopping: false });
}

/** Gives a pending task the node with the fewest tasks of its service, then of all. */
function place(world: World, task: SimTask): void {
  const { wire } = task;
  if (wire.DesiredState !== "running" || wire.Status.State !== "pending") return;
  const candidates =
    wire.NodeID === undefined ? eligible(world, constraintsOf(wire)) : [world.swarm.nodes.get(wire.NodeID)];
  const node = candidates.filter((it) => it !== undefined).toSorted(byLoad(world, wire.ServiceID))[0];
  if (!node) {
    wire.Status.Err = `no suitable node (scheduling constraints not satisfied on ${world.swarm.nodes.size} nodes)`;
    return;
  }
  wire.NodeID = node.ID;
  delete wire.Status.Err;
  say(world, task, { State: "assigned" });
  startTask(world, task, () => kick(world));
}

function byLoad(world: World, service: string): (a: NodeWire, b: NodeWire) => number {
  const loads = new Map<string, number>();
  for (const { wire } of world.swarm.tasks.values()) {
    if (wire.NodeID === undefined || wire.DesiredState !== "running") continue;
    loads.set(wire.NodeID, (loads.get(wire.NodeID) ?? 0) + (wire.ServiceID === service ? 100_000 : 1));
  }
  return (a, b) =>
    (loads.get(a.ID) ?? 0) - (loads.get(b.ID) ?? 0) ||
    a.Description.Hostname.localeCompare(b.Description.Hostname, "en", { numeric: true });
}

function eligible(world: World, constraints: readonly string[]): NodeWire[] {
  return [...world.swarm.nodes.values()].filter(
    (node) => node.Status.State === "ready" && node.Spec.Availability === "active" && meets(node, constraints),
  );
}

/** Drops removed tasks once they are over, and all but the last few of each slot. */
function forget(world: World): void {
  const history = new Map<string, SimTask[]>();
  for (const [id, task] of world.swarm.tasks) {
    if (task.onNode || task.wire.DesiredState === "running") continue;
    if (task.wire.DesiredState === "remove") world.swarm.tasks.delete(id);
    const slot = `${task.wire.ServiceID}/${task.wire.Slot ?? task.wire.NodeID ?? ""}`;
    history.set(slot, [...(history.get(slot) ?? []), task]);
  }
  for (const tasks of history.values()) {
    for (const old of tasks.slice(0, -HISTORY)) world.swarm.tasks.delete(old.wire.ID);
  }
}

function isSurplus(service: ServiceWire, task: TaskWire): boolean {
  const replicas = service.Spec.Mode.Replicated?.Replicas;
  return replicas !== undefined && (task.Slot ?? 0) > replicas;
}

function isOver(task: TaskWire): boolean {
  return ["shutdown", "rejected", "failed"].includes(task.Status.State);
}

function constraintsOf(task: Pick<TaskWire, "Spec">): readonly string[] {
  return task.Spec.Placement?.Constraints ?? [];
}

function templateOf(service: ServiceWire): string {
  return JSON.stringify(service.Spec.TaskTemplate);
}
