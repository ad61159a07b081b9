/** Starts a simulated swarm: one unix socket per node, each answering as that node's Engine would. */
import { join as pathOf } from "node:path";
import { AppError } from "../errors/app-error.ts";
import { join, leave, losePower, networkNamed, regainPower } from "./hosts.ts";
import { type Listening, serve } from "./http/serve.ts";
import { fetchFrom } from "./lan.ts";
import { addContainer, connect, removeContainer } from "./node/containers.ts";
import { dropIdleInstances, landNetwork } from "./node/instances.ts";
import { touch } from "./swarm/raft.ts";
import { kick } from "./swarm/reconcile.ts";
import type { NodeOptions, Simulator, SimulatorOptions } from "./types.ts";
import { emit, makeWorld, raftNode, type SimNode, type World } from "./world.ts";

/** The sockets are there when it resolves; `await using` or `close` takes them away. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const world = makeWorld(options);
  const listening = new Map<string, Listening>();
  const endpoints: Record<string, string> = {};
  const open = async (node: SimNode): Promise<void> => {
    const path = pathOf(options.dir, `${node.hostname}.sock`);
    endpoints[node.hostname] = `unix://${path}`;
    if (!listening.has(node.hostname)) listening.set(node.hostname, await serve(world, node, path));
  };
  const shut = async (hostname: string): Promise<void> => {
    const socket = listening.get(hostname);
    listening.delete(hostname);
    await socket?.close();
  };
  const addNode = async (it: NodeOptions): Promise<void> => open(join(world, it));
  const close = async (): Promise<void> => {
    for (const timer of world.timers) clearTimeout(timer);
    await Promise.all([...listening.keys()].map(shut));
  };
  for (const node of options.nodes) await addNode(node);
  return {
    endpoints,
    state: world,
    addNode,
    ...handsOf(world),
    cutOff: shut,
    powerLoss: async (hostname) => {
      losePower(world, hostOf(world, hostname));
      await shut(hostname);
    },
    bringBack: async (hostname) => {
      regainPower(world, hostOf(world, hostname));
      await open(hostOf(world, hostname));
    },
    fetch: (from, url) => fetchFrom(world, from, url),
    close,
    [Symbol.asyncDispose]: close,
  };
}

type Hands = Pick<Simulator, "removeNode" | "label" | "attach" | "detach">;

/** What people do on nodes by hand, outside swarmlan. */
function handsOf(world: World): Hands {
  return {
    removeNode: (hostname) => leave(world, hostOf(world, hostname)),
    label: (hostname, key, value) => setLabel(world, hostOf(world, hostname), [key, value]),
    attach: (hostname, network, name) => attach(world, hostOf(world, hostname), { network, name }),
    detach: (hostname, container) => {
      const node = hostOf(world, hostname);
      removeContainer(world, node, container);
      dropIdleInstances(world, node);
    },
  };
}

function setLabel(world: World, node: SimNode, [key, value]: [string, string | undefined]): void {
  const wire = raftNode(world, node);
  if (!wire) throw new AppError("INTERNAL", { text: `the simulated host ${node.hostname} is in no swarm` });
  if (value === undefined) delete wire.Spec.Labels[key];
  else wire.Spec.Labels[key] = value;
  touch(world.swarm, wire);
  emit(world, "managers", {
    Type: "node",
    Action: "update",
    Actor: { ID: node.id, Attributes: { name: node.hostname } },
  });
  kick(world);
}

function attach(world: World, node: SimNode, what: { network: string; name: string }): string {
  const network = networkNamed(world, node, what.network);
  if (!network) throw new AppError("INTERNAL", { text: `the simulation has no network ${what.network}` });
  if (network.Scope === "swarm") landNetwork(world, node, network.Id);
  const container = addContainer(world, node, { name: what.name, image: "busybox", labels: {} });
  connect(world, node, { container, network: network.Id });
  container.state = "running";
  return container.id;
}

function hostOf(world: World, hostname: string): SimNode {
  const node = world.nodes.get(hostname);
  if (!node) throw new AppError("INTERNAL", { text: `the simulation has no host ${hostname}` });
  return node;
}
