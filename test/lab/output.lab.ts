/** What the lab's own commands answer with `-o json`, held to the published schemas, and `ps` on real Engines. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { labDown } from "../../src/lab/index.ts";
import { program } from "../cli/on-simulator.ts";
import { expectKind, expectProgress } from "../cli/published.ts";

const folder = mkdtempSync(join(tmpdir(), "output-lab-"));
const NAME = `out${process.pid}`;

describe("-o json, on a lab", () => {
  afterAll(async () => {
    await labDown(NAME);
    rmSync(folder, { recursive: true });
  });

  const json = async (...argv: readonly string[]) => (await program([...argv, "--name", NAME, "-o", "json"])).stdout;

  test("lab up, ls, load and in tell what is there", async () => {
    const up = expectKind("Lab", await json("lab", "up", "--nodes", "mgr01"));
    expect(up.items).toMatchObject([{ name: "mgr01", role: "manager" }]);
    const labs = expectKind("Labs", (await program(["lab", "ls", "-o", "json"])).stdout);
    expect(labs.items.filter((it) => it["lab"] === NAME)).toMatchObject([{ phase: "ready", node: { engine: "on" } }]);
    const image = expectKind(
      "LabImage",
      await json("lab", "load", rootFileSystem(), "/bin/busybox", "sh", "--as", "tiny:1"),
    );
    expect(image.items).toMatchObject([{ image: expect.stringContaining("tiny:1") }]);
    const inside = await program(["-o", "json", "lab", "in", "--name", NAME, "client", "false"]);
    expect(expectKind("Program", inside.stdout).exitCode).toBe(1);
    expect(inside.code).toBe(1);
  });

  test("apply and ps tell the same of real Engines as of simulated ones", async () => {
    const spec = `/run/swarmlan-lab/${NAME}/swarmlan.yaml`;
    const run = (...argv: readonly string[]) => program([...argv, "-f", spec, "-o", "json", "--progress", "json"]);
    const applied = await run("apply", "-y");
    expectKind("ApplyReport", applied.stdout);
    expect(expectProgress(applied.stderr).map((it) => it.kind)).toContain("step-done");
    for (const [kind, ...argv] of [
      ["Plan", "plan"],
      ["Status", "status"],
      ["Endpoints", "ps"],
      ["Found", "find", "mgr01"],
    ] as const) {
      expect(expectKind(kind, (await run(...argv)).stdout).exitCode, argv[0]).toBe(0);
    }
    const tested = expectKind("TestReport", (await run("test")).stdout);
    expect(tested.items).toContainEqual(expect.objectContaining({ from: "here", to: "mgr01", result: { kind: "ok" } }));
    expectKind("ApplyReport", (await run("destroy", "macvlanswarm", "--confirm", "macvlanswarm")).stdout);
  });

  test("lab down tells that it is gone", async () => {
    expectKind("Lab", await json("lab", "down"));
  });
});

/** A tar with a busybox in it. */
function rootFileSystem(): string {
  const file = join(folder, "root.tar");
  expect(spawnSync("tar", ["-C", "/", "-cf", file, "bin/busybox"]).status).toBe(0);
  return file;
}
