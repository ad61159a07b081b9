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

/** One look is linear in tasks, and in nodes times services: growth is measured with a hundred thousand tasks. */
function reconcile(world: World): void {
  const templates = new Map([...world.swarm.services.values()].map((it) => [it.ID, templateOf(it)]));
  for (const task of [...world.swarm.tasks.values()]) enforce(world, task, templates);
  const own = tasksByPlace(world);
  for (const service of world.swarm.services.values()) fill(world, service, (place) => own.get(service.ID)?.get(place));
  const loads = loadsOf(world);
  for (const task of world.swarm.tasks.values()) place(world, task, loads);
  forget(world);
}

/** By service, then by slot or node: where at most one task should run. */
function tasksByPlace({ swarm }: World): Map<string, Map<number | string, SimTask[]>> {
  const services = new Map<string, Map<number | string, SimTask[]>>();
  for (const task of swarm.tasks.values()) {
    const { ServiceID, Slot, NodeID } = task.wire;
    const places = services.get(ServiceID) ?? new Map<number | string, SimTask[]>();
    services.set(ServiceID, places);
    const key = Slot ?? NodeID ?? "";
    const there = places.get(key);
    if (there) there.push(task);
    else places.set(key, [task]);
  }
  return services;
}

/** Ends a task whose node, constraint, service or spec is gone. */
function enforce(world: World, task: SimTask, templates: ReadonlyMap<string, string>): void {
  const { wire } = task;
  const service = world.swarm.services.get(wire.ServiceID);
  if (!service) return end(world, task, "remove");
  if (wire.DesiredState !== "running") return end(world, task, wire.DesiredState);
  if (isOver(wire)) return end(world, task, "shutdown");
  if (task.template !== templates.get(service.ID) || isSurplus(service, wire)) return end(world, task, "shutdown");
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
function fill(
  world: World,
  service: ServiceWire,
  at: (place: number | string) => readonly SimTask[] | undefined,
): void {
  const replicas = service.Spec.Mode.Replicated?.Replicas ?? 0;
  const template = templateOf(service);
  if (service.Spec.Mode.Global) {
    for (const node of eligible(world, constraintsOf({ Spec: service.Spec.TaskTemplate }))) {
      if (mayFollow(world, at(node.ID) ?? [])) make(world, service, { template, NodeID: node.ID });
    }
    return;
  }
  for (let slot = 1; slot <= replicas; slot += 1) {
    if (mayFollow(world, at(slot) ?? [])) make(world, service, { template, Slot: slot });
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

function make(
  world: World,
  service: ServiceWire,
  { template, ...where }: { template: string; Slot?: number; NodeID?: string },
): void {
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
  world.swarm.tasks.set(wire.ID, { wire, template, onNode: false, stopping: false });
}

/** Running tasks of each node, of all services and by service. */
interface Loads {
  readonly all: Map<string, number>;
  /** By service id and node id. */
  readonly own: Map<string, number>;
}

function loadsOf({ swarm }: World): Loads {
  const loads: Loads = { all: new Map(), own: new Map() };
  for (const { wire } of swarm.tasks.values()) if (wire.DesiredState === "running") addLoad(loads, wire);
  return loads;
}

function addLoad({ all, own }: Loads, { NodeID, ServiceID }: TaskWire): void {
  if (NodeID === undefined) return;
  all.set(NodeID, (all.get(NodeID) ?? 0) + 1);
  const key = `${ServiceID}/${NodeID}`;
  own.set(key, (own.get(key) ?? 0) + 1);
}

/** Gives a pending task the node with the fewest tasks of its service, then of all. */
function place(world: World, task: SimTask, loads: Loads): void {
  const { wire } = task;
  if (wire.DesiredState !== "running" || wire.Status.State !== "pending") return;
  const candidates =
    wire.NodeID === undefined ? eligible(world, constraintsOf(wire)) : [world.swarm.nodes.get(wire.NodeID)];
  const least = leastLoaded(wire.ServiceID, loads);
  const [first, ...rest] = candidates.filter((it) => it !== undefined);
  if (!first) {
    wire.Status.Err = `no suitable node (scheduling constraints not satisfied on ${world.swarm.nodes.size} nodes)`;
    return;
  }
  const fixed = wire.NodeID !== undefined;
  wire.NodeID = rest.reduce((best, it) => (least(it, best) < 0 ? it : best), first).ID;
  if (!fixed) addLoad(loads, wire);
  delete wire.Status.Err;
  say(world, task, { State: "assigned" });
  startTask(world, task, () => kick(world));
}

function leastLoaded(service: string, { all, own }: Loads): (a: NodeWire, b: NodeWire) => number {
  const of = (loads: Map<string, number>, key: string) => loads.get(key) ?? 0;
  return (a, b) =>
    of(own, `${service}/${a.ID}`) - of(own, `${service}/${b.ID}`) ||
    of(all, a.ID) - of(all, b.ID) ||
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
    const old = history.get(slot);
    if (old) old.push(task);
    else history.set(slot, [task]);
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
