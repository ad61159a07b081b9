/**
 * What each command asks of every Engine: the number of calls is fixed, whatever the number of nodes and containers.
 * A budget that grows is a decision to be made here, not a surprise.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { type AddressInfo, createServer, type Server } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEngine } from "../../src/edges/engine/index.ts";
import { type ImageOptions, type NodeOptions, type Simulator, startSimulator } from "../../src/simulator/index.ts";
import { never } from "../contracts/scene.ts";
import { type CountingProxy, startProxy } from "../fakes/counting-proxy.ts";
import { run } from "./run-in-process.ts";

const NODES: readonly NodeOptions[] = [
  { hostname: "mgr01", role: "manager" },
  { hostname: "mgr02", role: "manager" },
  { hostname: "swarm01", role: "worker" },
  { hostname: "swarm02", role: "worker" },
];

let dir: string;
let simulator: Simulator;
let images: Record<string, ImageOptions>;
let proxies: Map<string, CountingProxy>;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "swarmlan-calls-"));
  images = {};
  simulator = await startSimulator({ dir, images, nodes: NODES, timing: { schedule: 1, start: 1, stop: 1 } });
  proxies = new Map();
  for (const { hostname } of NODES) {
    const target = join(dir, `${hostname}.sock`);
    proxies.set(hostname, await startProxy({ target, listen: join(dir, `${hostname}.p`) }));
  }
  writeFileSync(join(dir, "swarmlan.yaml"), spec());
});
afterEach(async () => {
  for (const proxy of proxies.values()) await proxy.close();
  await simulator.close();
  rmSync(dir, { recursive: true });
});

/** Its addresses stand for IPv4 ones (RFC 4291, 2.5.5.2): those too end at this machine itself. */
const BOTH_FAMILIES = `    ipv6: { subnet: "::ffff:127.65.0.0/112", gateway: "::ffff:127.65.255.1", slice: /120 }
`;

function spec(): string {
  const nodes = [...proxies].map(([hostname, { endpoint }]) => `    ${hostname}: ${endpoint}`);
  return `version: 1
swarm:
  manager: ${proxies.get("mgr01")?.endpoint}
  nodes:
${nodes.join("\n")}
lans:
  web:
    subnet: 192.168.16.0/20
    gateway: 192.168.31.254
    slice: /24
    parent: eth1
`;
}

/** Runs a command, and tells what it asked of each Engine. */
async function callsOf(...argv: readonly string[]): Promise<Record<string, Record<string, number>>> {
  for (const proxy of proxies.values()) proxy.reset();
  const it = await run(...argv, "-f", join(dir, "swarmlan.yaml"), "--progress", "none");
  expect(it, argv.join(" ")).toMatchObject({ exitCode: 0 });
  return Object.fromEntries([...proxies].map(([hostname, proxy]) => [hostname, proxy.counts()]));
}

/** What one look at the swarm asks of the manager in use, of another manager, and of a worker. */
const READ = { "GET /networks": 1, "GET /containers/json": 1 };
const SWARM = { "GET /nodes": 1, "GET /services": 1, "GET /tasks": 1, "GET /configs": 1 };
const LOOK = {
  // Its networks once, though they are two things: the swarm's, and those of a node.
  mgr01: { ...SWARM, ...READ, "GET /info": 1 },
  mgr02: { ...READ, "GET /info": 1 },
  swarm01: { ...READ, "GET /info": 1 },
  swarm02: { ...READ, "GET /info": 1 },
};
/** A manager's list of networks hides its local instance of each LAN: one more call a LAN. */
const INSTANCE = { "GET /networks/:id": 1 };
const LOOK_AT_ONE_LAN = { ...LOOK, mgr01: { ...LOOK.mgr01, ...INSTANCE }, mgr02: { ...LOOK.mgr02, ...INSTANCE } };

describe("a swarm without a LAN is asked by", () => {
  it.each([["plan"], ["ps"], ["status"], ["find", "mgr01"]])("%s once for each thing", async (...argv) => {
    expect(await callsOf(...argv)).toEqual(LOOK);
  });

  it("a first apply twice, and written to once a step", async () => {
    const calls = await callsOf("apply", "-y");
    const probed = { "POST /networks/create": 2 };
    const worker = { ...probed, "GET /info": 1, "GET /networks": 2, "GET /containers/json": 2 };
    expect(calls["swarm01"]).toEqual(worker);
    expect(calls["swarm02"]).toEqual(worker);
    expect(calls["mgr02"]).toEqual({ ...worker, ...INSTANCE });
    expect(calls["mgr01"]).toEqual({
      ...probed,
      "GET /info": 1,
      "GET /networks": 2,
      "GET /networks/:id": 1,
      "GET /containers/json": 2,
      "GET /nodes": 2,
      "GET /services": 2,
      "GET /tasks": 2,
      "POST /networks/create": 3,
      "POST /services/create": 1,
      "POST /nodes/:id/update": 4,
      // The last write reads the ledger, to be sure that nobody else wrote meanwhile.
      "GET /configs": 3,
      "POST /configs/create": 1,
      "POST /configs/:id/update": 1,
    });
  });
});

describe("a swarm with a LAN is asked by", () => {
  beforeEach(async () => {
    await callsOf("apply", "-y");
  });

  it.each([["plan"], ["apply", "-y"], ["ps"], ["status"], ["find", "mgr01"]])(
    "%s once for each thing",
    async (...argv) => {
      expect(await callsOf(...argv)).toEqual(LOOK_AT_ONE_LAN);
    },
  );

  it("ps not more often for fifty containers, but for their one image", async () => {
    const manager = openEngine(simulator.endpoints["mgr01"] ?? "");
    const TaskTemplate = { ContainerSpec: { Image: "web:1" }, Networks: [{ Target: "web" }] };
    await manager.swarm.createService({ Name: "web", TaskTemplate, Mode: { Replicated: { Replicas: 50 } } }, never);
    await expect.poll(async () => (await runningTasks(manager)).length, { timeout: 10_000 }).toBe(50);
    manager.close();
    const calls = await callsOf("ps");
    expect(calls).toEqual({ ...LOOK_AT_ONE_LAN, mgr01: { ...LOOK_AT_ONE_LAN.mgr01, "GET /images/:id/json": 1 } });
  });

  it("destroy twice, with one write a step", async () => {
    const calls = await callsOf("destroy", "web", "--confirm", "web");
    const twice = { "GET /info": 1, "GET /networks": 2, "GET /containers/json": 2 };
    // Seen in the first look and, before its node network goes, seen to be gone.
    const instance = { "GET /networks/:id": 2 };
    expect(calls["swarm01"]).toMatchObject({ ...twice, "DELETE /networks/:id": 1 });
    expect(calls["mgr02"]).toEqual({ ...twice, ...instance, "DELETE /networks/:id": 1 });
    expect(calls["mgr01"]).toEqual({
      ...twice,
      ...instance,
      "GET /networks": 2,
      "GET /nodes": 2,
      "GET /services": 2,
      "GET /tasks": 2,
      "GET /configs": 2,
      // The note that the destroy began.
      "POST /configs/:id/update": 1,
      "POST /nodes/:id/update": 4,
      "DELETE /services/:id": 1,
      "DELETE /networks/:id": 2,
      "DELETE /configs/:id": 1,
    });
  });
});

/** Every address of 127.0.0.0/8 is this machine's own on Linux: a client's view ends at a server of ours. */
describe.runIf(process.platform === "linux").each([
  ["a swarm with a container on every node is asked by", ""],
  ["a swarm with a dual-stack LAN, and a container on every node, is asked by", BOTH_FAMILIES],
])("%s", (_, more) => {
  let server: Server;
  beforeEach(async () => {
    server = createServer((socket) => socket.end()).listen(0);
    await once(server, "listening");
    images["web:1"] = { ports: [`${(server.address() as AddressInfo).port}/tcp`], page: "it works" };
    writeFileSync(join(dir, "swarmlan.yaml"), spec().replaceAll("192.168.", "127.64.") + more);
    await callsOf("apply", "-y");
    const manager = openEngine(simulator.endpoints["mgr01"] ?? "");
    const TaskTemplate = { ContainerSpec: { Image: "web:1" }, Networks: [{ Target: "web" }] };
    await manager.swarm.createService({ Name: "web", TaskTemplate, Mode: { Global: {} } }, never);
    await expect.poll(async () => (await runningTasks(manager)).length, { timeout: 10_000 }).toBe(4);
    manager.close();
  });
  afterEach(() => server.close());

  it("doctor once for each thing, with one container and two commands in it a node", async () => {
    await callsOf("doctor", "--no-sweep", "--suppress", "ENG016"); // the probe's image comes
    const calls = await callsOf("doctor", "--no-sweep", "--suppress", "ENG016");
    const probed = {
      "POST /containers/create": 1,
      "POST /containers/:id/start": 1,
      "POST /containers/:id/exec": 2,
      "POST /exec/:id/start": 2,
      "GET /containers/:id/json": 1,
      "DELETE /containers/:id": 1,
    };
    expect(calls["swarm01"]).toEqual({ ...LOOK.swarm01, ...probed });
    expect(calls["swarm02"]).toEqual({ ...LOOK.swarm02, ...probed });
    expect(calls["mgr02"]).toEqual({ ...LOOK.mgr02, ...INSTANCE, ...probed });
    // One image, whose exposed ports are the same wherever it is.
    expect(calls["mgr01"]).toEqual({ ...LOOK.mgr01, ...INSTANCE, ...probed, "GET /images/:id/json": 1 });
  });
});

async function runningTasks(manager: ReturnType<typeof openEngine>) {
  return (await manager.swarm.tasks(never)).filter((it) => it.state === "running");
}
