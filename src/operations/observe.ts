/**
 * Asks the whole swarm at one moment: one manager for what it knows, every node's own Engine for what stands there.
 *
 * One answer or one failure per node: a bad node never hides the others. Throws only when no manager answers, or when
 * it is in another swarm than the spec's. Calls: 6 to the manager, 4 to each node and one more per swarm network there.
 */
import { setMaxListeners } from "node:events";
import { AppError, asAppError } from "../errors/app-error.ts";
import { compareNodes } from "../core/slices/node-order.ts";
import type { Emit } from "../model/event.ts";
import { findingOf } from "../model/finding.ts";
import type { EngineNetwork, EngineView, NodeView, Snapshot, SwarmNode, SwarmView } from "../model/snapshot.ts";
import { inParallel } from "./in-parallel.ts";
import type { Engine, EngineIdentity, Fleet } from "./ports/engine.ts";

export interface ObserveQuestion {
  readonly fleet: Fleet;
  /** Refuse any other swarm. */
  readonly swarmId?: string | undefined;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly now: () => string;
}

/** How many nodes are spoken to at once. */
const AT_ONCE = 32;

export async function observe({ fleet, swarmId, signal, emit, now }: ObserveQuestion): Promise<Snapshot> {
  const takenAt = now();
  // One listener per call under way: a bounded number, but more than Node's default of 10.
  setMaxListeners(0, signal);
  const manager = await fleet.manager(signal);
  const identity = await manager.identify(signal);
  const found = identity.swarmId ?? "";
  if (swarmId !== undefined && swarmId !== found) {
    throw new AppError("OTHER_SWARM", { expected: swarmId, found, endpoint: manager.endpoint });
  }
  const swarm = await observeSwarm(manager, identity, signal);
  emit({ kind: "phase", title: `asking ${swarm.nodes.length} nodes`, total: swarm.nodes.length });
  const nodes = await inParallel(swarm.nodes, AT_ONCE, (node) => observeNode(fleet, node, { swarm, signal }));
  signal.throwIfAborted();
  for (const view of nodes) if (view.kind === "failed") emit({ kind: "finding", finding: view.finding });
  return { takenAt, swarm, nodes };
}

async function observeSwarm(manager: Engine, identity: EngineIdentity, signal: AbortSignal): Promise<SwarmView> {
  const [nodes, networks, services, tasks, configs] = await Promise.all([
    manager.swarm.nodes(signal),
    manager.networks.list(signal),
    manager.swarm.services(signal),
    manager.swarm.tasks(signal),
    manager.swarm.configs(signal),
  ]);
  return {
    id: identity.swarmId ?? "",
    manager: { node: identity.nodeId as SwarmNode["id"], version: identity.version, endpoint: manager.endpoint },
    nodes: [...nodes].sort(compareNodes),
    networks: networks.filter((it) => it.scope === "swarm"),
    services,
    tasks,
    configs,
  };
}

async function observeNode(
  fleet: Fleet,
  node: SwarmNode,
  of: { swarm: SwarmView; signal: AbortSignal },
): Promise<NodeView> {
  try {
    const engine = fleet.node(node);
    return { kind: "answered", node, engine: await observeEngine(engine, node, of) };
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code === "INTERNAL") throw thrown;
    return { kind: "failed", node, finding: findingOf(error, { node: node.hostname }) };
  }
}

async function observeEngine(
  engine: Engine,
  node: SwarmNode,
  of: { swarm: SwarmView; signal: AbortSignal },
): Promise<EngineView> {
  const { signal } = of;
  const [identity, networks, containers] = await Promise.all([
    engine.identify(signal),
    engine.networks.list(signal),
    engine.containers.list({ all: false }, signal),
  ]);
  if (identity.nodeId !== node.id) {
    const found =
      identity.nodeId === undefined ? `${identity.hostname}, in no swarm` : `${identity.hostname} (${identity.nodeId})`;
    throw new AppError("WRONG_NODE", { endpoint: engine.endpoint, expected: `${node.hostname} (${node.id})`, found });
  }
  return {
    version: identity.version,
    endpoint: engine.endpoint,
    networks: await seeInstances(engine, networks, signal),
    containers,
    hostAddresses: [],
  };
}

/** A manager's list shows the raft object in place of the local instance; inspect by full id shows the instance. */
async function seeInstances(
  engine: Engine,
  networks: readonly EngineNetwork[],
  signal: AbortSignal,
): Promise<readonly EngineNetwork[]> {
  return Promise.all(
    networks.map(async (network) => {
      if (network.scope !== "swarm" || network.driver !== "macvlan" || network.instance) return network;
      return (await engine.networks.inspect(network.id, signal)) ?? network;
    }),
  );
}
