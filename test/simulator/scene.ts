/** A simulated swarm with one LAN on it, as tests of the simulator use it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine } from "../../src/edges/engine/index.ts";
import type { NetworkId, ServiceId } from "../../src/model/ids.ts";
import type { EngineContainer, SwarmTask } from "../../src/model/snapshot.ts";
import type { Engine } from "../../src/operations/ports/engine.ts";
import { type NodeOptions, type Simulator, startSimulator } from "../../src/simulator/index.ts";
import { never, until } from "../contracts/scene.ts";

export interface Scene extends AsyncDisposable {
  readonly simulator: Simulator;
  readonly manager: Engine;
  engine(hostname: string): Engine;
  /** Node networks with 10.1.<n>.0/24 each, and the swarm network `lan`. */
  layLan(change?: { parent?: string; gateway?: string }): Promise<NetworkId>;
  nodeNetwork(hostname: string, third: number, change?: { parent?: string; gateway?: string }): Promise<NetworkId>;
  serve(name: string, mode: object, constraints?: readonly string[]): Promise<ServiceId>;
  tasks(): Promise<readonly SwarmTask[]>;
  /** Running containers of a node, once there are so many. */
  running(hostname: string, count: number): Promise<readonly EngineContainer[]>;
}

export async function sceneOf(nodes: readonly NodeOptions[]): Promise<Scene> {
  const dir = mkdtempSync(join(tmpdir(), "swarmlan-sim-"));
  const simulator = await startSimulator({ dir, nodes });
  const engines = new Map<string, Engine>();
  const engine = (hostname: string): Engine => {
    const open = engines.get(hostname) ?? openEngine(simulator.endpoints[hostname] ?? "");
    engines.set(hostname, open);
    return open;
  };
  const manager = engine(nodes[0]?.hostname ?? "");
  const scene: Scene = {
    simulator,
    manager,
    engine,
    layLan: async (change) => {
      for (const [index, node] of nodes.entries()) await scene.nodeNetwork(node.hostname, index + 1, change);
      const lan = { kind: "swarm", name: "lan", configFrom: "lan-node", attachable: true, internal: false } as const;
      return manager.networks.create(lan, never);
    },
    nodeNetwork: (hostname, third, { parent = "eth1", gateway = "10.1.255.254" } = {}) =>
      engine(hostname).networks.create(
        {
          kind: "config-only",
          name: "lan-node",
          enableIPv6: false,
          ipam: [{ subnet: "10.1.0.0/16", ipRange: `10.1.${third}.0/24`, gateway, aux: {} }],
          options: { parent },
          labels: {},
        },
        never,
      ),
    serve: (name, mode, constraints = []) => {
      const ContainerSpec = { Image: "web:1" };
      const Placement = { Constraints: constraints };
      const TaskTemplate = { ContainerSpec, Placement, Networks: [{ Target: "lan" }] };
      return manager.swarm.createService({ Name: name, TaskTemplate, Mode: mode }, never);
    },
    tasks: () => manager.swarm.tasks(never),
    running: async (hostname, count) => {
      let found: readonly EngineContainer[] = [];
      await until(
        `${count} containers run on ${hostname}`,
        async () => {
          found = await engine(hostname).containers.list({ all: false }, never);
          return found.length === count;
        },
        10,
      );
      return found;
    },
    [Symbol.asyncDispose]: async () => {
      for (const open of engines.values()) open.close();
      await simulator.close();
      rmSync(dir, { recursive: true });
    },
  };
  return scene;
}

export const replicated = (Replicas: number): object => ({ Replicated: { Replicas } });
export const everywhere = { Global: {} };

export function threeNodes(engineVersion = "28.5.2"): readonly NodeOptions[] {
  return [
    { hostname: "mgr01", role: "manager", engineVersion },
    { hostname: "swarm01", role: "worker", engineVersion },
    { hostname: "swarm02", role: "worker", engineVersion },
  ];
}
