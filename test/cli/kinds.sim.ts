/** What `-o json` really answers, command by command, held to the published schemas. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEngine } from "../../src/edges/engine/index.ts";
import { LAN, type OnSimulator, onSimulator } from "./on-simulator.ts";
import { expectKind, expectProgress } from "./published.ts";

describe("-o json, on simulated Engines", () => {
  let on: OnSimulator;
  let byHand: string;
  beforeAll(async () => {
    on = await onSimulator();
  });
  afterAll(() => on[Symbol.asyncDispose]());

  const json = async (...argv: readonly string[]) => (await on.run(...argv, "-o", "json")).stdout;

  test("plan tells the steps, and the slices that a person sees", async () => {
    const plan = expectKind("Plan", await json("plan"));
    expect(plan.summary).toMatchObject({ cutsOff: 0, lans: [{ lan: LAN }] });
    const lans = plan.summary?.["lans"] as readonly { readonly shares: readonly unknown[] }[] | undefined;
    expect(lans?.[0]?.shares[0]).toMatchObject({
      hostname: "mgr01",
      ipv4: { slice: "10.1.0.0/24", host: "10.1.0.1", usable: "253", reserved: "3" },
    });
    expect(plan.items.length).toBe(plan.summary?.["steps"]);
    expect(plan.items.find((it) => it["kind"] === "create-node-network")).toMatchObject({
      hostname: "mgr01",
      settings: { parent: "eth1", families: [{ slice: "10.1.0.0/24", gateway: "10.1.255.254" }] },
    });
    expect(JSON.stringify(plan.items)).not.toContain('"ledger"');
  });

  test("export tells the whole text", async () => {
    const { items } = expectKind("Export", await json("export", "shell"));
    expect(items).toMatchObject([{ form: "shell", text: expect.stringContaining("--ip-range 10.1.0.0/24") }]);
  });

  test("apply tells what was done, and each event on the way", async () => {
    const { stdout, stderr } = await on.run("apply", "-y", "-o", "json", "--progress", "json");
    const report = expectKind("ApplyReport", stdout);
    expect(new Set(report.items.map((it) => it["outcome"]))).toEqual(new Set(["done"]));
    expect(report.summary).toEqual({ done: report.items.length, failed: 0, skipped: 0 });
    const events = expectProgress(stderr);
    expect(new Set(events.map((it) => it.kind))).toEqual(new Set(["phase", "step-started", "step-done"]));
    const again = expectKind("ApplyReport", await json("apply", "-y"));
    expect(again).toMatchObject({ exitCode: 0, items: [], summary: { done: 0, failed: 0, skipped: 0 } });
    expectKind("Plan", await json("apply", "-y", "--dry-run"));
  });

  test("status, ps and find tell who is where", async () => {
    const engine = openEngine(on.simulator.endpoints["mgr01"] ?? "");
    const signal = new AbortController().signal;
    const TaskTemplate = { ContainerSpec: { Image: "web:1" }, Networks: [{ Target: LAN }] };
    await engine.swarm.createService({ Name: "it-tools", TaskTemplate, Mode: { Global: {} } }, signal);
    engine.close();
    byHand = on.simulator.attach("swarm01", LAN, "by-hand");
    await expect.poll(async () => JSON.parse(await json("ps")).items.length).toBe(4);
    expect(expectKind("Endpoints", await json("ps")).items).toContainEqual(
      expect.objectContaining({ name: "by-hand", byHand: true, source: "engine" }),
    );
    expect(expectKind("Status", await json("status")).items[0]).toMatchObject({ state: "ready", ipv4: { used: "1" } });
    expect(expectKind("Found", await json("find", "it-tools")).items.length).toBe(3);
    for (const what of ["10.1.0.1", "10.1.0.200", "10.1.9.9", "10.1.1.0/24", "swarm01"]) {
      expect(expectKind("Found", await json("find", what)).summary, what).toMatchObject({ what, found: true });
    }
    expect(expectKind("Found", await json("find", "nobody"))).toMatchObject({ exitCode: 1, summary: { found: false } });
  });

  test("test tells who reached whom", async () => {
    const report = expectKind("TestReport", await json("test", "--image", "web:1"));
    expect(report).toMatchObject({ target: { swarmId: expect.stringMatching(/^\w+$/) } });
    expect(report.summary).toMatchObject({ lan: LAN, nodes: ["mgr01", "swarm01", "swarm02"] });
    expect(report.items).toContainEqual(expect.objectContaining({ group: "reach", from: "mgr01", to: "swarm01" }));
  });

  test("the ledger's commands tell what they keep and write", async () => {
    const file = join(on.folder, "backup.json");
    expect(expectKind("Ledgers", await json("ledger", "export", file)).items).toMatchObject([{ lan: LAN }]);
    expect(readFileSync(file, "utf8")).toContain('"Ledgers"');
    expectKind("Plan", await json("ledger", "import", file, "--dry-run"));
    expectKind("ApplyReport", await json("ledger", "import", file, "-y"));
  });

  test("a node that is silent, gone and in quarantine", async () => {
    await on.simulator.cutOff("swarm02");
    expect(expectKind("Plan", await json("plan"))).toMatchObject({ complete: false, exitCode: 3 });
    expect(expectKind("Status", await json("status"))).toMatchObject({ complete: false });
    expect(expectKind("Endpoints", await json("ps"))).toMatchObject({ complete: false });
    expect(expectKind("Found", await json("find", "10.1.2.9")).items).toMatchObject([{ kind: "unknown" }]);
    on.simulator.removeNode("swarm02");
    expectKind("ApplyReport", await json("apply", "-y"));
    const rows = expectKind("Status", await json("status")).items;
    expect(rows).toContainEqual(expect.objectContaining({ state: "quarantined", hostname: "swarm02" }));
    expectKind("ApplyReport", await json("release", "swarm02"));
  });

  test("destroy tells what is in the way, and what was done", async () => {
    const refused = expectKind("ApplyReport", await json("destroy", LAN, "--confirm", LAN));
    expect(refused).toMatchObject({ exitCode: 4, items: [] });
    expectKind("Plan", await json("destroy", LAN, "--cut-off", "--dry-run"));
    on.simulator.detach("swarm01", byHand);
    const done = expectKind("ApplyReport", await json("destroy", LAN, "--cut-off", "--confirm", LAN));
    expect(done).toMatchObject({ exitCode: 0 });
  });

  test("a failure names the swarm that was asked, as every answer does", async () => {
    const { swarmId } = (JSON.parse(await json("status")) as { target: { swarmId: string } }).target;
    expect(swarmId).toMatch(/^\w{25}$/);
    const target = { swarmId };
    expect(expectKind("Failure", await json("destroy", "nosuch", "--confirm", "nosuch"))).toMatchObject({ target });
    expect(expectKind("Failure", await json("release", "nosuch"))).toMatchObject({ target });
    const file = join(on.folder, "bundle.json");
    expect(expectKind("Support", await json("support", "--out", file))).toMatchObject({ target });
    expect(expectKind("Diagnosis", await json("doctor", "--pre"))).toMatchObject({ target });
    expect(expectKind("Failure", await json("plan", "-f", "/nowhere/swarmlan.yaml"))).toMatchObject({ target: {} });
  });

  test("what needs no swarm", async () => {
    expect(expectKind("Codes", await json("explain")).items.length).toBeGreaterThan(50);
    expect(expectKind("Schema", await json("schema", "list")).items).toContainEqual(
      expect.objectContaining({ name: "Plan" }),
    );
    expectKind("Failure", await json("plan", "-f", "/nowhere/swarmlan.yaml"));
    on.writeSpec((text) => text.replace("slice: /24", "slice: /99"));
    expect(expectKind("Failure", await json("plan")).findings).toMatchObject([
      { code: "SPEC_BAD_LENGTH", places: [{ line: 9 }] },
      { code: "SPEC_INVALID" },
    ]);
  });
});
