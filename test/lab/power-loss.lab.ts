/**
 * What an Engine still believes of the LAN after its node lost power under a task: its macvlan driver keeps a record of
 * the instance that is gone. Made for real, with what swarmlan says of it and what mends it.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
import { formatAddress } from "../../src/model/address.ts";
import type { Spec } from "../../src/model/spec.ts";
import { atLeast } from "../../src/simulator/versions.ts";
import { type Driver, drive, findingsOf, specOf, stepsOf } from "./drive.ts";
import { mixedEngines } from "./engines.ts";
import { expectInvariants } from "./invariants.ts";

const LAN = "macvlanswarm";
const NODES = ["mgr01", "swarm01", "swarm02"];
const [OLD_GATEWAY, NEW_GATEWAY] = ["192.168.31.254", "192.168.31.253"];

describe("a node that lost power under a task", () => {
  let lab: Lab;
  let driver: Driver;

  beforeAll(async () => {
    const mixed = await mixedEngines({ mgr01: 0, swarm01: 1, swarm02: 2 });
    lab = await labUp({ name: `pow${process.pid}`, nodes: "mgr:1,swarm:2", ...mixed }, () => {});
    driver = await drive(lab.specFile);
  });
  afterAll(async () => {
    driver?.[Symbol.dispose]();
    await lab?.[Symbol.asyncDispose]();
  });

  const versionOf = (node: string) => lab.nodes.find((it) => it.name === node)?.version ?? "0";
  const docker = async (node: string, ...argv: string[]) => {
    const result = await lab.docker(node, argv);
    expect(result.code, result.stderr).toBe(0);
    return result.stdout.trim();
  };
  const serve = async () => {
    const placed = ["--mode", "global", "--constraint", `node.labels.swarmlan.${LAN}==ready`];
    await docker("mgr01", "service", "create", "-d", "-q", "--name", "web", "--network", LAN, ...placed, WEB_IMAGE);
  };
  /** Node and gateway of whatever runs on the LAN. */
  const onLan = async () =>
    (await driver.observe()).nodes.flatMap((view) =>
      view.kind === "answered"
        ? view.engine.containers.flatMap((it) =>
            it.endpoints.flatMap((end) =>
              end.networkName === LAN && end.gateway ? [[view.node.hostname, formatAddress(end.gateway)]] : [],
            ),
          )
        : [],
    );
  const untilOnLan = async (nodes: readonly string[]) => {
    for (let tries = 0; tries < 160; tries++) {
      const found = await onLan();
      if (JSON.stringify(found.map(([node]) => node)) === JSON.stringify(nodes)) return found;
      await sleep(250);
    }
    return onLan();
  };
  const specWith = (attachable = "attachable: true") =>
    specOf(lab.specFile, (text) => text.replace(OLD_GATEWAY, NEW_GATEWAY).replace("attachable: true", attachable));
  /** The node is off while its service is removed, so that no task lands there when it is on again. */
  const losePower = async (node: string) => {
    await untilOnLan(NODES);
    await labPowerLoss(lab, node);
    await docker("mgr01", "service", "rm", "web");
    await labPowerOn(lab, node);
    await untilOnLan([]);
  };
  const converge = async (spec: Spec) => {
    const { plan, snapshot } = await driver.plan(spec);
    const report = await driver.run(plan, snapshot);
    expect(report.failed.map((it) => it.finding)).toEqual([]);
    const after = await driver.plan(spec);
    expect(stepsOf(after.plan)).toEqual([]);
    expectInvariants(spec, after.snapshot);
    return plan;
  };

  test("goes on with its old gateway since 28.1: told, and mended by a swarm network made anew", async (context) => {
    if (!atLeast(versionOf("swarm02"), "28.1")) return context.skip();
    await converge(driver.spec);
    await serve();
    await losePower("swarm02");
    const changed = await specWith();
    await converge(changed);
    await serve();
    const used = await untilOnLan(NODES);
    expect(used).toEqual([
      ["mgr01", NEW_GATEWAY],
      ["swarm01", NEW_GATEWAY],
      ["swarm02", OLD_GATEWAY],
    ]);
    const id = await docker("mgr01", "network", "inspect", "-f", "{{.Id}}", LAN);
    expect(await docker("swarm02", "network", "inspect", "-f", "{{(index .IPAM.Config 0).Gateway}}", id)).toBe(
      NEW_GATEWAY,
    );
    const { plan } = await driver.plan(changed);
    expect(plan.lans[0]?.findings).toMatchObject([
      { code: "RECREATE_NEEDED", message: expect.stringContaining("swarm02 still runs it") },
    ]);
    const cutsOff = plan.lans.flatMap((it) => it.steps.flatMap((one) => one.cutsOff.map((cut) => cut.name)));
    expect(cutsOff.toSorted()).toEqual(NODES.map((node) => `web.${node}`));
    await converge(changed);
    expect(await untilOnLan(NODES)).toEqual(NODES.map((node) => [node, NEW_GATEWAY]));
    expect(findingsOf((await driver.plan(changed)).plan)).toEqual([]);
  });

  test("keeps its parent for the lost instance up to 26.1: the swarm network is not made anew before that is cured", async (context) => {
    if (atLeast(versionOf("swarm01"), "27.0.1")) return context.skip();
    await losePower("swarm01");
    const closed = await specWith("attachable: false");
    const { plan, snapshot } = await driver.plan(closed);
    const report = await driver.run(plan, snapshot);
    expect(report.failed.map((it) => it.finding.code)).toEqual(["CRASH_RECORD"]);
    expect((await driver.observe()).swarm.networks.filter((it) => it.name === LAN)).toEqual(
      snapshot.swarm.networks.filter((it) => it.name === LAN),
    );
    // As the hint says.
    const there = ["--constraint", "node.hostname==swarm01"];
    await docker("mgr01", "service", "create", "-d", "-q", "--name", "land", "--network", LAN, ...there, WEB_IMAGE);
    await untilOnLan(["swarm01"]);
    await docker("mgr01", "service", "rm", "land");
    await untilOnLan([]);
    await converge(closed);
    await serve();
    expect(await untilOnLan(NODES)).toEqual(NODES.map((node) => [node, NEW_GATEWAY]));
    await docker("mgr01", "service", "rm", "web");
    await untilOnLan([]);
    await converge(await specWith());
  });

  test("keeps its parent for good when the swarm network went while it was off: told, and mended as the hint says", async (context) => {
    if (atLeast(versionOf("swarm01"), "27.0.1")) return context.skip();
    await serve();
    await untilOnLan(NODES);
    await labPowerLoss(lab, "swarm01");
    await docker("mgr01", "service", "rm", "web");
    const closed = await specWith("attachable: false");
    const { plan, snapshot } = await driver.plan(closed);
    expect(findingsOf(plan)).toEqual(["NODE_UNREACHABLE", "RECREATE_NEEDED"]);
    expect((await driver.run(plan, snapshot)).failed).toEqual([]);
    await labPowerOn(lab, "swarm01");
    await serve();
    const refused = async () => {
      for (let tries = 0; tries < 120; tries++) {
        const found = await driver.plan(closed);
        if (findingsOf(found.plan).includes("PARENT_HELD")) return found;
        await sleep(500);
      }
      return driver.plan(closed);
    };
    const held = await refused();
    expect(findingsOf(held.plan)).toEqual(["PARENT_HELD"]);
    const told = await driver.run(held.plan, held.snapshot);
    expect(told.failed.map((it) => [it.step.kind, it.finding.code])).toEqual([["probe-parent", "PARENT_HELD"]]);
    const labels = (await driver.observe()).swarm.nodes.find((it) => it.hostname === "swarm01")?.labels;
    expect(labels).not.toHaveProperty([`swarmlan.${LAN}`]);
    await labStopDaemon(lab, "swarm01");
    rmSync(join(nodePaths(lab.name, "swarm01").data, "engine/network/files/local-kv.db"));
    await labStartDaemon(lab, "swarm01");
    await converge(closed);
    expect(await untilOnLan(NODES)).toEqual(NODES.map((node) => [node, NEW_GATEWAY]));
  });
});
