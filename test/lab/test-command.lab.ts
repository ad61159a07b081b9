import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, labLink, labUp } from "../../src/lab/index.ts";
import { type Driver, drive } from "./drive.ts";
import { expectInvariants } from "./invariants.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/swarmlan.js");

describe("swarmlan test", () => {
  const folder = mkdtempSync(join(tmpdir(), "test-command-"));
  // Away from the lab's own folder: there the command would look from the lab's client, wherever it runs.
  const specFile = join(folder, "swarmlan.yaml");
  let lab: Lab;
  let driver: Driver;

  beforeAll(async () => {
    const build = spawnSync("npx", ["rolldown", "-c", "--silent"], { cwd: join(import.meta.dirname, "../..") });
    expect(build.status).toBe(0);
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
    (JSON.parse(json) as { items: { from: string; to: string; result: { kind: string } }[] }).items;
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
    const items = (JSON.parse(result.stdout) as { items: { from: string; to: string; result: { kind: string } }[] })
      .items;
    const kinds = items.filter((it) => it.from === "here").map((it) => [it.to, it.result.kind]);
    expect(kinds).toEqual([
      ["mgr01", "expected-failure"],
      ["swarm01", "ok"],
    ]);
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

  test("removes what it made when it is interrupted", async () => {
    const [program = "", ...argv] = command();
    const running = spawn(program, argv, { stdio: "ignore" });
    while ((await services()).length < 2) await sleep(100);
    running.kill("SIGINT");
    expect((await once(running, "close"))[0]).toBe(130);
    expect(await services()).toEqual(["swarmlan-holder-macvlanswarm"]);
  });
});
