/**
 * Asks the whole swarm at one moment: one manager for what it knows, every node's own Engine for what stands there.
 *
 * One answer or one failure per node: a bad node never hides the others. Throws only when no manager answers, or when
 * it is in another swarm than the spec's. Calls: 5 to the manager, 3 to each node (one of them who it is, which the
 * manager has told already when it was chosen, as it has its networks), and one more to each manager per swarm network.
 */
import { setMaxListeners } from "node:events";
import { AppError } from "../errors/app-error.ts";
import { compareNodes } from "../core/slices/node-order.ts";
import type { Emit } from "../model/event.ts";
import type { HostView } from "../model/host-facts.ts";
import type { NodeId } from "../model/ids.ts";
import type { EngineNetwork, EngineView, NodeView, Snapshot, SwarmNode, SwarmView } from "../model/snapshot.ts";
import { askHost, nodeFailure, type NodeFailure } from "./ask-host.ts";
import { inParallel } from "./in-parallel.ts";
import type { Engine, EngineIdentity, Fleet } from "./ports/engine.ts";
import type { Hosts } from "./ports/host.ts";

export interface ObserveQuestion {
  readonly fleet: Fleet;
  /** Who can tell of a node's host, asked in this order until one can. */
  readonly hosts?: readonly Hosts[];
  /** Refuse any other swarm. */
  readonly swarmId?: string | undefined;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly now: () => string;
  /**
   * An earlier snapshot of the same run, through the same fleet. Nodes that answered in it are not asked again who they
   * are (that question costs an Engine more than all others together), nor their hosts what interfaces they have.
   */
  readonly before?: Snapshot | undefined;
}

/** How many nodes are spoken to at once. */
const AT_ONCE = 32;

export async function observe(question: ObserveQuestion): Promise<Snapshot> {
  const { fleet, hosts = [], swarmId, signal, emit, now, before } = question;
  const takenAt = now();
  // One listener per call under way: a bounded number, but more than Node's default of 10.
  setMaxListeners(0, signal);
  const choosing = fleet.manager(signal);
  if (before === undefined) fleet.expect();
  const manager = await choosing;
  const identity = await fleet.managerIdentity(signal);
  const found = identity.swarmId ?? "";
  if (swarmId !== undefined && swarmId !== found) {
    throw new AppError("OTHER_SWARM", { expected: swarmId, found, endpoint: manager.endpoint });
  }
  const known = knownVersions(before);
  if (identity.nodeId !== undefined) known.set(identity.nodeId, { engine: manager, version: identity.version });
  const listed = manager.swarm.nodes(signal).then((nodes) => [...nodes].sort(compareNodes));
  void listed.then(
    ({ length: total }) => emit({ kind: "phase", title: `asking ${total} nodes`, total }),
    () => undefined,
  );
  const networks = manager.networks.list(signal);
  const networksOf = (engine: Engine) => (engine === manager ? networks : engine.networks.list(signal));
  const by = { fleet, hosts, known, knownHosts: hostsIn(before), networksOf, signal };
  const asked = askNodes(listed, before?.swarm.nodes ?? [], by);
  const [swarm, nodes] = await Promise.all([observeSwarm(manager, { identity, listed, networks, signal }), asked]);
  signal.throwIfAborted();
  for (const view of nodes) if (view.kind === "failed") emit({ kind: "finding", finding: view.finding });
  return { takenAt, swarm, nodes };
}

/** Engines that have said who they are, by node. */
type Known = Map<NodeId, { readonly engine?: Engine; readonly version: string }>;

function knownVersions(before: Snapshot | undefined): Known {
  const answered = (before?.nodes ?? []).flatMap((view) => (view.kind === "answered" ? [view] : []));
  return new Map(answered.map(({ node, engine }) => [node.id, { version: engine.version }]));
}

function hostsIn(before: Snapshot | undefined): ReadonlyMap<NodeId, HostView> {
  const told = (before?.nodes ?? []).flatMap(({ node, host }) => (host?.kind === "answered" ? [{ node, host }] : []));
  return new Map(told.map(({ node, host }) => [node.id, host]));
}

async function observeSwarm(
  manager: Engine,
  of: {
    identity: EngineIdentity;
    listed: Promise<readonly SwarmNode[]>;
    networks: Promise<readonly EngineNetwork[]>;
    signal: AbortSignal;
  },
): Promise<SwarmView> {
  const { identity, listed, signal } = of;
  const [nodes, networks, services, tasks, configs] = await Promise.all([
    listed,
    of.networks,
    manager.swarm.services(signal),
    manager.swarm.tasks(signal),
    manager.swarm.configs(signal),
  ]);
  return {
    id: identity.swarmId ?? "",
    manager: { node: identity.nodeId as SwarmNode["id"], version: identity.version, endpoint: manager.endpoint },
    nodes,
    networks: networks.filter((it) => it.scope === "swarm" && !isLeftInstance(it)),
    services,
    tasks,
    configs,
  };
}

/**
 * A manager lists what raft has, and local instances only of what raft has no more: those still drain on that node alone
 * (moby `getNetworksList`; observed on 20.10).
 */
function isLeftInstance({ driver, instance }: EngineNetwork): boolean {
  return driver === "macvlan" && instance;
}

interface Asking {
  readonly fleet: Fleet;
  readonly hosts: readonly Hosts[];
  readonly known: Known;
  readonly knownHosts: ReadonlyMap<NodeId, HostView>;
  /** The manager's are asked for once, for the swarm and for its own node. */
  readonly networksOf: (engine: Engine) => Promise<readonly EngineNetwork[]>;
  readonly signal: AbortSignal;
}

/** Those that were there before need not wait until the manager has told of them again. */
async function askNodes(
  listed: Promise<readonly SwarmNode[]>,
  before: readonly SwarmNode[],
  by: Asking,
): Promise<readonly NodeView[]> {
  const [nodes, early] = await Promise.all([listed, inParallel(before, AT_ONCE, (node) => observeNode(node, by))]);
  const known = new Map(early.map((view) => [view.node.id, view]));
  return inParallel(nodes, AT_ONCE, async (node) => {
    const view = known.get(node.id);
    return view === undefined ? observeNode(node, by) : { ...view, node };
  });
}

async function observeNode(node: SwarmNode, of: Asking): Promise<NodeView> {
  const known = of.knownHosts.get(node.id);
  const [answer, host] = await Promise.all([askEngine(node, of), known ?? askHost(node, of.hosts, of.signal)]);
  return { node, ...answer, ...(host === undefined ? {} : { host }) };
}

type EngineAnswer = { readonly kind: "answered"; readonly engine: EngineView } | NodeFailure;

async function askEngine(node: SwarmNode, of: Asking): Promise<EngineAnswer> {
  try {
    return { kind: "answered", engine: await observeEngine(of.fleet.node(node), node, of) };
  } catch (thrown) {
    return nodeFailure(node, thrown);
  }
}

async function observeEngine(engine: Engine, node: SwarmNode, of: Asking): Promise<EngineView> {
  const { signal } = of;
  const [version, networks, containers] = await Promise.all([
    versionOf(engine, node, of),
    of.networksOf(engine).then((listed) => seeInstances(engine, listed, signal)),
    engine.containers.list({ all: false }, signal),
  ]);
  return { version, endpoint: engine.endpoint, networks, containers };
}

/** The Engine's version, once it is sure that it is this node's. Throws WRONG_NODE for another's. */
async function versionOf(engine: Engine, node: SwarmNode, { known, signal }: Asking): Promise<string> {
  const said = known.get(node.id);
  if (said !== undefined && (said.engine ?? engine) === engine) return said.version;
  const identity = await engine.identify(signal);
  if (identity.nodeId === node.id) return identity.version;
  const found =
    identity.nodeId === undefined ? `${identity.hostname}, in no swarm` : `${identity.hostname} (${identity.nodeId})`;
  throw new AppError("WRONG_NODE", { endpoint: engine.endpoint, expected: `${node.hostname} (${node.id})`, found });
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
