import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planDestroy } from "../../src/core/plan/plan-destroy.ts";
import { isAppError } from "../../src/errors/app-error.ts";
import { type Lab, labUp } from "../../src/lab/index.ts";
import type { LanName } from "../../src/model/ids.ts";
import type { Plan } from "../../src/model/plan.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Spec } from "../../src/model/spec.ts";
import { type Driver, drive, specOf, stepsOf } from "./drive.ts";
import { expectInvariants, expectNothingOfOurs } from "./invariants.ts";

const LAN = "macvlanswarm" as LanName;

describe("broken off after every step in turn, the next run ends well", () => {
  let lab: Lab;
  let driver: Driver;
  let changed: Spec;

  beforeAll(async () => {
    lab = await labUp({ name: `cut${process.pid}`, nodes: "mgr:1,swarm:1" }, () => {});
    driver = await drive(lab.specFile);
    changed = await specOf(lab.specFile, (text) =>
      text.replace(/^(\s+)parent: eth1$/m, "$1parent: eth1\n$1reserve: [192.168.17.50]"),
    );
  });
  afterAll(async () => {
    driver?.[Symbol.dispose]();
    await lab?.[Symbol.asyncDispose]();
  });

  const finish = async (spec: Spec) => {
    const { plan, snapshot } = await driver.plan(spec);
    const report = await driver.run(plan, snapshot);
    expect([...report.failed, ...report.skipped]).toEqual([]);
    const after = await driver.plan(spec);
    expect(stepsOf(after.plan)).toEqual([]);
    expectInvariants(spec, after.snapshot);
  };
  const remove = async () => {
    const { plan, snapshot } = await destruction();
    expect((await driver.run(plan, snapshot)).failed).toEqual([]);
    expectNothingOfOurs(await driver.observe());
  };
  const destruction = async () => {
    const snapshot = await driver.observe();
    return { plan: planDestroy({ snapshot, lan: LAN, cutOff: false }), snapshot };
  };
  const breakOff = async ({ plan, snapshot }: { plan: Plan; snapshot: Snapshot }, steps: number) => {
    const count = stepsOf(plan).length;
    expect(count).toBeGreaterThan(1);
    await driver.runSteps(plan, snapshot, steps);
    return count;
  };

  test("a first apply", async () => {
    for (let steps = 0, count = 1; steps < count; steps++) {
      count = await breakOff(await driver.plan(driver.spec), steps);
      await finish(driver.spec);
      await remove();
    }
  });

  test("a replacement", async () => {
    await finish(driver.spec);
    for (let steps = 0, count = 1; steps < count; steps++) {
      count = await breakOff(await driver.plan(changed), steps);
      await finish(changed);
      await finish(driver.spec);
    }
  });

  test("a destroy", async () => {
    for (let steps = 0, count = 1; steps < count; steps++) {
      await finish(driver.spec);
      count = await breakOff(await destruction(), steps);
      try {
        await remove();
      } catch (error) {
        // Broken off after the last step: there is nothing left to destroy.
        if (!isAppError(error, "LAN_UNKNOWN")) throw error;
        expectNothingOfOurs(await driver.observe());
      }
    }
  });
});
