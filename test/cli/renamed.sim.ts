/** A LAN that gets another name, on simulated Engines: carried over, held back by what fails, finished by the next run. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readLedgers } from "../../src/core/plan/ledger-labels.ts";
import { openEngine } from "../../src/edges/engine/index.ts";
import { formatCidr } from "../../src/model/cidr.ts";
import { never } from "../contracts/scene.ts";
import { type CountingProxy, startProxy } from "../fakes/counting-proxy.ts";
import { LAN, onSimulator, type OnSimulator, PROGRAM } from "./on-simulator.ts";

const NEW = "renamed";
const NODES = ["mgr01", "swarm01", "swarm02"];

interface Answer {
  readonly items: readonly { readonly step: { readonly id: string }; readonly outcome: string }[];
  readonly findings: readonly { readonly code: string }[];
}

/** Which slice each node has in each ledger, and how many entries are not settled. */
async function ledgers({ simulator }: OnSimulator) {
  const engine = openEngine(simulator.endpoints["mgr01"] ?? "");
  const [configs, nodes] = await Promise.all([engine.swarm.configs(never), engine.swarm.nodes(never)]);
  engine.close();
  const names = new Map(nodes.map((it) => [it.id, it.hostname]));
  return Object.fromEntries(
    [...readLedgers(configs)].map(([lan, it]) => [
      lan,
      {
        slices: it.entries.map((one) => `${names.get(one.node)} ${formatCidr(one.slice)}`).sort(),
        unsettled: it.entries.filter((one) => one.changing).length,
        networks: it.entries.map((one) => one.networks).flat(),
      },
    ]),
  );
}

/** The slice of each network of a node, by name. */
async function standing({ simulator }: OnSimulator, node: string): Promise<readonly string[]> {
  const engine = openEngine(simulator.endpoints[node] ?? "");
  const networks = await engine.networks.list(never);
  engine.close();
  return networks.filter((it) => it.configOnly).map((it) => `${it.name} ${it.ipam.config[0]?.ipRange}`);
}

/** One proxy per Engine, told of every write over all of them. */
async function watched(swarm: OnSimulator, onWrite: (path: string, node: string) => void | Promise<void>) {
  const proxies: CountingProxy[] = [];
  let through = (text: string) => text;
  for (const [node, endpoint] of Object.entries(swarm.simulator.endpoints)) {
    const proxy = await startProxy({
      target: endpoint.slice(7),
      listen: join(swarm.folder, `${node}-proxy.sock`),
      onRequest: (it) => (it.write > 0 ? onWrite(`${it.method} ${it.path}`, node) : undefined),
    });
    const before = through;
    through = (text) => before(text).replaceAll(endpoint, proxy.endpoint);
    proxies.push(proxy);
  }
  return { through, [Symbol.asyncDispose]: async () => void (await Promise.all(proxies.map((it) => it.close()))) };
}

const rename = (text: string) => text.replace(`${LAN}:`, `${NEW}:`);
const named = (text: string) => text.replace("    parent: eth1", "    parent: eth1\n    node-network: macvlanconf");

test.each([
  ["under its own node network's name", named],
  ["under a new one", (text: string) => text],
])("a renamed LAN gives every node its old slice, %s", async (_, also) => {
  await using swarm = await onSimulator();
  // swarm02's is none that it would get by itself.
  const odd = (text: string) => also(`${text}    nodes: { swarm02: { slice: 10.1.77.0/24 } }\n`);
  swarm.writeSpec(odd);
  expect((await swarm.run("apply", "-y")).code).toBe(0);
  swarm.writeSpec((text) => rename(also(text)));
  const refused = await swarm.run("apply", "-y", "-o", "json");
  expect([refused.code, (JSON.parse(refused.stdout) as Answer).findings.map((it) => it.code)]).toEqual([
    4,
    ["LAN_LEFT_SPEC"],
  ]);
  const ran = await swarm.run("apply", "-y", "--prune");
  expect(ran.code, ran.stderr).toBe(0);
  const told = await ledgers(swarm);
  expect(Object.keys(told)).toEqual([NEW]);
  expect(told[NEW]).toMatchObject({
    slices: ["mgr01 10.1.0.0/24", "swarm01 10.1.1.0/24", "swarm02 10.1.77.0/24"],
    unsettled: 0,
  });
  expect((await swarm.run("plan", "--detailed-exitcode")).code).toBe(0);
});

test("a removal that fails keeps the new LAN back everywhere, and the next run makes it", async () => {
  await using swarm = await onSimulator();
  expect((await swarm.run("apply", "-y")).code).toBe(0);
  let broken = true;
  await using proxies = await watched(swarm, (call, node) => {
    if (broken && node === "swarm02" && call.startsWith("DELETE /networks")) throw new TypeError("the cable is out");
  });
  swarm.writeSpec((text) => rename(proxies.through(text)));
  const ran = await swarm.run("apply", "-y", "--prune", "-o", "json");
  expect(ran.code).toBe(1);
  const made = (JSON.parse(ran.stdout) as Answer).items.filter(
    (it) => it.step.id.startsWith(`${NEW}/`) && it.outcome === "done",
  );
  expect(made.map((it) => it.step.id)).toEqual([`${NEW}/write-ledger/slices`, `${NEW}/write-ledger/networks`]);
  for (const node of NODES) {
    const there = await standing(swarm, node);
    expect(there).toEqual(node === "swarm02" ? ["web-node 10.1.2.0/24"] : []);
  }
  expect(Object.keys(await ledgers(swarm)).sort()).toEqual([NEW, LAN]);
  broken = false;
  expect((await swarm.run("apply", "-y", "--prune")).code).toBe(0);
  expect(Object.keys(await ledgers(swarm))).toEqual([NEW]);
  expect((await swarm.run("plan", "--detailed-exitcode")).code).toBe(0);
});

test("a silent node keeps its slice out of the new LAN, and is finished when it is back", async () => {
  await using swarm = await onSimulator();
  expect((await swarm.run("apply", "-y")).code).toBe(0);
  const endpoint = swarm.simulator.endpoints["swarm01"] ?? "";
  const away = (text: string) => rename(text.replaceAll(endpoint, `unix://${join(swarm.folder, "nowhere.sock")}`));
  swarm.writeSpec(away);
  expect((await swarm.run("apply", "-y", "--prune")).code).toBe(3);
  await swarm.simulator.addNode({ hostname: "swarm03", role: "worker" });
  swarm.writeSpec(away);
  expect((await swarm.run("apply", "-y", "--prune")).code).toBe(3);
  expect(await standing(swarm, "swarm01")).toEqual(["web-node 10.1.1.0/24"]);
  expect(await standing(swarm, "swarm03")).toEqual(["renamed-node 10.1.3.0/24"]);
  const told = await ledgers(swarm);
  expect(Object.keys(told).sort()).toEqual([NEW, LAN]);
  expect(told[NEW]?.slices).toContain("swarm01 10.1.1.0/24");
  swarm.writeSpec(rename);
  expect((await swarm.run("apply", "-y", "--prune")).code).toBe(0);
  expect(await standing(swarm, "swarm01")).toEqual(["renamed-node 10.1.1.0/24"]);
  expect(Object.keys(await ledgers(swarm))).toEqual([NEW]);
});

test("killed before any of its writes, nothing of two LANs stands at once, and the next run finishes", async () => {
  await using swarm = await onSimulator();
  expect((await swarm.run("apply", "-y")).code).toBe(0);
  const before = (await ledgers(swarm))[LAN]?.slices;
  let count = 0;
  let at = 0;
  let victim: ChildProcess | undefined;
  await using proxies = await watched(swarm, () => {
    if (victim === undefined || ++count !== at) return;
    victim.kill("SIGKILL");
    return new Promise<void>(() => {});
  });
  // To and fro between two names, each with a node network of its own.
  const texts: Readonly<Record<string, (text: string) => string>> = {
    [LAN]: proxies.through,
    [NEW]: (text: string) => rename(named(proxies.through(text))),
  };
  let to = NEW;
  for (at = 1; ; at++) {
    swarm.writeSpec(texts[to]);
    count = 0;
    victim = spawn(process.execPath, [PROGRAM, "apply", "-y", "--prune", "-f", swarm.specFile], { stdio: "ignore" });
    const [, signal] = (await once(victim, "close")) as [number | null, string | null];
    victim = undefined;
    const names = (await Promise.all(NODES.map((it) => standing(swarm, it)))).flat().map((it) => it.split(" ")[0]);
    expect(new Set(names).size, `write ${at}: ${names.join(", ")}`).toBeLessThan(2);
    if (signal !== "SIGKILL") break;
    const next = await swarm.run("apply", "-y", "--prune");
    expect(next.code, `write ${at}: ${next.stderr}`).toBe(0);
    // An apply that ends with 0 has read the swarm back, and found nothing left to do.
    const told = await ledgers(swarm);
    expect([Object.keys(told), told[to]?.slices, told[to]?.unsettled]).toEqual([[to], before, 0]);
    to = to === NEW ? LAN : NEW;
  }
  // Two first ledger writes; three labels, holder, swarm network, three node networks, ledger; three node networks,
  // swarm network, holder, three parents looked for, three labels, ledger.
  expect(at - 1).toBe(23);
}, 120_000);

test("two LANs that are made at once each note their own networks, and leave no probe", async () => {
  await using swarm = await onSimulator();
  swarm.writeSpec(
    (text) => `${text}  side: { subnet: 10.2.0.0/16, gateway: 10.2.255.254, slice: /24, parent: eth0 }\n`,
  );
  const ran = await swarm.run("apply", "-y");
  expect(ran.code, ran.stderr).toBe(0);
  const { web, side } = await ledgers(swarm);
  expect([web?.networks.length, side?.networks.length]).toEqual([3, 3]);
  expect(web?.networks.filter((it) => side?.networks.includes(it))).toEqual([]);
  expect((await swarm.run("plan", "--detailed-exitcode")).code).toBe(0);
});
