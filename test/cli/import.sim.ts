import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openEngine } from "../../src/edges/engine/index.ts";
import type { NetworkCreate } from "../../src/operations/ports/engine.ts";
import { type OnSimulator, onSimulator } from "./on-simulator.ts";

const NODES = ["mgr01", "swarm01", "swarm02"] as const;
type Made = Extract<NetworkCreate, { kind: "config-only" }>;

describe("import, on simulated Engines", () => {
  let on: OnSimulator;
  const { signal } = new AbortController();
  beforeEach(async () => {
    on = await onSimulator();
  });
  afterEach(() => on[Symbol.asyncDispose]());

  const engineOf = (node: string) => openEngine(on.simulator.endpoints[node] ?? "");
  const make = async (node: string, request: NetworkCreate) => {
    const engine = engineOf(node);
    await engine.networks.create(request, signal);
    engine.close();
  };
  const config = (ipRange: string, aux: Made["ipam"][0]["aux"], over: Partial<Made> = {}): Made => ({
    kind: "config-only",
    name: "lanconf",
    enableIPv6: false,
    ipam: [{ subnet: "10.1.0.0/16", ipRange, gateway: "10.1.255.254", aux }],
    options: { parent: "eth1" },
    labels: {},
    ...over,
  });
  const byHand = async (configs: Readonly<Record<string, Made>>) => {
    for (const [node, request] of Object.entries(configs)) await make(node, request);
    await make("mgr01", { kind: "swarm", name: "web", configFrom: "lanconf", attachable: true, internal: false });
    const TaskTemplate = { ContainerSpec: { Image: "web:1" }, Networks: [{ Target: "web" }] };
    const engine = engineOf("mgr01");
    await engine.swarm.createService({ Name: "it-tools", TaskTemplate, Mode: { Global: {} } }, signal);
    engine.close();
  };
  const apart = () =>
    byHand(
      Object.fromEntries(NODES.map((it, at) => [it, config(`10.1.${at}.0/24`, { host: `10.1.${at}.1` })] as const)),
    );
  const access = () => ["--manager", on.simulator.endpoints["mgr01"] ?? "", "--nodes", nodesFlag()];
  const nodesFlag = () => NODES.map((it) => `${it}=${on.simulator.endpoints[it]}`).join(",");
  const tasks = async () => {
    const engine = engineOf("mgr01");
    const all = (await engine.swarm.tasks(signal)).filter((it) => it.state === "running").map((it) => it.id);
    engine.close();
    return all.sort();
  };
  const configs = async () => {
    const engine = engineOf("mgr01");
    const all = await engine.swarm.configs(signal);
    engine.close();
    return all.length;
  };
  const settled = async () => {
    await expect.poll(async () => (await tasks()).length).toBe(3);
    return tasks();
  };

  test("writes the spec of a LAN of ours anew when it was lost, as init says", async () => {
    expect((await on.run("apply", "-y")).code).toBe(0);
    rmSync(on.specFile);
    const init = await on.run("init", ...access(), "--yes");
    expect([init.code, init.stderr]).toEqual([4, expect.stringMatching(/INIT_HAS_LANS[^]*swarmlan import NAME/)]);
    const ran = await on.run("import", "web", "-y", ...access());
    expect([ran.code, ran.stdout], ran.stderr).toEqual([0, expect.stringContaining(`Wrote ${on.specFile}. `)]);
    expect((await on.run("plan", "--detailed-exitcode")).stdout).toContain("Nothing to do");
  });

  test("takes over what was made by hand, cuts nobody off, and leaves nothing to do", async () => {
    rmSync(on.specFile);
    await apart();
    const before = await settled();
    const dry = await on.run("import", ...access(), "--dry-run");
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringContaining("subnet: 10.1.0.0/16")]);
    expect([existsSync(on.specFile), await configs()]).toEqual([false, 0]);
    const ran = await on.run("import", "-y", ...access());
    expect([ran.code, ran.stdout], ran.stderr).toEqual([0, expect.stringContaining(`Wrote ${on.specFile}. `)]);
    const spec = readFileSync(on.specFile, "utf8");
    expect(spec).toContain("pool: 10.1.0.0/22");
    expect(spec).toContain("host: first");
    expect(spec).toContain("edges: allow");
    expect(spec).not.toContain("\n    nodes:");
    const plan = await on.run("plan", "--detailed-exitcode");
    expect([plan.code, plan.stdout], plan.stderr).toEqual([0, expect.stringContaining("Nothing to do")]);
    expect(await tasks()).toEqual(before);
    const again = await on.run("import", "-y");
    expect([again.code, again.stderr]).toEqual([64, expect.stringContaining("IMPORT_NOTHING")]);
  });

  test("finds again by the spec what it had taken over, when the ledger is lost", async () => {
    rmSync(on.specFile);
    await apart();
    const before = await settled();
    expect((await on.run("import", "-y", ...access())).code).toBe(0);
    const spec = readFileSync(on.specFile, "utf8");
    const engine = engineOf("mgr01");
    for (const { id } of await engine.swarm.configs(signal)) await engine.swarm.removeConfig(id, signal);
    engine.close();
    const lost = await on.run("plan");
    expect([lost.code, lost.stderr]).toEqual([4, expect.stringContaining("to take it over: swarmlan import")]);
    expect((await on.run("import", "-y")).code).toBe(0);
    expect([readFileSync(on.specFile, "utf8"), await tasks()]).toEqual([spec, before]);
    expect((await on.run("plan", "--detailed-exitcode")).code).toBe(0);
  });

  test("adds to the spec that is there, with its comments, and only with --force", async () => {
    const own = `# mine\nversion: 1\nswarm:\n  manager: ${on.simulator.endpoints["mgr01"]} # that one\n  nodes: ${JSON.stringify(on.simulator.endpoints)}\nlans: {}\n`;
    writeFileSync(on.specFile, own);
    await apart();
    const refused = await on.run("import", "-y");
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining("FILE_EXISTS")]);
    expect([readFileSync(on.specFile, "utf8"), await configs()]).toEqual([own, 0]);
    expect((await on.run("import", "web", "-y", "--force")).code).toBe(0);
    expect(readFileSync(on.specFile, "utf8")).toMatch(/^# mine\n[\s\S]*# that one[\s\S]*\n {2}web:/);
    expect((await on.run("plan", "--detailed-exitcode")).code).toBe(0);
  });

  test("takes the spec as it is where that fits", async () => {
    on.writeSpec((text) => `${text}    node-network: lanconf\n    edges: allow\n`);
    const own = readFileSync(on.specFile, "utf8");
    await apart();
    expect((await on.run("plan")).code).toBe(4);
    const ran = await on.run("import", "-y");
    expect(ran.code, ran.stderr).toBe(0);
    expect(readFileSync(on.specFile, "utf8")).toBe(own);
    expect((await on.run("plan", "--detailed-exitcode")).code).toBe(0);
  });

  test("refuses nodes that hand out the same addresses, shows what would mend it, and apply does that", async () => {
    rmSync(on.specFile);
    await byHand(Object.fromEntries(NODES.map((it) => [it, config("10.1.0.0/16", {})] as const)));
    await settled();
    const refused = await on.run("import", "-y", ...access());
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain("IMPORT_OVERLAP: mgr01, swarm01, swarm02 hand out");
    expect(refused.stderr).toContain('"swarmlan import --mend"');
    expect(refused.stdout).toContain("make lanconf on swarm02");
    expect(refused.stdout).toContain("cuts off task it-tools");
    expect([existsSync(on.specFile), await configs()]).toEqual([false, 0]);
    const mended = await on.run("import", "--mend", "-y", ...access());
    expect([mended.code, mended.stdout], mended.stderr).toEqual([0, expect.stringContaining("swarmlan apply")]);
    const limited = await on.run("apply", "-y");
    expect([limited.code, limited.stderr]).toEqual([4, expect.stringContaining("TOO_DISRUPTIVE")]);
    expect(limited.stderr).not.toContain("DRIFT");
    const applied = await on.run("apply", "-y", "--max-disruption", "3");
    expect(applied.code, applied.stderr).toBe(0);
    await settled();
    const ps = JSON.parse((await on.run("ps", "-o", "json")).stdout) as { items: { ipv4: string }[] };
    expect(new Set(ps.items.map((it) => it.ipv4)).size).toBe(3);
    expect((await on.run("plan", "--detailed-exitcode")).code).toBe(0);
  });

  test("writes nothing while a node cannot be asked, and goes on without one that takes no part", async () => {
    rmSync(on.specFile);
    await apart();
    await settled();
    await on.simulator.cutOff("swarm02");
    const left = await on.run("import", "-y", ...access());
    expect([left.code, left.stderr]).toEqual([3, expect.stringContaining("IMPORT_LEFT")]);
    expect([existsSync(on.specFile), await configs()]).toEqual([false, 0]);
    const ran = await on.run("import", "-y", "--skip", "swarm02", ...access());
    expect(ran.code, ran.stderr).toBe(3);
    expect(readFileSync(on.specFile, "utf8")).toContain("swarm02: { skip: true }");
  });

  test("says what is wrong with a name", async () => {
    const code = async (...names: readonly string[]) => {
      const { code: exit, stderr } = await on.run("import", "-y", ...names);
      return [exit, /error (\w+)/.exec(stderr)?.[1]];
    };
    expect(await code("nobody")).toEqual([64, "IMPORT_UNKNOWN"]);
    expect(await code()).toEqual([64, "IMPORT_NOTHING"]);
    expect(await code("--gateway", "x")).toEqual([64, "USAGE"]);
  });
});
