/** Ways to the Engines of a swarm, and what each operation costs in calls. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEngine, openFleet } from "../../../src/edges/engine/index.ts";
import { isAppError } from "../../../src/errors/app-error.ts";
import type { ErrorCode } from "../../../src/errors/catalogue.ts";
import type { NetworkId, NodeId } from "../../../src/model/ids.ts";
import type { SwarmNode } from "../../../src/model/snapshot.ts";
import type { Engine } from "../../../src/operations/ports/engine.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";
import { never, refused } from "../../contracts/scene.ts";
import { startProxy } from "../../fakes/counting-proxy.ts";

let dir: string;
let simulator: Simulator;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "swarmlan-fleet-"));
  simulator = await startSimulator({
    dir,
    nodes: [
      { hostname: "mgr01", role: "manager" },
      { hostname: "swarm01", role: "worker" },
      { hostname: "swarm02", role: "worker" },
    ],
  });
});
afterEach(async () => {
  await simulator.close();
  rmSync(dir, { recursive: true });
});

const at = (hostname: string): string => simulator.endpoints[hostname] ?? "";

async function nodes(manager: Engine): Promise<(hostname: string) => SwarmNode> {
  const all = await manager.swarm.nodes(never);
  return (hostname) => {
    const node = all.find((it) => it.hostname === hostname);
    if (!node) throw new Error(`no node ${hostname}`);
    return node;
  };
}

describe("openFleet", () => {
  it("takes the manager of the spec before DOCKER_HOST", async () => {
    const fleet = openFleet({ manager: at("mgr01") }, { DOCKER_HOST: "unix:///nowhere.sock" });
    expect((await fleet.manager(never)).endpoint).toBe(at("mgr01"));
    fleet.close();
  });

  it("takes DOCKER_HOST where the spec says nothing", async () => {
    const fleet = openFleet({}, { DOCKER_HOST: at("mgr01") });
    expect((await fleet.manager(never)).endpoint).toBe(at("mgr01"));
    fleet.close();
  });

  it("refuses a worker, and an Engine in no swarm, as manager", async () => {
    const fleet = openFleet({ manager: at("swarm01") }, {});
    await refused("NOT_A_MANAGER", fleet.manager(never));
    simulator.removeNode("swarm01");
    await refused("NO_SWARM", fleet.manager(never));
    fleet.close();
  });

  it("reaches nodes by a map, one client an endpoint", async () => {
    const byHostname = { mgr01: at("mgr01"), swarm01: at("swarm01") };
    const fleet = openFleet({ manager: at("mgr01"), nodes: { kind: "map", byHostname } }, {});
    const manager = await fleet.manager(never);
    const node = await nodes(manager);
    expect(fleet.node(node("mgr01"))).toBe(manager);
    expect(fleet.node(node("swarm01"))).toBe(fleet.node(node("swarm01")));
    expect((await fleet.node(node("swarm01")).identify(never)).nodeId).toBe(node("swarm01").id);
    expect(codeOf(() => fleet.node(node("swarm02")))).toBe("NODE_NO_ENDPOINT");
    fleet.close();
  });

  it("reaches nodes by a template of hostname and address", async () => {
    const nodesAt = { kind: "template", text: `unix://${dir}/{hostname}.sock` } as const;
    const fleet = openFleet({ manager: at("mgr01"), nodes: nodesAt }, {});
    const node = await nodes(await fleet.manager(never));
    expect(fleet.node(node("swarm02")).endpoint).toBe(at("swarm02"));
    const byAddress = openFleet({ nodes: { kind: "template", text: "tcp://{address}:2375" } }, {});
    expect(byAddress.node(node("swarm02")).endpoint).toBe("tcp://10.0.0.3:2375");
    fleet.close();
  });

  it("asks the nodes that are likely there before the manager has told of them, and each of them once", async () => {
    const proxy = await startProxy({ target: join(dir, "swarm01.sock"), listen: join(dir, "swarm01.p") });
    const access = { manager: at("mgr01"), nodes: { kind: "template", text: `unix://${dir}/{hostname}.p` } } as const;
    const likely = ["swarm01", "gone"].map((hostname) => ({ hostname, address: "" }));
    const fleet = openFleet(access, {}, { likely });
    fleet.expect();
    await expect.poll(() => proxy.counts()).toEqual({ "GET /info": 1 });
    const node = await nodes(await fleet.manager(never));
    expect(await fleet.node(node("swarm01")).identify(never)).toMatchObject({ hostname: "swarm01" });
    expect(proxy.counts()).toEqual({ "GET /info": 1 });
    fleet.close();
    await proxy.close();
  });

  it("reaches the manager in use as it is, and every other node by ssh, when the spec says nothing of nodes", async () => {
    const fleet = openFleet({ manager: at("mgr01") }, {});
    const manager = await fleet.manager(never);
    const node = await nodes(manager);
    expect(fleet.node(node("mgr01"))).toBe(manager);
    expect(fleet.node(node("swarm01")).endpoint).toBe("ssh://swarm01");
    const overSsh = openFleet({ manager: "ssh://ops@mgr01:2222" }, {});
    expect(overSsh.node(node("swarm01")).endpoint).toBe("ssh://ops@swarm01:2222");
    fleet.close();
  });

  it("writes an IPv6 address into a template as URLs have it", async () => {
    const fleet = openFleet({ manager: at("mgr01"), nodes: { kind: "template", text: "ssh://ops@{address}:22" } }, {});
    const node = await nodes(await fleet.manager(never));
    expect(fleet.node({ ...node("swarm01"), address: "fd00::5" }).endpoint).toBe("ssh://ops@[fd00::5]:22");
    fleet.close();
  });

  it.each(["-oProxyCommand=touch", "ops@elsewhere", "a b", "../run/other", ""])(
    "does not take the hostname %j of a node for a part of an endpoint",
    async (hostname) => {
      for (const nodesAt of [undefined, { kind: "template", text: "ssh://ops@{hostname}" } as const]) {
        const fleet = openFleet({ manager: at("mgr01"), ...(nodesAt && { nodes: nodesAt }) }, {});
        const node = await nodes(await fleet.manager(never));
        expect(codeOf(() => fleet.node({ ...node("swarm01"), hostname }))).toBe("NODE_NO_ENDPOINT");
        fleet.close();
      }
    },
  );
});

function codeOf(work: () => unknown): ErrorCode | undefined {
  try {
    work();
  } catch (error) {
    return isAppError(error) ? error.code : undefined;
  }
  return undefined;
}

describe("one operation", () => {
  const config = { name: "swarmlan.ledger.x", labels: {} };
  const calls: readonly (readonly [string, (engine: Engine) => Promise<unknown>, Record<string, number>])[] = [
    ["identify", (it) => it.identify(never), { "GET /info": 1 }],
    ["networks.list", (it) => it.networks.list(never), { "GET /networks": 1 }],
    ["networks.inspect", (it) => it.networks.inspect("f".repeat(64) as NetworkId, never), { "GET /networks/:id": 1 }],
    ["containers.list", (it) => it.containers.list({ all: true }, never), { "GET /containers/json": 1 }],
    ["swarm.nodes", (it) => it.swarm.nodes(never), { "GET /nodes": 1 }],
    ["swarm.services", (it) => it.swarm.services(never), { "GET /services": 1 }],
    ["swarm.tasks", (it) => it.swarm.tasks(never), { "GET /tasks": 1 }],
    ["swarm.configs", (it) => it.swarm.configs(never), { "GET /configs": 1 }],
    ["swarm.createConfig", (it) => it.swarm.createConfig(config, never), { "POST /configs/create": 1 }],
    [
      "swarm.updateNode of a node that was listed",
      async (it) => {
        const [node] = await it.swarm.nodes(never);
        await it.swarm.updateNode(node?.id as NodeId, node?.version ?? 0, { setLabels: { a: "b" } }, never);
      },
      { "GET /nodes": 1, "POST /nodes/:id/update": 1 },
    ],
  ];

  it.each(calls)("%s costs one call", async (_, work, expected) => {
    const listen = join(dir, "proxy.sock");
    await using proxy = await startProxy({ target: at("mgr01").slice("unix://".length), listen });
    const engine = openEngine(proxy.endpoint);
    await engine.identify(never);
    proxy.reset();
    await work(engine);
    engine.close();
    expect(proxy.counts()).toEqual(expected);
  });

  it("is seen by a proxy before and after its write, which can hold it", async () => {
    const seen: string[] = [];
    await using proxy = await startProxy({
      target: at("mgr01").slice("unix://".length),
      listen: join(dir, "proxy.sock"),
      onRequest: async (it) => {
        if (it.write === 0) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
        seen.push(`before ${it.write}: ${it.method} ${it.path} with ${simulator.state.swarm.configs.size}`);
      },
      onAnswer: (it, status) => {
        if (it.write > 0) seen.push(`after ${it.write}: ${status} with ${simulator.state.swarm.configs.size}`);
      },
    });
    const engine = openEngine(proxy.endpoint);
    const id = await engine.swarm.createConfig(config, never);
    await engine.swarm.configs(never);
    await engine.swarm.removeConfig(id, never);
    engine.close();
    expect(seen).toEqual([
      "before 1: POST /configs/create with 0",
      "after 1: 201 with 1",
      `before 2: DELETE /configs/${id} with 1`,
      "after 2: 204 with 0",
    ]);
  });
});
