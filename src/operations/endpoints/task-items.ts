/** Swarm tasks on a LAN that no Engine showed a container of: waiting, rejected, or on a node that cannot be asked. */
import { HOLDER_LABEL } from "../../core/plan/names.ts";
import type { TaskId } from "../../model/ids.ts";
import type { Snapshot, SwarmService, SwarmTask } from "../../model/snapshot.ts";
import type { LanNetworks } from "../../core/plan/node-state.ts";
import type { EndpointItem } from "./endpoint-item.ts";

/** `service.slot`, or `service.hostname` for a task of a global service, by task id. */
export function taskNames({ swarm }: Snapshot): ReadonlyMap<TaskId, string> {
  const services = new Map(swarm.services.map((it) => [it.id, it.name]));
  const hostnames = new Map(swarm.nodes.map((it) => [it.id, it.hostname]));
  return new Map(
    swarm.tasks.map((task) => {
      const place = task.slot ?? (task.node === undefined ? undefined : (hostnames.get(task.node) ?? task.node));
      return [task.id, `${services.get(task.service) ?? task.service}.${place ?? task.id.slice(0, 12)}`];
    }),
  );
}

/**
 * One item per place of a service (slot, or node of a global one): its newest task, with the last error of that place.
 * Our own holder services never run and are left out.
 */
export function taskItems(
  network: LanNetworks,
  snapshot: Snapshot,
  { names, shown }: { readonly names: ReadonlyMap<TaskId, string>; readonly shown: ReadonlySet<TaskId> },
): readonly EndpointItem[] {
  const { swarm } = snapshot;
  const services = new Map(swarm.services.map((it) => [it.id, it]));
  const hostnames = new Map(swarm.nodes.map((it) => [it.id, it.hostname]));
  const of = swarm.tasks.filter((task) => isOn(network, task, services.get(task.service)));
  const nameOf = (task: SwarmTask) => names.get(task.id) as string;
  // In a large swarm nearly all are shown: only the others are gathered.
  const shownPlaces = new Set(of.filter((it) => shown.has(it.id)).map(nameOf));
  const places = new Map<string, SwarmTask[]>();
  for (const task of of) {
    const name = nameOf(task);
    if (shownPlaces.has(name)) continue;
    const there = places.get(name);
    if (there === undefined) places.set(name, [task]);
    else there.push(task);
  }
  return [...places].map(([name, tasks]): EndpointItem => {
    const sorted = [...tasks].sort((a, b) => Number(isLive(b)) - Number(isLive(a)) || newestFirst(a, b));
    const task = sorted[0] as SwarmTask;
    const error = task.error ?? sorted.find((it) => it.error !== undefined)?.error;
    const service = services.get(task.service)?.name;
    const node = task.node && hostnames.get(task.node);
    return {
      lan: network.lan,
      name,
      ...(service === undefined ? {} : { service }),
      task: task.id,
      ...(task.container === undefined ? {} : { container: task.container }),
      ...(node === undefined ? {} : { node }),
      state: task.state,
      ...(error === undefined ? {} : { error }),
      byHand: false,
      source: "tasks",
      warnings: [],
    };
  });
}

function isOn({ lan, ids }: LanNetworks, task: SwarmTask, service: SwarmService | undefined): boolean {
  if (service?.labels[HOLDER_LABEL] !== undefined) return false;
  const named = [...task.networks, ...(service?.networks ?? [])] as readonly string[];
  return named.some((it) => it === lan || (ids as ReadonlySet<string>).has(it));
}

const OVER = new Set(["complete", "shutdown", "failed", "rejected", "remove", "orphaned"]);

function isLive(task: SwarmTask): boolean {
  return !OVER.has(task.state);
}

function newestFirst(a: SwarmTask, b: SwarmTask): number {
  return a.timestamp < b.timestamp ? 1 : a.timestamp > b.timestamp ? -1 : 0;
}
