/** What the contract's tests are set up with: node networks, a swarm network and a service, all removed at the end. */
import { expect } from "vitest";
import { isAppError } from "../../src/errors/app-error.ts";
import type { ErrorCode } from "../../src/errors/catalogue.ts";
import type { NetworkId, ServiceId } from "../../src/model/ids.ts";
import type { EngineContainer, EngineNetwork, SwarmNode } from "../../src/model/snapshot.ts";
import type { Engine, NetworkCreate } from "../../src/operations/ports/engine.ts";
import type { ContractSwarm } from "./engine-contract.ts";

export const NODE_NETWORK = "contract-node";
export const SWARM_NETWORK = "contract-lan";
export const SERVICE = "contract-web";
export const READY = "swarmlan.contract";
export const GATEWAY = "10.77.255.254";

/** A signal that never comes. */
export const never = new AbortController().signal;

type ConfigOnly = Extract<NetworkCreate, { kind: "config-only" }>;

/** The node network of one node: 10.77.<third>.0/29, its second address kept out. */
export function nodeNetwork(swarm: ContractSwarm, third: number, change: Partial<ConfigOnly> = {}): ConfigOnly {
  return {
    kind: "config-only",
    name: NODE_NETWORK,
    enableIPv6: false,
    ipam: [
      {
        subnet: "10.77.0.0/16",
        ipRange: `10.77.${third}.0/29`,
        gateway: GATEWAY,
        aux: { host: `10.77.${third}.1` },
      },
    ],
    options: { parent: swarm.parent },
    labels: { "swarmlan.contract": `slice-${third}` },
    ...change,
  };
}

export const swarmNetwork: NetworkCreate = {
  kind: "swarm",
  name: SWARM_NETWORK,
  configFrom: NODE_NETWORK,
  attachable: true,
  internal: false,
};

export interface Lan {
  readonly id: NetworkId;
  readonly managerNode: SwarmNode;
  readonly workerNode: SwarmNode;
  /** A service on the LAN, kept to nodes that have the ready label. */
  serve(spec?: { replicas?: number }): Promise<ServiceId>;
  label(node: "manager" | "worker", ready: boolean): Promise<void>;
}

/** Sets up a whole LAN (slices 16 on the manager, 17 on the worker), runs `body`, and takes everything away again. */
export async function onLan(
  swarm: ContractSwarm,
  body: (lan: Lan) => Promise<void>,
  change: { readonly worker?: Partial<ConfigOnly> | "none" } = {},
): Promise<void> {
  const { manager, worker } = swarm;
  try {
    await manager.networks.create(nodeNetwork(swarm, 16), never);
    if (change.worker !== "none") await worker.networks.create(nodeNetwork(swarm, 17, change.worker), never);
    const id = await manager.networks.create(swarmNetwork, never);
    await body(await lanOf(swarm, id));
  } finally {
    await clear(swarm);
  }
}

async function lanOf(swarm: ContractSwarm, id: NetworkId): Promise<Lan> {
  const { manager, worker } = swarm;
  const [own, other] = [await manager.identify(never), await worker.identify(never)];
  const node = async (nodeId: string | undefined): Promise<SwarmNode> => {
    const found = (await manager.swarm.nodes(never)).find((it) => it.id === nodeId);
    if (!found) throw new Error(`no node ${nodeId}`);
    return found;
  };
  return {
    id,
    managerNode: await node(own.nodeId),
    workerNode: await node(other.nodeId),
    serve: (spec = {}) => manager.swarm.createService(serviceSpec(swarm, id, spec.replicas), never),
    label: async (which, ready) => {
      const it = await node(which === "manager" ? own.nodeId : other.nodeId);
      const change = ready ? { setLabels: { [READY]: "ready" } } : { removeLabels: [READY] };
      await manager.swarm.updateNode(it.id, it.version, change, never);
    },
  };
}

function serviceSpec(swarm: ContractSwarm, network: string, replicas = 1): Record<string, unknown> {
  return {
    Name: SERVICE,
    TaskTemplate: {
      ContainerSpec: { Image: swarm.image, StopGracePeriod: 1e9 },
      Networks: [{ Target: network }],
      Placement: { Constraints: [`node.labels.${READY}==ready`] },
      RestartPolicy: { Delay: 1e9 },
    },
    Mode: { Replicated: { Replicas: replicas } },
  };
}

/** Removes whatever a test left, in the one order that works. */
export async function clear(swarm: ContractSwarm): Promise<void> {
  const { manager, worker } = swarm;
  for (const service of await manager.swarm.services(never)) {
    if (service.name === SERVICE) await manager.swarm.removeService(service.id, never);
  }
  for (const node of await manager.swarm.nodes(never)) {
    if (READY in node.labels) await manager.swarm.updateNode(node.id, node.version, { removeLabels: [READY] }, never);
  }
  const lan = await byName(manager, SWARM_NETWORK);
  if (lan) {
    await until("both local instances are gone", async () => {
      const seen = await Promise.all([manager, worker].map((engine) => engine.networks.inspect(lan.id, never)));
      return seen.every((network) => !network?.instance);
    });
    await manager.networks.remove(lan.id, never);
    await until("the swarm network is gone", async () => !(await byName(manager, SWARM_NETWORK)));
  }
  for (const engine of [manager, worker]) {
    const left = await byName(engine, NODE_NETWORK);
    // An instance is in no list a moment before it is counted off (seen on 20.10 and 28.5 under load).
    if (left) await until("the node network is free", () => isRemoved(engine, left.id), 10);
  }
}

async function isRemoved(engine: Engine, id: NetworkId): Promise<boolean> {
  try {
    await engine.networks.remove(id, never);
    return true;
  } catch (error) {
    if (isAppError(error, "NETWORK_IN_USE")) return false;
    throw error;
  }
}

export async function byName(engine: Engine, name: string): Promise<EngineNetwork | undefined> {
  return (await engine.networks.list(never)).find((network) => network.name === name);
}

/** The running containers of the contract's service on that Engine, once there are so many. */
export async function containersOf(engine: Engine, count: number): Promise<readonly EngineContainer[]> {
  let found: readonly EngineContainer[] = [];
  await until(`${count} containers run on ${engine.endpoint}`, async () => {
    found = (await engine.containers.list({ all: false }, never)).filter((it) => it.service === SERVICE);
    return found.length === count && found.every((it) => it.endpoints.some((endpoint) => endpoint.ipv4));
  });
  return found;
}

/** Asks again until it is true; throws with the sentence after a minute. */
export async function until(what: string, isTrue: () => Promise<boolean>, seconds = 60): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error(`after ${seconds} s it is still not so that ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Expects that AppError, and gives it. */
export async function refused(code: ErrorCode, work: Promise<unknown>): Promise<unknown> {
  const thrown: unknown = await work.then(
    (value) => ({ answered: value }),
    (error: unknown) => error,
  );
  expect(isAppError(thrown) ? thrown.code : thrown).toBe(code);
  return isAppError(thrown) ? thrown.details : undefined;
}
