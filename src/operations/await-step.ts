/** Waits until what a step needs is so: local instances of a swarm network gone. Throws INSTANCE_STAYS after a minute. */
import { setTimeout as sleep } from "node:timers/promises";
import { AppError, isAppError } from "../errors/app-error.ts";
import type { Emit } from "../model/event.ts";
import type { NetworkId, NodeId } from "../model/ids.ts";
import type { Step } from "../model/plan.ts";
import type { Snapshot, SwarmNode } from "../model/snapshot.ts";
import type { Engine, Fleet } from "./ports/engine.ts";

/** Tasks take up to 10 s of grace to stop, and gossip 2 s more; a service may ask for longer. */
const LIMIT_MS = 60_000;
const PAUSE_MS = 250;

export interface Awaiting {
  readonly fleet: Fleet;
  readonly snapshot: Snapshot;
  readonly nodes: ReadonlyMap<NodeId, SwarmNode>;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly clock: () => number;
}

export async function awaitStep(step: Step, by: Awaiting): Promise<void> {
  for (const wait of step.waits) {
    const answered = by.snapshot.nodes.filter((it) => it.kind === "answered").map((it) => it.node);
    const nodes = wait.kind === "no-instances" ? answered : answered.filter((it) => it.id === wait.node);
    await Promise.all(nodes.map((node) => instanceGone(step, { node, network: wait.network }, by)));
  }
}

async function instanceGone(step: Step, of: { node: SwarmNode; network: NetworkId }, by: Awaiting): Promise<void> {
  const { node, network } = of;
  const engine = by.fleet.node(node);
  const began = by.clock();
  while (await hasInstance(engine, network, by.signal)) {
    const ms = by.clock() - began;
    if (ms > LIMIT_MS) {
      throw new AppError("INSTANCE_STAYS", { network: step.lan, node: node.hostname, seconds: Math.round(ms / 1000) });
    }
    by.emit({
      kind: "waiting",
      id: step.id,
      title: `until ${node.hostname} has left ${step.lan}`,
      node: node.hostname,
      ms,
    });
    await sleep(PAUSE_MS, undefined, { signal: by.signal });
  }
}

async function hasInstance(engine: Engine, network: NetworkId, signal: AbortSignal): Promise<boolean> {
  try {
    return (await engine.networks.inspect(network, signal))?.instance ?? false;
  } catch (error) {
    // A manager that has just removed the network may be between raft and its own instance.
    if (isAppError(error, "ENGINE_REFUSED")) return true;
    throw error;
  }
}
