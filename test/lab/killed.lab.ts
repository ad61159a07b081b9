import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, labUp } from "../../src/lab/index.ts";
import type { Spec } from "../../src/model/spec.ts";
import { type CountingProxy, startProxy } from "../fakes/counting-proxy.ts";
import { type Driver, drive, specOf, stepsOf } from "./drive.ts";
import { mixedEngines } from "./engines.ts";
import { expectInvariants, expectNothingOfOurs } from "./invariants.ts";

const LAN = "macvlanswarm";
const PROGRAM = join(import.meta.dirname, "../../bin/swarmlan.js");

type Moment = "before" | "after";
interface Kill {
  readonly write: number;
  readonly moment: Moment;
}

describe("swarmlan, killed at every single write in turn", () => {
  const folder = mkdtempSync(join(tmpdir(), "killed-"));
  const proxies: CountingProxy[] = [];
  let lab: Lab;
  let driver: Driver;
  let writes = 0;
  let kill: Kill | undefined;
  let victim: ReturnType<typeof spawn> | undefined;
  const files = { plain: join(folder, "plain.yaml"), changed: join(folder, "changed.yaml") };

  beforeAll(async () => {
    const build = spawnSync("npx", ["rolldown", "-c", "--silent"], { cwd: join(import.meta.dirname, "../..") });
    expect(build.status).toBe(0);
    const mixed = await mixedEngines({ mgr01: 2, swarm01: 1 });
    lab = await labUp({ name: `kil${process.pid}`, nodes: "mgr:1,swarm:1", ...mixed }, () => {});
    driver = await drive(lab.specFile);
    let text = "";
    await specOf(lab.specFile, (found) => (text = found));
    for (const { name } of lab.nodes) {
      const listen = join(folder, `${name}.sock`);
      proxies.push(await startProxy({ target: lab.socket(name), listen, ...hooks() }));
      text = text.replaceAll(lab.socket(name), listen);
    }
    writeFileSync(files.plain, text);
    writeFileSync(files.changed, text.replace(/^(\s+)parent: eth1$/m, "$1parent: eth1\n$1reserve: [192.168.17.50]"));
  });
  afterAll(async () => {
    for (const proxy of proxies) await proxy.close();
    driver?.[Symbol.dispose]();
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Writes are counted over all Engines. A request that is held when its sender dies never reaches its Engine. */
  function hooks() {
    const numbers = new WeakMap<object, number>();
    const strike = (number: number | undefined, moment: Moment): boolean => {
      const hit = number !== undefined && number === kill?.write && moment === kill.moment;
      if (hit) victim?.kill("SIGKILL");
      return hit;
    };
    return {
      onRequest: (request: { write: number }) => {
        if (request.write === 0) return;
        numbers.set(request, ++writes);
        if (strike(writes, "before")) return new Promise<void>(() => {});
      },
      onAnswer: (request: { write: number }) => {
        strike(numbers.get(request), "after");
      },
    };
  }

  /** Runs the program; true when it was killed, false when it ended well before that write. */
  const run = async (argv: readonly string[], at?: Kill): Promise<boolean> => {
    writes = 0;
    kill = at;
    victim = spawn(process.execPath, [PROGRAM, ...argv], { stdio: ["ignore", "pipe", "pipe"] });
    const said: string[] = [];
    victim.stdout?.on("data", (data) => said.push(String(data)));
    victim.stderr?.on("data", (data) => said.push(String(data)));
    const [code, signal] = (await once(victim, "close")) as [number | null, string | null];
    kill = undefined;
    if (signal === "SIGKILL") return true;
    expect(code, said.join("")).toBe(0);
    return false;
  };
  const applyPlain = ["apply", "-y", "-f", files.plain];
  const applyChanged = ["apply", "-y", "-f", files.changed];
  const destroy = ["destroy", LAN, "--confirm", LAN, "-f", files.plain];
  const converged = async (spec: Spec) => {
    const { plan, snapshot } = await driver.plan(spec);
    expect(plan.lans.flatMap((it) => it.drift)).toEqual([]);
    expect(stepsOf(plan)).toEqual([]);
    expectInvariants(spec, snapshot);
  };
  const everyKill = async (story: (at: Kill) => Promise<boolean>) => {
    let kills = 0;
    for (let write = 1; ; write++) {
      if (!(await story({ write, moment: "before" }))) break;
      expect(await story({ write, moment: "after" })).toBe(true);
      kills += 2;
    }
    return kills;
  };

  test("a first apply is finished by the next one", async () => {
    const kills = await everyKill(async (at) => {
      const killed = await run(applyPlain, at);
      await run(applyPlain);
      await converged(driver.spec);
      await run(destroy);
      expectNothingOfOurs(await driver.observe());
      return killed;
    });
    expect(kills).toBe(2 * 12);
  });

  test("a replacement is finished by the next apply", async () => {
    await run(applyPlain);
    const changed = await specOf(files.changed);
    const kills = await everyKill(async (at) => {
      const killed = await run(applyChanged, at);
      await run(applyChanged);
      await converged(changed);
      await run(applyPlain);
      await converged(driver.spec);
      return killed;
    });
    expect(kills).toBe(2 * 8);
  });

  test("a destroy is finished by the next one", async () => {
    const kills = await everyKill(async (at) => {
      await run(applyPlain);
      const killed = await run(destroy, at);
      const left = (await driver.observe()).swarm.configs.length > 0;
      if (left) await run(destroy);
      expectNothingOfOurs(await driver.observe());
      return killed;
    });
    expect(kills).toBe(2 * 7);
  });
});
