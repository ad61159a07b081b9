/** Waits until the test has a running container with an address on every ready node, or says why it has none. */
import { setTimeout as sleep } from "node:timers/promises";
import { asAppError } from "../../errors/app-error.ts";
import type { Address, Family } from "../../model/address.ts";
import type { Emit } from "../../model/event.ts";
import type { ContainerId, NetworkId, ServiceId } from "../../model/ids.ts";
import type { SwarmNode, SwarmTask } from "../../model/snapshot.ts";
import { inParallel } from "../in-parallel.ts";
import type { Engine, Fleet } from "../ports/engine.ts";

export type Target = { readonly node: SwarmNode; readonly ms: number } & (
  | {
      readonly kind: "up";
      readonly engine: Engine;
      readonly container: ContainerId;
      readonly addresses: readonly Address[];
    }
  | { readonly kind: "failed"; readonly text: string }
  | { readonly kind: "unknown"; readonly text: string }
);

export interface Awaiting {
  readonly fleet: Fleet;
  readonly nodes: readonly SwarmNode[];
  readonly service: ServiceId;
  readonly network: NetworkId;
  /** A container is up when it has an address of each. */
  readonly families: readonly Family[];
  readonly deadlineMs: number;
  readonly pauseMs: number;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

const AT_ONCE = 16;
const WENT_WRONG = new Set(["failed", "rejected", "orphaned", "complete"]);

/** One per node, in the order of `nodes`. Throws only when the manager does, or on an abort. */
export async function awaitTargets(by: Awaiting): Promise<readonly Target[]> {
  const began = performance.now();
  const manager = await by.fleet.manager(by.signal);
  const settled = new Map<SwarmNode, Target>();
  for (;;) {
    by.signal.throwIfAborted();
    const tasks = (await manager.swarm.tasks(by.signal)).filter((it) => it.service === by.service);
    const open = by.nodes.filter((it) => !settled.has(it));
    const ms = performance.now() - began;
    await inParallel(open, AT_ONCE, async (node) => {
      const target = await look(by, node, { tasks, ms });
      if (target !== undefined) settled.set(node, target);
    });
    if (settled.size === by.nodes.length) break;
    if (ms > by.deadlineMs) {
      for (const node of by.nodes.filter((it) => !settled.has(it))) settled.set(node, late(by, node, { tasks, ms }));
      break;
    }
    const title = `until ${by.nodes.length - settled.size} of ${by.nodes.length} containers have an address`;
    by.emit({ kind: "waiting", id: "test", title, ms });
    await sleep(by.pauseMs, undefined, { signal: by.signal });
  }
  return by.nodes.map((node) => settled.get(node) as Target);
}

interface Now {
  readonly tasks: readonly SwarmTask[];
  readonly ms: number;
}

/** `undefined` while it may still come. */
async function look(by: Awaiting, node: SwarmNode, { tasks, ms }: Now): Promise<Target | undefined> {
  const task = tasks.find((it) => it.node === node.id);
  if (task === undefined) return undefined;
  if (WENT_WRONG.has(task.state)) {
    return { node, ms, kind: "failed", text: task.error ?? `the task is ${task.state}` };
  }
  if (task.state !== "running") return undefined;
  try {
    const engine = by.fleet.node(node);
    const containers = await engine.containers.list({ all: false }, by.signal);
    const container = containers.find((it) => it.task === task.id);
    const end = container?.endpoints.find((it) => it.network === by.network);
    const addresses = [end?.ipv4, end?.ipv6].filter((it) => it !== undefined);
    const whole = by.families.every((family) => addresses.some((it) => it.family === family));
    if (container === undefined || !whole) return undefined;
    return { node, ms, kind: "up", engine, container: container.id, addresses };
  } catch (thrown) {
    by.signal.throwIfAborted();
    return { node, ms, kind: "unknown", text: asAppError(thrown).message };
  }
}

function late(by: Awaiting, node: SwarmNode, { tasks, ms }: Now): Target {
  const task = tasks.find((it) => it.node === node.id);
  const seconds = Math.round(by.deadlineMs / 1000);
  const state = task === undefined ? "swarm has made no task for it" : `its task is ${task.state}`;
  const what = by.families.length > 1 ? "an IPv4 and an IPv6 address" : "an address";
  return { node, ms, kind: "failed", text: `no container with ${what} after ${seconds} s: ${task?.error ?? state}` };
}
