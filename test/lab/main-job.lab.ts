import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { planDestroy } from "../../src/core/plan/plan-destroy.ts";
import { formatAddress } from "../../src/model/address.ts";
import { formatCidr } from "../../src/model/cidr.ts";
import type { LanName } from "../../src/model/ids.ts";
import { type Lab, labStartDaemon, labStopDaemon, labUp, WEB_IMAGE } from "../../src/lab/index.ts";
import { PROGRAM, program } from "../cli/on-simulator.ts";
import { type Driver, drive, findingsOf, specOf, stepsOf } from "./drive.ts";
import { mixedEngines } from "./engines.ts";
import { expectInvariants, expectNothingOfOurs } from "./invariants.ts";

const LAN = "macvlanswarm" as LanName;

interface Told {
  readonly complete: boolean;
  readonly items: readonly Record<string, unknown>[];
  readonly findings: readonly { readonly code: string; readonly target: { readonly node?: string } }[];
}

describe("the reference case on six real Engines of every version at hand", () => {
  const folder = mkdtempSync(join(tmpdir(), "main-job-"));
  let lab: Lab;
  let driver: Driver;

  beforeAll(async () => {
    const mixed = await mixedEngines({ mgr01: 0, mgr02: 1, mgr03: 2, swarm01: 0, swarm02: 1, swarm03: 2 });
    lab = await labUp({ name: `mj${process.pid}`, nodes: "mgr:3,swarm:3", ...mixed }, () => {});
    driver = await drive(lab.specFile);
  });
  afterAll(async () => {
    driver?.[Symbol.dispose]();
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  /** A copy of the lab's spec with something else in it. */
  const file = (name: string, change: (text: string) => string) => {
    const path = join(folder, `${name}.yaml`);
    writeFileSync(path, change(readFileSync(lab.specFile, "utf8")));
    return path;
  };

  const docker = async (node: string, ...argv: string[]) => {
    const result = await lab.docker(node, argv);
    expect(result.code, result.stderr).toBe(0);
    return result.stdout.trim();
  };
  const addresses = async () => {
    const snapshot = await driver.observe();
    return snapshot.nodes.flatMap((view) =>
      view.kind === "answered"
        ? view.engine.containers.flatMap((it) =>
            it.endpoints.flatMap((end) =>
              end.networkName === LAN && end.ipv4
                ? [{ node: view.node.hostname, address: formatAddress(end.ipv4) }]
                : [],
            ),
          )
        : [],
    );
  };
  const untilRunning = async (count: number) => {
    for (let tries = 0; tries < 240; tries++) {
      const found = await addresses();
      if (found.length === count) return found;
      await sleep(250);
    }
    return addresses();
  };
  /** A container is running a moment before its web server listens. */
  const pageAt = async (address: string) => {
    for (let tries = 0; ; tries++) {
      const page = await lab.exec("client", ["curl", "-s", "-m", "3", `http://${address}/`]);
      if (page.code === 0 || tries === 20) return page.stdout || page.stderr;
      await sleep(250);
    }
  };
  const converge = async (spec = driver.spec) => {
    const { plan, snapshot } = await driver.plan(spec);
    const report = await driver.run(plan, snapshot);
    expect(report.failed.map((it) => it.finding)).toEqual([]);
    expect(report.skipped).toEqual([]);
    const after = await driver.plan(spec);
    expect(stepsOf(after.plan)).toEqual([]);
    expectInvariants(spec, after.snapshot);
    return { plan, report };
  };

  test("a first apply gives every node the slice of the reference table", async () => {
    const { plan } = await converge();
    const table = plan.lans[0]?.shares.map((it) => [
      it.hostname,
      formatCidr(it.ipv4.slice),
      it.ipv4.host && formatAddress(it.ipv4.host),
    ]);
    expect(table).toEqual([
      ["mgr01", "192.168.16.0/24", "192.168.16.1"],
      ["mgr02", "192.168.17.0/24", "192.168.17.1"],
      ["mgr03", "192.168.18.0/24", "192.168.18.1"],
      ["swarm01", "192.168.19.0/24", "192.168.19.1"],
      ["swarm02", "192.168.20.0/24", "192.168.20.1"],
      ["swarm03", "192.168.21.0/24", "192.168.21.1"],
    ]);
  });

  test("a service's tasks get addresses that the client on another VLAN reaches through the router", async () => {
    await docker(
      "mgr01",
      "service",
      "create",
      "-d",
      "-q",
      "--mode",
      "global",
      // All at once when it is taken off the LAN.
      "--update-parallelism",
      "0",
      "--name",
      "it-tools",
      "--network",
      LAN,
      "--constraint",
      `node.labels.swarmlan.${LAN}==ready`,
      WEB_IMAGE,
    );
    const found = await untilRunning(6);
    expect(found.map((it) => it.node)).toEqual(["mgr01", "mgr02", "mgr03", "swarm01", "swarm02", "swarm03"]);
    const expected = [16, 17, 18, 19, 20, 21].map((third) => `192.168.${third}.2`);
    expect(found.map((it) => it.address)).toEqual(expected);
    for (const { address } of found) {
      expect(await pageAt(address)).toContain("it works");
    }
  });

  test("a node that cannot be asked is told of by the others, and the answer is marked incomplete", async () => {
    const far = file("far", (text) => text.replaceAll(lab.socket("swarm02"), join(folder, "nowhere.sock")));
    const items = async (...argv: readonly string[]) => {
      const ran = await program([...argv, "-f", far, "-o", "json"]);
      const answer = JSON.parse(ran.stdout) as Told;
      expect([ran.code, answer.complete]).toEqual([3, false]);
      const found = answer.findings.filter((it) => it.target.node === "swarm02").map((it) => it.code);
      expect(found).toEqual(["NODE_UNREACHABLE"]);
      return answer.items;
    };
    const row = (await items("status")).find((it) => it["hostname"] === "swarm02");
    expect(row).toMatchObject({ state: "unreachable", ipv4: { used: "1", usedFrom: "gossip" } });
    const listed = (await items("ps")).filter((it) => it["source"] === "gossip");
    expect(listed).toMatchObject([{ name: "it-tools.swarm02", node: "swarm02", ipv4: "192.168.20.2" }]);
    const [found] = await items("find", "192.168.20.2");
    expect(found).toMatchObject({ kind: "endpoint", node: "swarm02" });
    expect(found?.["text"]).toContain("as other nodes tell");
  });

  test("ps lists a LAN that only the swarm has, marked, and status tells of it", async () => {
    const moved = file("moved", (text) => text.replace(`${LAN}:`, "other:").replace("macvlanconf", "otherconf"));
    const ps = JSON.parse((await program(["ps", "-f", moved, "-o", "json"])).stdout) as {
      items: readonly { lan: string; leftSpec?: boolean }[];
    };
    expect(ps.items.map((it) => [it.lan, it.leftSpec])).toEqual(Array.from({ length: 6 }, () => [LAN, true]));
    const status = await program(["status", "-f", moved]);
    expect([status.code, status.stderr.includes("LAN_LEFT_SPEC")]).toEqual([0, true]);
  });

  test("ps --watch shows who comes and who goes", async () => {
    const watching = spawn(process.execPath, [PROGRAM, "ps", "--watch", "-f", lab.specFile]);
    let said = "";
    watching.stdout.setEncoding("utf8").on("data", (text: string) => (said += text));
    /** The newest frame, once it is as wanted. */
    const frame = async (wanted: (text: string) => boolean) => {
      for (let tries = 0; tries < 150; tries++) {
        const last = said.split(/^\d\d:\d\d:\d\d$/m).at(-1) ?? "";
        if (wanted(last)) return last;
        await sleep(100);
      }
      throw expect(said).toBe("a frame as wanted");
    };
    const rows = (text: string) => text.split("\n").filter((line) => line.includes("192.168."));
    expect(rows(await frame((it) => it.includes("swarm03") && it.endsWith("\n")))).toHaveLength(6);
    await docker("swarm01", "run", "-d", "--name", "watched", "--network", LAN, WEB_IMAGE);
    expect(await frame((it) => it.includes("watched"))).toContain("192.168.19.3");
    await docker("swarm01", "rm", "-f", "watched");
    expect(rows(await frame((it) => it.includes("swarm03") && !it.includes("watched")))).toHaveLength(6);
    watching.kill("SIGINT");
    expect((await once(watching, "close"))[0]).toBe(130);
  });

  test("what is gone is told as drift, and made again", async () => {
    await docker("mgr01", "node", "update", "--label-rm", `swarmlan.${LAN}`, "swarm03");
    await docker("mgr01", "service", "rm", `swarmlan-holder-${LAN}`);
    const { plan } = await driver.plan(driver.spec);
    expect(plan.lans[0]?.drift.map((it) => it.code)).toEqual(["DRIFT_HOLDER_GONE", "DRIFT_LABEL_GONE"]);
    await converge();
    await untilRunning(6);
  });

  test("a changed reserve replaces one node's network and cuts off only what it names", async () => {
    const spec = await specOf(lab.specFile, (text) =>
      text.replace(/^(\s+)parent: eth1$/m, "$1parent: eth1\n$1reserve: [192.168.20.50-192.168.20.59]"),
    );
    const { plan } = await driver.plan(spec);
    expect(stepsOf(plan).filter((it) => it.includes("node-network"))).toEqual([
      `${LAN}/remove-node-network/swarm02`,
      `${LAN}/create-node-network/swarm02`,
    ]);
    expect(plan.lans[0]?.steps.flatMap((it) => it.cutsOff.map((cut) => cut.node))).toEqual(["swarm02"]);
    await converge(spec);
    await untilRunning(6);
    await converge();
    await untilRunning(6);
  });

  test("a lost ledger is rebuilt from the labels", async () => {
    await docker("mgr01", "config", "rm", `swarmlan.ledger.${LAN}`);
    const { plan } = await driver.plan(driver.spec);
    expect(plan.lans[0]?.drift.map((it) => it.code)).toEqual(["DRIFT_LEDGER_LOST"]);
    await converge();
  });

  test("a stopped Engine is told, hides nobody, and the next run finishes", async () => {
    await lab.docker("mgr01", ["node", "update", "--label-rm", `swarmlan.${LAN}`, "swarm02"]);
    await labStopDaemon(lab, "swarm01");
    const { plan, snapshot } = await driver.plan(driver.spec);
    expect(plan.complete).toBe(false);
    expect(findingsOf(plan)).toEqual(["NODE_UNREACHABLE"]);
    expect(stepsOf(plan)).toContain(`${LAN}/set-label/swarm02`);
    expect((await driver.run(plan, snapshot)).failed).toEqual([]);
    await labStartDaemon(lab, "swarm01");
    await untilRunning(6);
    await converge();
  });

  test("attached services block a destroy by name, and with cut-off run on off the LAN, with nothing of ours left", async () => {
    const snapshot = await driver.observe();
    const refused = planDestroy({ snapshot, lan: LAN, cutOff: false });
    expect(findingsOf(refused)).toEqual(["SERVICES_ATTACHED"]);
    expect(stepsOf(refused)).toEqual([]);
    const plan = planDestroy({ snapshot, lan: LAN, cutOff: true });
    const report = await driver.run(plan, snapshot);
    expect(report.failed.map((it) => it.finding)).toEqual([]);
    expectNothingOfOurs(await driver.observe());
    // "docker service ps" with the constraint still there says: no suitable node.
    const after = async () => {
      const { nodes, swarm } = await driver.observe();
      const running = nodes.filter(
        (it) => it.kind === "answered" && it.engine.containers.some((one) => one.service === "it-tools"),
      );
      const constraints = swarm.services.find((it) => it.name === "it-tools")?.constraints;
      return { constraints, nodes: running.map((it) => it.node.hostname), onLan: await addresses() };
    };
    const wanted = {
      constraints: [],
      nodes: ["mgr01", "mgr02", "mgr03", "swarm01", "swarm02", "swarm03"],
      onLan: [],
    };
    for (let tries = 0; tries < 240 && JSON.stringify(await after()) !== JSON.stringify(wanted); tries++) {
      await sleep(250);
    }
    expect(await after()).toEqual(wanted);
  });
});
