/** A replacement that is interrupted while its node is drained: who says so, and who gives the node back. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openEngine } from "../../src/edges/engine/index.ts";
import { never, until } from "../contracts/scene.ts";
import { startProxy } from "../fakes/counting-proxy.ts";
import { ended, LAN, type OnSimulator, onSimulator, PROGRAM } from "./on-simulator.ts";

interface Told {
  readonly findings: readonly { readonly code: string; readonly message: string; readonly target: { node?: string } }[];
  readonly items: readonly { readonly hostname: string; readonly state: string }[];
}

const told = (stdout: string) => JSON.parse(stdout) as Told;
const drained = (stdout: string) =>
  told(stdout)
    .findings.filter((it) => it.code === "NODE_LEFT_DRAINED")
    .map((it) => it.target.node);

async function availability({ simulator }: OnSimulator): Promise<readonly string[]> {
  const engine = openEngine(simulator.endpoints["mgr01"] ?? "");
  const nodes = await engine.swarm.nodes(never);
  engine.close();
  return nodes.map((it) => `${it.hostname} ${it.availability}`).sort();
}

/** A task on every node, of a service without the placement constraint. */
async function serveEverywhere({ simulator }: OnSimulator): Promise<void> {
  const engine = openEngine(simulator.endpoints["mgr01"] ?? "");
  const TaskTemplate = { ContainerSpec: { Image: "web:1" }, Networks: [{ Target: LAN }] };
  await engine.swarm.createService({ Name: "free", TaskTemplate, Mode: { Global: {} } }, never);
  await until(
    "its tasks run",
    async () => (await engine.swarm.tasks(never)).filter((it) => it.state === "running").length === 3,
    10,
  );
  engine.close();
}

test("a node that Ctrl-C left drained is named at once, by status and by plan, and apply -y gives it back", async () => {
  await using swarm = await onSimulator();
  expect((await swarm.run("apply", "-y")).code).toBe(0);
  await serveEverywhere(swarm);
  const endpoint = swarm.simulator.endpoints["swarm01"] ?? "";
  const changed = (text: string) => `${text}    reserve: [10.1.1.50, 10.1.2.50]\n`;
  const stop: { now?: () => void } = {};
  const proxy = await startProxy({
    target: endpoint.slice(7),
    listen: join(swarm.folder, "slow.sock"),
    onRequest: ({ method }) => {
      if (method === "DELETE") stop.now?.();
    },
  });
  swarm.writeSpec((text) => changed(text.replaceAll(endpoint, proxy.endpoint)));
  const argv = [PROGRAM, "apply", "-y", "--max-disruption", "9", "-o", "json", "-f", swarm.specFile];
  const child = spawn(process.execPath, argv);
  stop.now = () => child.kill("SIGINT");
  const stopped = await ended(child);
  expect([stopped.code, drained(stopped.stdout)], stopped.stderr).toEqual([130, ["swarm01"]]);
  await proxy.close();

  swarm.writeSpec(changed);
  const status = await swarm.run("status", "-o", "json");
  expect([status.code, drained(status.stdout)]).toEqual([0, ["swarm01"]]);
  expect(drained((await swarm.run("plan", "-o", "json")).stdout)).toEqual(["swarm01"]);
  expect(await availability(swarm)).toEqual(["mgr01 active", "swarm01 drain", "swarm02 active"]);

  const again = await swarm.run("apply", "-y", "-o", "json");
  expect(again.code, again.stderr).toBe(4);
  expect(told(again.stdout).findings.map((it) => [it.code, it.message])).toEqual([
    [
      "TOO_DISRUPTIVE",
      "this would cut off 1 task, and 0 may be; given back to swarm, drained by an earlier run: swarm01; nothing else was changed",
    ],
  ]);
  expect(await availability(swarm)).toEqual(["mgr01 active", "swarm01 active", "swarm02 active"]);
  const after = told((await swarm.run("status", "-o", "json")).stdout);
  expect([after.findings.map((it) => it.code), after.items.map((it) => `${it.hostname} ${it.state}`)]).toEqual([
    ["LABEL_LIES"],
    ["mgr01 ready", "swarm01 ready", "swarm02 drifted"],
  ]);
});

test("--only-node with a name that no node has is refused, with those that there are", async () => {
  await using swarm = await onSimulator();
  for (const command of ["plan", "apply"]) {
    const ran = await swarm.run(command, "--only-node", "swarm99");
    expect([ran.code, ran.stdout]).toEqual([64, ""]);
    expect(ran.stderr).toContain("NODE_UNKNOWN: the swarm has no node called swarm99");
    expect(ran.stderr).toContain("mgr01, swarm01, swarm02");
  }
});
