/** The demo where no lab can run: the real program, run by a user who may not make one. */
import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ended } from "./on-simulator.ts";
import { expectKind, expectProgress } from "./published.ts";

const ROOT = join(import.meta.dirname, "../..");
const NODES = ["mgr01", "mgr02", "mgr03", "swarm01", "swarm02", "swarm03"];
/** As nobody, when the tests themselves run as root. */
const UNPRIVILEGED = process.getuid?.() === 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];

describe("lab demo for a user who may not make a lab", () => {
  // Where that user can read it, and write to.
  const folder = mkdtempSync(join(tmpdir(), "demo-"));
  const scratch = join(folder, "tmp");
  beforeAll(() => {
    for (const it of ["bin", "dist", "package.json"]) cpSync(join(ROOT, it), join(folder, it), { recursive: true });
    mkdirSync(scratch);
    chmodSync(folder, 0o755);
    chmodSync(scratch, 0o777);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const demo = (...more: readonly string[]) => demoAs(UNPRIVILEGED, ...more);
  const demoAs = (user: readonly string[], ...more: readonly string[]) => {
    const [program, ...argv] = [...user, process.execPath, join(folder, "bin/swarmlan.js"), "lab", "demo"];
    return spawn(program, [...argv, ...more], { cwd: "/", env: { PATH: process.env["PATH"], TMPDIR: scratch } });
  };

  test("says why, tells the same story, and marks every line of it", async () => {
    const { code, stdout, stderr } = await ended(demo());
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/^No lab here: .*\. So the Engines are simulated:$/m);
    expect(stderr).toMatch(/^warning LAB_/m);
    const told = stderr.split("\n").filter((line) => !/^(?:No lab here|warning|\s+next:|$)/.test(line));
    const rows = stdout.split("\n\n")[0]?.split("\n") ?? [];
    expect(told.length).toBeGreaterThan(30);
    expect(rows.map((line) => line.split(/\s+/)[1])).toEqual(NODES);
    expect([...told, ...rows].filter((line) => !line.includes("SIMULATED"))).toEqual([]);
    expect(readdirSync(scratch)).toEqual([]);
  });

  test("says it to programs too, and that no packet was sent", async () => {
    const { stdout, stderr } = await ended(demo("-o", "json", "--progress", "json"));
    const { items, findings } = expectKind("Demo", stdout);
    expect(items.map((it) => [it["node"], it["address"], it["simulated"]])).toEqual(
      NODES.map((node, at) => [node, `192.168.${16 + at}.2`, true]),
    );
    expect(items[0]?.["page"]).toContain("no packet was sent");
    expect(findings).toMatchObject([{ severity: "warn", code: expect.stringMatching(/^LAB_/) }]);
    expectProgress(stderr);
  });

  test.runIf(process.getuid?.() === 0)("so does root where no namespace can be made", async () => {
    const { code, stdout } = await ended(demoAs(["setpriv", "--bounding-set=-sys_admin"], "-o", "json"));
    const { items, findings } = expectKind("Demo", stdout);
    expect([code, items.length, findings.length]).toEqual([0, NODES.length, 1]);
  });

  test("leaves nothing behind when it is interrupted", async () => {
    const running = demo();
    await new Promise<void>((resolve) => {
      running.stderr.on("data", (text: Buffer) => text.includes("3. swarmlan apply") && resolve());
    });
    running.kill("SIGINT");
    expect((await ended(running)).code).toBe(130);
    expect(readdirSync(scratch)).toEqual([]);
  });
});
