import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, labCrashDaemon, labLink, labUp } from "../../src/lab/index.ts";
import { netnsOf } from "../../src/lab/paths.ts";
import { type Driver, drive } from "./drive.ts";
import { expectInvariants } from "./invariants.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/swarmlan.js");

describe("swarmlan test", () => {
  const folder = mkdtempSync(join(tmpdir(), "test-command-"));
  // Away from the lab's own folder: there the command would look from the lab's client, unless it runs inside the lab.
  const specFile = join(folder, "swarmlan.yaml");
  let lab: Lab;
  let driver: Driver;

  beforeAll(async () => {
    lab = await labUp({ name: `tst${process.pid}`, nodes: "mgr:1,swarm:1" }, () => {});
    copyFileSync(lab.specFile, specFile);
    driver = await drive(specFile);
    const { plan, snapshot } = await driver.plan(driver.spec);
    expect((await driver.run(plan, snapshot)).failed).toEqual([]);
  });
  afterAll(async () => {
    driver?.[Symbol.dispose]();
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const command = (...more: string[]) => [
    process.execPath,
    PROGRAM,
    "test",
    "-f",
    specFile,
    "--image",
    lab.image,
    ...more,
  ];
  const itemsOf = (json: string) =>
    (JSON.parse(json) as { items: { from: string; to: string; family?: number; result: { kind: string } }[] }).items;
  const fromHere = (json: string) =>
    itemsOf(json)
      .filter((it) => it.from === "here")
      .map((it) => [it.to, it.family, it.result.kind]);
  const services = async () => {
    const snapshot = await driver.observe();
    expectInvariants(driver.spec, snapshot);
    return snapshot.swarm.services.map((it) => it.name);
  };

  test("reaches every node's container from the client, and node to node, and leaves nothing", async () => {
    const report = join(folder, "report.xml");
    const result = await lab.exec("client", command("--report", `junit=${report}`, "-o", "json"));
    expect(result.code, result.stderr).toBe(0);
    const xml = readFileSync(report, "utf8");
    expect(xml).toMatch(/<testsuite [^>]*failures="0"/);
    expect(xml).toContain("swarm01");
    expect(await services()).toEqual(["swarmlan-holder-macvlanswarm"]);
  });

  test("from a node itself, its own container is an expected failure", async () => {
    const result = await lab.exec("mgr01", command("-o", "json"));
    expect(result.code, result.stderr).toBe(0);
    expect(fromHere(result.stdout)).toEqual([
      ["mgr01", 4, "expected-failure"],
      ["swarm01", 4, "ok"],
    ]);
  });

  test("on a lab's own spec, looks from the place that it runs in, and from the client only outside the lab", async () => {
    const own = [process.execPath, PROGRAM, "test", "-f", lab.specFile, "-o", "json"];
    const inside = await lab.exec("swarm01", own);
    expect(inside.code, inside.stderr).toBe(0);
    expect(fromHere(inside.stdout)).toEqual([
      ["mgr01", 4, "ok"],
      ["swarm01", 4, "expected-failure"],
    ]);
    const outside = spawnSync(own[0] as string, own.slice(1), { encoding: "utf8" });
    expect(outside.status, outside.stderr).toBe(0);
    expect(fromHere(outside.stdout).map((it) => it[2])).toEqual(["ok", "ok"]);
  });

  test("on a dual-stack LAN, tries every way in both families", async () => {
    const six = '$1ipv6: { subnet: "fd00:16::/64", gateway: "fd00:16::ffff:1", slice: /80 }';
    const text = readFileSync(lab.specFile, "utf8").replace(/^(\s+)parent: eth1$/m, `$1parent: eth1\n${six}`);
    const dualFile = join(folder, "dual.yaml");
    writeFileSync(dualFile, text);
    using dual = await drive(dualFile);
    const { plan, snapshot } = await dual.plan(dual.spec);
    expect((await dual.run(plan, snapshot)).failed).toEqual([]);
    await lab.exec("mgr01", ["ip", "-6", "addr", "add", "fd00:16::1/64", "dev", "eth1", "nodad"]);
    const report = join(folder, "dual.xml");
    const result = await lab.exec("mgr01", [
      ...[process.execPath, PROGRAM, "test", "-f", dualFile, "--image", lab.image],
      ...["-o", "json", "--report", `junit=${report}`],
    ]);
    expect(result.code, result.stderr).toBe(0);
    expect(fromHere(result.stdout)).toEqual([
      ["mgr01", 4, "expected-failure"],
      ["swarm01", 4, "ok"],
      ["mgr01", 6, "expected-failure"],
      ["swarm01", 6, "ok"],
    ]);
    const inside = itemsOf(result.stdout).filter((it) => it.from !== "here" && it.family === 6);
    expect(inside.map((it) => `${it.from} → ${it.to} ${it.result.kind}`)).toEqual([
      "mgr01 → swarm01 ok",
      "swarm01 → mgr01 ok",
    ]);
    expect(readFileSync(report, "utf8")).toContain("mgr01 reaches the container on swarm01 over IPv6");
    expectInvariants(dual.spec, await dual.observe());
    await lab.exec("mgr01", ["ip", "-6", "addr", "del", "fd00:16::1/64", "dev", "eth1"]);
    const back = await driver.plan(driver.spec);
    expect((await driver.run(back.plan, back.snapshot)).failed).toEqual([]);
    expect(await services()).toEqual(["swarmlan-holder-macvlanswarm"]);
  });

  test("says which container is not reached when a node's cable is out", async () => {
    await labLink(lab, "swarm01", "eth1", "down");
    const result = await lab.exec("client", command("-o", "json"));
    await labLink(lab, "swarm01", "eth1", "up");
    expect(result.code, result.stderr).toBe(1);
    const ways = itemsOf(result.stdout).filter((it) => it.from !== it.to);
    expect(ways.filter((it) => it.result.kind === "ok").map((it) => `${it.from} → ${it.to}`)).toEqual(["here → mgr01"]);
    expect(ways.filter((it) => it.result.kind === "failed").length).toBeGreaterThan(0);
    expect(await services()).toEqual(["swarmlan-holder-macvlanswarm"]);
  });

  test("takes no other's answer for the container's: a host in between has its address", async () => {
    const address = "192.168.17.2";
    const serve = `require("node:http").createServer((_, it) => { it.statusCode = 404; it.end("blocked"); }).listen(80, "${address}")`;
    await lab.exec("client", ["ip", "address", "add", `${address}/32`, "dev", "lo"]);
    const proxy = spawn("ip", ["netns", "exec", netnsOf(lab.name, "client"), process.execPath, "--eval", serve]);
    try {
      const result = await lab.exec("client", command("-o", "json"));
      expect(result.code, result.stderr).toBe(1);
      expect(fromHere(result.stdout)).toEqual([
        ["mgr01", 4, "ok"],
        ["swarm01", 4, "failed"],
      ]);
      expect(result.stdout).toContain("something answered (HTTP 404), but not as the container does");
    } finally {
      proxy.kill();
      await lab.exec("client", ["ip", "address", "del", `${address}/32`, "dev", "lo"]);
    }
    expect(await services()).toEqual(["swarmlan-holder-macvlanswarm"]);
  });

  test("removes what it made when it is interrupted", async () => {
    const [program = "", ...argv] = command();
    const running = spawn(program, argv, { stdio: "ignore" });
    while ((await services()).length < 2) await sleep(100);
    running.kill("SIGINT");
    expect((await once(running, "close"))[0]).toBe(130);
    expect(await services()).toEqual(["swarmlan-holder-macvlanswarm"]);
  });

  test("is incomplete when a node's Engine is gone, and says which ways were not tried", async () => {
    await labCrashDaemon(lab, "swarm01");
    const result = await lab.exec("client", command());
    expect(result.code, result.stderr).toBe(3);
    expect(result.stdout).toContain("? container on swarm01: ");
    expect(result.stdout).toContain("Every way that was tried works, but 3 of 4 ways could not be tried.");
    expect(result.stderr).toContain("TEST_INCOMPLETE");
  });
});
