/**
 * What Engines up to 26.1 still believe of the LAN after their node lost power under a task: the macvlan driver keeps a
 * record of the instance that is gone, and with it the parent. Made for real, with what swarmlan says of it and what
 * mends it. What newer Engines make of such a record is in changes.lab.ts.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, type TestContext, test } from "vitest";
import {
  type Lab,
  labPowerLoss,
  labPowerOn,
  labStartDaemon,
  labStopDaemon,
  labUp,
  WEB_IMAGE,
} from "../../src/lab/index.ts";
import { nodePaths } from "../../src/lab/paths.ts";
import type { Spec } from "../../src/model/spec.ts";
import { atLeast } from "../../src/simulator/versions.ts";
import { type Driver, drive, findingsOf, specOf, stepsOf } from "./drive.ts";
import { mixedEngines } from "./engines.ts";
import { expectInvariants } from "./invariants.ts";

const LAN = "macvlanswarm";
const OLD = ["swarm01", "swarm02"];
const NODES = ["mgr01", ...OLD];

describe("old Engines whose nodes lost power under a task", () => {
  let lab: Lab;
  let driver: Driver;
  let closed: Spec;

  beforeAll(async () => {
    const mixed = await mixedEngines({ mgr01: 2, swarm01: 0, swarm02: 1 });
    lab = await labUp({ name: `pow${process.pid}`, nodes: "mgr:1,swarm:2", ...mixed }, () => {});
    driver = await drive(lab.specFile);
    closed = await specOf(lab.specFile, (text) => text.replace("attachable: true", "attachable: false"));
    await converge(driver.spec);
  });
  afterAll(async () => {
    driver?.[Symbol.dispose]();
    await lab?.[Symbol.asyncDispose]();
  });

  const needsOld = (context: TestContext) => {
    const newer = lab.nodes.filter((it) => OLD.includes(it.name) && atLeast(it.version ?? "0", "27.0.1"));
    if (newer.length > 0) context.skip(`needs Engines up to 26.1, not ${newer.map((it) => it.version).join(", ")}`);
  };
  const docker = async (...argv: string[]) => {
    const result = await lab.docker("mgr01", argv);
    expect(result.code, result.stderr).toBe(0);
  };
  const serve = (name: string, constraint: string) => {
    const placed = ["--mode", "global", "--constraint", constraint];
    return docker("service", "create", "-d", "-q", "--name", name, "--network", LAN, ...placed, WEB_IMAGE);
  };
  const serveReady = () => serve("web", `node.labels.swarmlan.${LAN}==ready`);
  const until = async <T>(look: () => Promise<T>, good: (it: T) => boolean): Promise<T> => {
    for (let tries = 0; tries < 200; tries++) {
      const found = await look();
      if (good(found)) return found;
      await sleep(250);
    }
    return look();
  };
  const expectOnLan = async (nodes: readonly string[]) => {
    const look = async () =>
      (await driver.observe()).nodes.flatMap((view) => {
        const containers = view.kind === "answered" ? view.engine.containers : [];
        return containers.some((it) => it.endpoints.some((end) => end.networkName === LAN)) ? [view.node.hostname] : [];
      });
    expect(await until(look, (it) => it.join() === nodes.join())).toEqual(nodes);
  };
  /** The service goes while the nodes are off, so that no task lands there when they are on again. */
  const losePower = async () => {
    await serveReady();
    await expectOnLan(NODES);
    await Promise.all(OLD.map((node) => labPowerLoss(lab, node)));
    await docker("service", "rm", "web");
  };
  const powerOn = () => Promise.all(OLD.map((node) => labPowerOn(lab, node)));
  const restart = (between: (node: string) => void = () => {}) =>
    Promise.all(
      OLD.map(async (node) => {
        await labStopDaemon(lab, node);
        between(node);
        await labStartDaemon(lab, node);
      }),
    );
  const converge = async (spec: Spec) => {
    const { plan, snapshot } = await driver.plan(spec);
    const report = await driver.run(plan, snapshot);
    expect(report.failed.map((it) => it.finding)).toEqual([]);
    const after = await driver.plan(spec);
    expect(stepsOf(after.plan)).toEqual([]);
    expectInvariants(spec, after.snapshot);
  };

  test("a swarm network is not made anew while they count on the lost one; a task that lands and leaves mends it", async (context) => {
    needsOld(context);
    await losePower();
    await powerOn();
    // A first task waits 30 s after such a start (seen on 26.1 and 28.5), and none after one in good order.
    await restart();
    await expectOnLan([]);
    const { plan, snapshot } = await driver.plan(closed);
    const report = await driver.run(plan, snapshot);
    expect(report.failed.map((it) => [it.finding.code, it.step.hostname])).toEqual(
      OLD.map((node) => ["CRASH_RECORD", node]),
    );
    expect((await driver.observe()).swarm.networks).toEqual(snapshot.swarm.networks);
    await serve("land", "node.role==worker");
    await expectOnLan(OLD);
    await docker("service", "rm", "land");
    await expectOnLan([]);
    await converge(closed);
    await serveReady();
    await expectOnLan(NODES);
    await docker("service", "rm", "web");
    await expectOnLan([]);
  });

  test("one that was made anew meanwhile cannot land there: told, its label taken, and mended as the hint says", async (context) => {
    needsOld(context);
    await converge(closed);
    await losePower();
    const { plan, snapshot } = await driver.plan(driver.spec);
    expect(findingsOf(plan)).toEqual(["NODE_UNREACHABLE", "NODE_UNREACHABLE", "RECREATE_NEEDED"]);
    expect((await driver.run(plan, snapshot)).failed).toEqual([]);
    await powerOn();
    await serveReady();
    const held = await until(
      () => driver.plan(driver.spec),
      (it) => findingsOf(it.plan).filter((code) => code === "PARENT_HELD").length === OLD.length,
    );
    expect(findingsOf(held.plan)).toEqual(OLD.map(() => "PARENT_HELD"));
    const told = await driver.run(held.plan, held.snapshot);
    expect(told.failed.map((it) => [it.finding.code, it.step.kind, it.step.hostname])).toEqual(
      OLD.map((node) => ["PARENT_HELD", "probe-parent", node]),
    );
    const ready = (await driver.observe()).swarm.nodes.filter((it) => it.labels[`swarmlan.${LAN}`] === "ready");
    expect(ready.map((it) => it.hostname)).toEqual(["mgr01"]);
    await restart((node) => rmSync(join(nodePaths(lab.name, node).data, "engine/network/files/local-kv.db")));
    await converge(driver.spec);
    await expectOnLan(NODES);
  });
});
