/** Another manager is asked when the one that was named does not answer, and never one of another swarm. */
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type FleetOptions, openFleet } from "../../../src/edges/engine/fleet.ts";
import type { Finding } from "../../../src/model/finding.ts";
import type { SwarmAccess } from "../../../src/model/spec.ts";
import type { Fleet } from "../../../src/operations/ports/engine.ts";
import { type Simulator, startSimulator } from "../../../src/simulator/index.ts";
import { never, refused } from "../../contracts/scene.ts";
import { startProxy } from "../../fakes/counting-proxy.ts";

let dir: string;
let simulator: Simulator;
let told: Finding[];
const open: (() => void | Promise<unknown>)[] = [];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "swarmlan-managers-"));
  told = [];
  simulator = await startSimulator({
    dir,
    nodes: [
      { hostname: "mgr01", role: "manager" },
      { hostname: "mgr02", role: "manager" },
      { hostname: "swarm01", role: "worker" },
    ],
  });
});
afterEach(async () => {
  for (const end of open.splice(0)) await end();
  await simulator.close();
  rmSync(dir, { recursive: true });
});

const at = (hostname: string): string => simulator.endpoints[hostname] ?? "";
const byHostname = () => ({ mgr01: at("mgr01"), mgr02: at("mgr02"), swarm01: at("swarm01") });
const map = (change: Readonly<Record<string, string>> = {}) =>
  ({ kind: "map", byHostname: { ...byHostname(), ...change } }) as const;
const codes = () => told.map((it) => [it.code, it.severity]);

function fleetOf(access: SwarmAccess, options: FleetOptions = {}, env: Readonly<Record<string, string>> = {}): Fleet {
  const fleet = openFleet(access, env, { tell: (finding) => told.push(finding), ...options });
  open.push(() => fleet.close());
  return fleet;
}

async function used(fleet: Fleet): Promise<string> {
  const { endpoint } = await fleet.manager(never);
  return endpoint;
}

/** An Engine that accepts connections and never says a word. */
async function hanging(): Promise<string> {
  const path = join(dir, `hangs-${open.length}.sock`);
  const server: Server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(path, resolve));
  open.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `unix://${path}`;
}

describe("the manager that was named", () => {
  it("is asked alone when it answers", async () => {
    expect(await used(fleetOf({ manager: at("mgr01"), nodes: map() }))).toBe(at("mgr01"));
    expect(told).toEqual([]);
  });

  it("is passed over when nobody listens there, and that is said once", async () => {
    const fleet = fleetOf({ manager: "unix:///nowhere.sock", nodes: map() });
    expect(await used(fleet)).toBe(at("mgr01"));
    expect(await used(fleet)).toBe(at("mgr01"));
    expect(codes()).toEqual([["OTHER_MANAGER", "warn"]]);
    expect(told[0]?.message).toContain("unix:///nowhere.sock: there is no such socket");
  });

  it("costs a head start when it hangs, not its whole deadline", async () => {
    const manager = await hanging();
    const began = Date.now();
    expect(await used(fleetOf({ manager, nodes: map() }))).toBe(at("mgr01"));
    expect(Date.now() - began).toBeLessThan(6000);
    expect(told[0]?.message).toContain(`${manager} did not answer within 3 s`);
  });

  it("may be a worker that knows managers, where a map leads to one", async () => {
    const fleet = fleetOf({ manager: at("swarm01"), nodes: map({ mgr01: "unix:///nowhere.sock" }) });
    expect(await used(fleet)).toBe(at("mgr02"));
    expect(told[0]?.message).toContain("is a worker");
  });

  it("may be a worker that knows managers' addresses, where a template leads there", async () => {
    symlinkSync(at("mgr01").slice("unix://".length), join(dir, "10.0.0.1.sock"));
    const text = `unix://${dir}/{address}.sock`;
    expect(await used(fleetOf({ manager: at("swarm01"), nodes: { kind: "template", text } }))).toBe(
      `unix://${dir}/10.0.0.1.sock`,
    );
  });

  it("is named by the worker that stands in its place, where nothing leads to one", async () => {
    const lone = fleetOf({ manager: at("swarm01") });
    expect(await refused("NOT_A_MANAGER", lone.manager(never))).toMatchObject({ managers: ["10.0.0.1", "10.0.0.2"] });
  });

  it("is looked for among the hostnames of the spec, where a template needs one", async () => {
    const nodes = { kind: "template", text: `unix://${dir}/{hostname}.sock` } as const;
    const fleet = fleetOf({ manager: "unix:///nowhere.sock", nodes }, { hostnames: ["swarm01", "mgr02"] });
    expect(await used(fleet)).toBe(at("mgr02"));
    expect(told).toHaveLength(1);
  });

  it("is docker's where the spec names none, and then a way that is not safe is told", async () => {
    const fleet = fleetOf({ nodes: map() }, {}, { DOCKER_HOST: "tcp://127.0.0.1:9" });
    expect(await used(fleet)).toBe(at("mgr01"));
    expect(codes()).toEqual([
      ["ENGINE_PLAIN_TCP", "warn"],
      ["OTHER_MANAGER", "warn"],
    ]);
  });
});

describe("nobody else is asked", () => {
  it.each([
    ["an endpoint that is none", "bogus://x", "ENDPOINT_UNSUPPORTED"],
    ["a docker context that is not there", "context://nope", "CONTEXT_MISSING"],
  ] as const)("in place of %s", async (_, manager, code) => {
    await refused(code, fleetOf({ manager, nodes: map() }, {}, { DOCKER_CONFIG: dir }).manager(never));
  });

  it("in place of an Engine that is in no swarm", async () => {
    simulator.removeNode("mgr01");
    await refused("NO_SWARM", fleetOf({ manager: at("mgr01"), nodes: map() }).manager(never));
  });

  it("in place of a manager of another swarm than the spec's", async () => {
    await refused("OTHER_SWARM", fleetOf({ manager: at("mgr01"), id: "another", nodes: map() }).manager(never));
  });
});

describe("another swarm's manager", () => {
  let other: Simulator;
  beforeEach(async () => {
    const folder = mkdtempSync(join(dir, "other-"));
    // The simulator's ids are the same each time: whoever comes fourth has one that this swarm has not, and so has a renamed swarm.
    const first = ["a", "b", "c"].map((hostname) => ({ hostname, role: "worker" }) as const);
    other = await startSimulator({ dir: folder, nodes: [...first, { hostname: "mgr01", role: "manager" }] });
    Object.assign(other.state.swarm, { id: "another-swarm" });
    open.push(() => other.close());
  });
  const stranger = () => other.endpoints["mgr01"] ?? "";

  it("is not taken for a manager that a worker knows", async () => {
    const nodes = { kind: "map", byHostname: { mgr01: stranger() } } as const;
    const details = await refused("NO_MANAGER", fleetOf({ manager: at("swarm01"), nodes }).manager(never));
    expect((details as { reasons: string[] }).reasons[1]).toContain("is in the swarm another-swarm");
  });

  it("is not taken when the one in use dies", async () => {
    const fleet = fleetOf({ manager: at("mgr02"), nodes: map({ mgr01: stranger() }) });
    await used(fleet);
    await simulator.cutOff("mgr02");
    await gone(fleet);
    const details = await refused("NO_MANAGER", fleet.manager(never));
    expect((details as { reasons: string[] }).reasons).toHaveLength(3);
  });

  it("is not taken where the map is wrong about who lives there", async () => {
    const nodes = map({ mgr01: "unix:///nowhere.sock", mgr02: stranger() });
    await refused("NO_MANAGER", fleetOf({ manager: "unix:///nowhere.sock", nodes }).manager(never));
  });
});

/** The fleet learns that its manager has gone as every caller does: a call fails. */
async function gone(fleet: Fleet): Promise<void> {
  const manager = await fleet.manager(never);
  await refused("ENGINE_UNREACHABLE", manager.swarm.nodes(never));
}

describe("a manager that dies in the middle of a run", () => {
  it("is followed by one that its list of nodes had, and that one by the first", async () => {
    const fleet = fleetOf({ manager: at("mgr01"), nodes: map() });
    for (const node of await (await fleet.manager(never)).swarm.nodes(never)) fleet.node(node);
    await simulator.cutOff("mgr01");
    await gone(fleet);
    expect(await used(fleet)).toBe(at("mgr02"));
    await simulator.bringBack("mgr01");
    await simulator.cutOff("mgr02");
    await gone(fleet);
    expect(await used(fleet)).toBe(at("mgr01"));
    expect(told.map((it) => it.message.split(",")[0])).toEqual([
      `${at("mgr02")} is asked as manager`,
      `${at("mgr01")} is asked as manager`,
    ]);
  });

  it("does not have its last write done again by another", async () => {
    let lost = false;
    await using proxy = await startProxy({
      target: at("mgr01").slice("unix://".length),
      listen: join(dir, "proxy.sock"),
      onAnswer: ({ write }) => {
        if (write === 0) return;
        lost = true;
        throw new TypeError("the answer is lost");
      },
    });
    const fleet = fleetOf({ manager: proxy.endpoint, nodes: map() });
    const manager = await fleet.manager(never);
    const config = { name: "swarmlan.ledger.x", labels: {} };
    await refused("ENGINE_UNREACHABLE", manager.swarm.createConfig(config, never));
    expect(lost).toBe(true);
    await proxy.close();
    const next = await fleet.manager(never);
    expect(next.endpoint).toBe(at("mgr01"));
    expect(await next.swarm.configs(never)).toHaveLength(1);
  });

  it("is asked whether it lives only when it has been silent", async () => {
    await using proxy = await startProxy({
      target: at("mgr01").slice("unix://".length),
      listen: join(dir, "proxy.sock"),
    });
    const fleet = fleetOf({ manager: proxy.endpoint, nodes: map() });
    for (let i = 0; i < 5; i++) await used(fleet);
    expect(proxy.counts()).toEqual({ "GET /info": 1 });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await Promise.all([used(fleet), used(fleet), used(fleet)]);
    expect(proxy.counts()).toEqual({ "GET /info": 1, "GET /_ping": 1 });
  });
});

describe("nobody at all", () => {
  it("is told with every endpoint and its reason", async () => {
    for (const hostname of ["mgr01", "mgr02"]) await simulator.cutOff(hostname);
    const details = await refused("NO_MANAGER", fleetOf({ manager: at("mgr01"), nodes: map() }).manager(never));
    expect((details as { reasons: string[] }).reasons).toEqual([
      `no Engine answers at ${at("mgr01")}: there is no such socket`,
      `no Engine answers at ${at("mgr02")}: there is no such socket`,
      `the Engine at ${at("swarm01")} is a worker; only a manager answers questions about the swarm`,
    ]);
  });

  it("is waited for while the swarm elects a leader", async () => {
    let asked = 0;
    const path = join(dir, "electing.sock");
    const server = createServer((_, response) => {
      asked += 1;
      const Cluster = { ID: asked > 2 ? "the-swarm" : "" };
      const Swarm = { NodeID: "n", LocalNodeState: "active", ControlAvailable: true, Cluster };
      response.setHeader("Api-Version", "1.41").end(JSON.stringify({ Name: "m", ServerVersion: "20.10.24", Swarm }));
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    open.push(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    const fleet = fleetOf({ manager: `unix://${path}` });
    expect((await fleet.managerIdentity(never)).swarmId).toBe("the-swarm");
    expect(asked).toBe(3);
  });

  it("is waited for when managers leave the question open meanwhile, but answer a ping", async () => {
    let asked = 0;
    const path = join(dir, "electing.sock");
    const server = createServer((request, response) => {
      if (request.url === "/_ping") return response.end("OK");
      asked += 1;
      if (asked < 3) return;
      const Swarm = { NodeID: "n", LocalNodeState: "active", ControlAvailable: true, Cluster: { ID: "the-swarm" } };
      response.setHeader("Api-Version", "1.41").end(JSON.stringify({ Name: "m", ServerVersion: "20.10.24", Swarm }));
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    open.push(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    const fleet = fleetOf({ manager: `unix://${path}` }, { seconds: 0.2 });
    expect((await fleet.managerIdentity(never)).swarmId).toBe("the-swarm");
    expect(asked).toBe(3);
  });

  it("is told in one word when all Engines say the same", async () => {
    for (const hostname of ["mgr01", "mgr02"]) await simulator.cutOff(hostname);
    const nodes = { kind: "map", byHostname: { swarm01: `unix://${dir}/./swarm01.sock` } } as const;
    await refused("NOT_A_MANAGER", fleetOf({ manager: at("swarm01"), nodes }).manager(never));
  });

  it("is not waited for by a caller who lets go", async () => {
    const caller = new AbortController();
    const asking = fleetOf({ manager: await hanging() }).manager(caller.signal);
    setTimeout(() => caller.abort(), 50);
    await refused("INTERRUPTED", asking);
  });
});
