import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openEngine } from "../../src/edges/engine/index.ts";
import { parsePlanFile, planFileText } from "../../src/edges/plan-file/plan-file.ts";
import { LAN, type OnSimulator, onSimulator, program } from "./on-simulator.ts";

describe("a plan in a file, on simulated Engines", () => {
  let on: OnSimulator;
  let file: string;
  beforeEach(async () => {
    on = await onSimulator();
    file = join(on.folder, "lan.plan");
  });
  afterEach(() => on[Symbol.asyncDispose]());

  const save = async (...more: readonly string[]) => {
    const { code, stderr } = await on.run("plan", "--out", file, ...more);
    expect([code, stderr]).toEqual([0, expect.stringContaining(`swarmlan apply ${file}`)]);
  };
  const stepsOf = async (...argv: readonly string[]) =>
    (JSON.parse((await on.run(...argv, "-o", "json")).stdout) as { items: { step?: string; title: string }[] }).items;

  test("is done exactly, once, and is for its owner only", async () => {
    await save();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const planned = (await stepsOf("plan")).map((it) => it.title);
    const done = (await stepsOf("apply", file, "-y")) as unknown as { step: { title: string }; outcome: string }[];
    expect(done.map((it) => [it.step.title, it.outcome])).toEqual(planned.map((it) => [it, "done"]));
    expect(await stepsOf("plan")).toEqual([]);
    const again = await on.run("apply", file, "-y");
    expect([again.code, again.stderr]).toEqual([4, expect.stringContaining("error STALE_PLAN")]);
    expect(again.stderr).toContain("since the plan was made: mgr01 in the ledger swarmlan.ledger.web is new");
  });

  test("needs no spec beside it, but is held against one that is there", async () => {
    await save();
    on.writeSpec((text) => text.replace("eth1", "eth0"));
    const other = await on.run("apply", file, "-y");
    expect([other.code, other.stderr]).toEqual([4, expect.stringContaining("web in the spec parent eth1 → eth0")]);
    rmSync(on.specFile);
    expect((await on.run("apply", file, "-y")).stderr).toContain("SPEC_NOT_FOUND");
    const elsewhere = await program(["apply", file, "-y"], {});
    expect([elsewhere.code, elsewhere.stdout]).toEqual([0, expect.stringContaining("steps done")]);
  });

  test("is refused when the swarm changed, and nothing is written then", async () => {
    await save();
    const engine = openEngine(on.simulator.endpoints["mgr01"] ?? "");
    const { signal } = new AbortController();
    const [node] = await engine.swarm.nodes(signal);
    await engine.swarm.updateNode(node?.id as never, node?.version ?? 0, { availability: "drain" }, signal);
    const { code, stderr } = await on.run("apply", file, "-y");
    expect([code, stderr]).toEqual([4, expect.stringContaining("availability active → drain")]);
    expect(await engine.swarm.configs(signal)).toEqual([]);
    engine.close();
  });

  test("keeps the limits of apply, counted now", async () => {
    expect((await on.run("apply", "-y")).code).toBe(0);
    const engine = openEngine(on.simulator.endpoints["mgr01"] ?? "");
    const { signal } = new AbortController();
    const TaskTemplate = {
      ContainerSpec: { Image: "web:1" },
      Networks: [{ Target: LAN }],
      Placement: { Constraints: [`node.labels.swarmlan.${LAN}==ready`] },
    };
    await engine.swarm.createService({ Name: "it-tools", TaskTemplate, Mode: { Global: {} } }, signal);
    engine.close();
    await expect.poll(async () => (await stepsOf("ps")).length).toBe(3);
    on.writeSpec((text) => text.replace("parent: eth1", "parent: eth1\n    reserve: [10.1.1.50]"));
    await save();
    const { code, stderr } = await on.run("apply", file, "-y");
    expect([code, stderr]).toEqual([4, expect.stringContaining("this would cut off 1 task")]);
    expect((await on.run("apply", file, "-y", "--max-disruption", "1")).code).toBe(0);
  });

  test("is not taken when it is damaged, of another swarm, missing, or told how to plan", async () => {
    await save();
    const text = readFileSync(file, "utf8");
    const attempt = async (change: string, ...more: readonly string[]) => {
      writeFileSync(file, change);
      const { code, stderr } = await on.run("apply", file, "-y", ...more);
      return [code, /error (\w+):/.exec(stderr)?.[1]];
    };
    expect(await attempt(text.slice(0, 500))).toEqual([4, "PLAN_FILE_DAMAGED"]);
    expect(await attempt(text.replace('"schema": 1', '"schema": 9'))).toEqual([4, "PLAN_FILE_SCHEMA"]);
    expect(await attempt(text, "--prune")).toEqual([64, "USAGE"]);
    const saved = parsePlanFile(text, file);
    const other = planFileText({ ...saved, from: { ...saved.from, swarmId: "another" } });
    expect(await attempt(other)).toEqual([4, "OTHER_SWARM"]);
    rmSync(file);
    expect((await on.run("apply", file, "-y")).code).toBe(64);
  });

  test("takes the place of a plan, but of nothing else unless told so", async () => {
    await save();
    await save();
    const refused = await on.run("plan", "--out", on.specFile);
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining("FILE_EXISTS")]);
    expect(readFileSync(on.specFile, "utf8")).toMatch(/^version: 1\n/);
    file = join(on.folder, "notes.txt");
    writeFileSync(file, "mine");
    expect((await on.run("plan", "--out", file)).code).toBe(4);
    await save("--force");
  });

  test("is not written when the plan is refused", async () => {
    on.writeSpec((text) => text.replace("slice: /24", "slice: /24\n    pool: 10.1.0.0/24"));
    expect((await on.run("plan", "--out", file)).code).toBe(65);
    expect(() => statSync(file)).toThrow("ENOENT");
  });
});
