/** A lab with a LAN in use, looked at by doctor as the command does it; and what faults need to be made and healed. */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import { checks } from "../../src/checks/index.ts";
import { runChecks } from "../../src/checks/run-checks.ts";
import { proberFor } from "../../src/cli/doctor/prober.ts";
import { doctorVantage } from "../../src/cli/doctor/vantage.ts";
import { judgeSpec } from "../../src/core/slices/judge-spec.ts";
import { openFleet } from "../../src/edges/engine/index.ts";
import { type Lab, labUp, loadProbeImage, WEB_IMAGE } from "../../src/lab/index.ts";
import { formatAddress } from "../../src/model/address.ts";
import type { CheckResult } from "../../src/model/diagnosis.ts";
import type { Facts } from "../../src/model/facts.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { Spec } from "../../src/model/spec.ts";
import { gatherFacts } from "../../src/operations/diagnose/gather-facts.ts";
import { observe } from "../../src/operations/observe.ts";
import { type Driver, drive, specOf } from "./drive.ts";
import { expectInvariants } from "./invariants.ts";

export const LAN = "macvlanswarm";
export const SERVICE = "it-tools";
export const LABEL = `swarmlan.${LAN}`;

export interface Scene extends AsyncDisposable {
  readonly lab: Lab;
  readonly driver: Driver;
  /** The spec that doctor looks with, as a file. */
  readonly file: string;
  /** Of the healthy lab: slices of eight addresses, so that one can be filled. */
  readonly spec: Spec;
  /** The spec that doctor looks with; the healthy one again after `useSpec()`. */
  useSpec(change?: (text: string) => string): Promise<Spec>;
  docker(node: string, ...argv: readonly string[]): Promise<string>;
  /** In the network of a node, or of `lan`. */
  run(place: string, ...argv: readonly string[]): Promise<string>;
  /** Refuses findings (a network that has to be made anew is one) unless told that somebody is cut off. */
  apply(spec?: Spec, how?: { readonly cutsOff: boolean }): Promise<void>;
  /** With sweeps, unless told otherwise: they take some seconds more. */
  diagnose(how?: { readonly sweep: boolean }): Promise<readonly CheckResult[]>;
  /** Of the latest diagnosis. */
  facts(): Facts;
  /** The id of the container of the node's task. */
  containerOn(node: string): Promise<string>;
  /** Until every node that is to have a task has a running one with an address. */
  settle(): Promise<Snapshot>;
}

export interface SceneOptions {
  readonly roots: Readonly<Record<string, string>>;
  readonly nodes?: string;
  /** What the LAN's spec has beside the rest, as lines of YAML. */
  readonly more?: string;
}

export async function doctorScene(
  name: string,
  { roots, nodes = "mgr:1,swarm:3", more = "" }: SceneOptions,
): Promise<Scene> {
  const lab = await labUp({ name, nodes, roots }, () => {});
  const image = await loadProbeImage(lab);
  const text = (await lab.exec("lan", ["cat", lab.specFile])).stdout.replace(
    "host: first",
    `host: first\n${more}    nodes:\n${slices(lab)}`,
  );
  // Beside the lab's own, so that the program knows whose spec it is.
  const file = join(dirname(lab.specFile), "doctor.yaml");
  writeFileSync(file, text);
  const driver = await drive(file);
  const fleet = openFleet(driver.spec.swarm, {});
  const { signal } = new AbortController();
  const prober = await proberFor({ fleet, shells: [] }, { file, env: {} }, image);
  let used = driver.spec;
  let facts: Facts | undefined;
  const now = () => new Date().toISOString();
  const see = () => observe({ fleet, signal, emit: () => {}, now });
  const ran = async (what: Promise<{ code: number; stdout: string; stderr: string }>, said: string) => {
    const { code, stdout, stderr } = await what;
    expect(code, `${said}: ${stderr}`).toBe(0);
    return stdout.trim();
  };
  const scene: Scene = {
    lab,
    driver,
    file,
    spec: driver.spec,
    useSpec: async (change) => (used = change === undefined ? driver.spec : await specOf(file, change)),
    docker: (node, ...argv) => ran(lab.docker(node, argv), `docker ${argv.join(" ")}`),
    run: (place, ...argv) => ran(lab.exec(place, argv), argv.join(" ")),
    apply: async (spec = driver.spec, how = { cutsOff: false }) => {
      const { plan, snapshot } = await driver.plan(spec);
      const report = await driver.run(plan, snapshot);
      expect(report.failed.map((it) => it.finding.message)).toEqual([]);
      if (!how.cutsOff) expect(plan.lans.flatMap((it) => it.findings).map((it) => it.message)).toEqual([]);
    },
    diagnose: async ({ sweep } = { sweep: true }) => {
      facts = await gatherFacts({
        spec: used,
        specFindings: judgeSpec(used),
        fleet,
        prober,
        vantage: await doctorVantage({ file: lab.specFile, signal }, undefined),
        observe: see,
        sweep,
        packetsPerSecond: 1000,
        signal,
        emit: () => {},
        now,
      });
      return runChecks({ checks, facts });
    },
    facts: () => facts as Facts,
    containerOn: async (node) => {
      let id = "";
      await until(async () => {
        const view = (await see()).nodes.find((it) => it.node.hostname === node);
        const all = view?.kind === "answered" ? view.engine.containers : [];
        id = all.find((it) => it.service === SERVICE && it.state === "running")?.id ?? "";
        return id !== "";
      });
      expect(id, `${SERVICE} has no container on ${node}`).not.toBe("");
      return id;
    },
    settle: () => settle(see),
    [Symbol.asyncDispose]: async () => {
      fleet.close();
      driver[Symbol.dispose]();
      await lab.down();
    },
  };
  await scene.apply();
  await serve(scene);
  await scene.settle();
  return scene;
}

/** One task on every node that is ready; they stop at once. */
export async function serve(scene: Scene): Promise<void> {
  const constraint = `node.labels.${LABEL}==ready`;
  const grace = ["--stop-grace-period", "0s", "--restart-delay", "500ms"];
  await scene.docker(
    "mgr01",
    ...["service", "create", "-d", "-q", "--mode", "global", "--name", SERVICE, ...grace],
    ...["--network", LAN, "--constraint", constraint, WEB_IMAGE],
  );
}

/** Eight addresses each, beginning where the reference case begins: the edge and the host's own leave six. */
function slices(lab: Lab): string {
  return lab.nodes.map((it, at) => `      ${it.name}: { slice: 192.168.${16 + at}.0/29 }`).join("\n");
}

async function settle(see: () => Promise<Snapshot>): Promise<Snapshot> {
  for (let tries = 0; ; tries++) {
    const snapshot = await see();
    const service = snapshot.swarm.services.find((it) => it.name === SERVICE);
    const wanted = snapshot.nodes.filter((it) => it.node.labels[LABEL] === "ready");
    const good = wanted.every((view) => {
      if (view.kind === "failed") return false;
      const own = view.engine.containers.filter((it) => it.service === SERVICE && it.state === "running");
      const tasks = snapshot.swarm.tasks.filter((it) => it.service === service?.id && it.node === view.node.id);
      const newest = tasks.toSorted((a, b) => (a.timestamp < b.timestamp ? 1 : -1))[0];
      return own.length === 1 && own[0]?.endpoints.some((it) => it.ipv4 !== undefined) && newest?.state === "running";
    });
    if (good || tries === 160) return snapshot;
    await sleep(250);
  }
}

/** After a fault was healed: the shared invariants, and a wire that has forgotten it. */
export async function expectHealthy(scene: Scene): Promise<void> {
  await scene.useSpec();
  const snapshot = await scene.settle();
  expectInvariants(scene.spec, snapshot);
  const addresses = snapshot.nodes.flatMap((view) =>
    view.kind === "failed"
      ? []
      : view.engine.containers.flatMap((it) =>
          it.endpoints.flatMap((end) => (end.networkName === LAN && end.ipv4 ? [formatAddress(end.ipv4)] : [])),
        ),
  );
  for (const address of addresses) await untilReached(scene, address);
}

/** By the router and by every host but its own: neighbours remember for some seconds where an address was. */
async function untilReached(scene: Scene, address: string): Promise<void> {
  const others = scene.lab.nodes.map((it) => it.name).filter((_, at) => !address.startsWith(`192.168.${16 + at}.`));
  const page = `http://${address}/`;
  for (let tries = 0; ; tries++) {
    const places = ["client", ...others];
    const ended = await Promise.all(
      places.map((place) => scene.lab.exec(place, ["curl", "-s", "-o", "/dev/null", "-m", "2", page])),
    );
    const silent = places.filter((_, at) => ended[at]?.code !== 0);
    if (silent.length === 0) return;
    if (tries === 30) throw expect(silent, `${address} is not reached again`).toEqual([]);
    await sleep(500);
  }
}

/** What is not well, as `CODE node`; what a check is about when that is no node. */
export function complaints(results: readonly CheckResult[]): readonly string[] {
  const bad = results.filter((it) => it.verdict !== "pass" && it.verdict !== "skipped");
  return [
    ...new Set(
      bad.map((it) => `${it.verdict} ${it.code} ${it.target.node ?? it.target.service ?? it.target.lan ?? ""}`),
    ),
  ].sort();
}

/** Looks every quarter of a second, half a minute long. */
export async function until(true_: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 120; tries++) {
    if (await true_()) return;
    await sleep(250);
  }
}
