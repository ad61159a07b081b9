import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Finding } from "../../src/model/finding.ts";
import { type CountingProxy, startProxy } from "../fakes/counting-proxy.ts";
import { LAN, onSimulator, program } from "./on-simulator.ts";

test.each([
  ["19.03.9", "ENGINE_TOO_OLD", 69],
  ["28.0.0", "ENGINE_BREAKS_CONFIG_FROM", 4],
])("a swarm of Engines %s is refused with %s, and nothing is changed", async (version, code, exit) => {
  await using swarm = await onSimulator({}, version);
  const proxies: CountingProxy[] = [];
  let behind = (text: string) => text;
  for (const [node, endpoint] of Object.entries(swarm.simulator.endpoints)) {
    const proxy = await startProxy({ target: endpoint.slice(7), listen: join(swarm.folder, `${node}-proxy.sock`) });
    const before = behind;
    behind = (text) => before(text).replaceAll(endpoint, proxy.endpoint);
    proxies.push(proxy);
  }
  swarm.writeSpec(behind);
  const ran = await swarm.run("apply", "-y", "-o", "json");
  const { findings } = JSON.parse(ran.stdout) as { findings: readonly Finding[] };
  expect(ran.code, ran.stderr).toBe(exit);
  expect(new Set(findings.map((it) => it.code))).toEqual(new Set([code]));
  expect(findings.every((it) => it.message.includes(version) && it.hint.length > 10)).toBe(true);
  const calls = proxies.flatMap((it) => it.requests);
  expect([calls.length > 0, calls.filter((it) => it.write > 0)]).toEqual([true, []]);
  for (const proxy of proxies) await proxy.close();
});

test("a node that fails a write keeps no other from its LAN, and the next apply finishes", async () => {
  await using swarm = await onSimulator();
  const endpoint = swarm.simulator.endpoints["swarm02"] ?? "";
  let broken = true;
  const proxy = await startProxy({
    target: endpoint.slice(7),
    listen: join(swarm.folder, "broken.sock"),
    onRequest: ({ write }) => {
      if (broken && write > 0) throw new TypeError("the cable is out");
    },
  });
  swarm.writeSpec((text) => text.replaceAll(endpoint, proxy.endpoint));
  const first = await swarm.run("apply", "-y", "-o", "json");
  expect(first.code).toBe(1);
  const { items } = JSON.parse(first.stdout) as { items: readonly { step: { id: string }; outcome: string }[] };
  const undone = items.filter((it) => it.outcome !== "done").map((it) => [it.step.id, it.outcome]);
  expect(undone).toEqual([
    [`${LAN}/create-node-network/swarm02`, "failed"],
    [`${LAN}/find-parent/swarm02`, "failed"],
    [`${LAN}/set-label/swarm02`, "skipped"],
  ]);
  const status = JSON.parse((await swarm.run("status", "-o", "json")).stdout) as {
    items: readonly { hostname: string; state: string }[];
  };
  expect(status.items.map((it) => [it.hostname, it.state])).toEqual([
    ["mgr01", "ready"],
    ["swarm01", "ready"],
    ["swarm02", "missing"],
  ]);
  broken = false;
  const second = await swarm.run("apply", "-y");
  expect([second.code, (await swarm.run("plan", "--detailed-exitcode")).code]).toEqual([0, 0]);
  await proxy.close();
});

test("of two applies at once the one that finds the ledger written does nothing at all", async () => {
  await using swarm = await onSimulator();
  const endpoint = swarm.simulator.endpoints["mgr01"] ?? "";
  const plain = await readFile(swarm.specFile, "utf8");
  const written: string[] = [];
  const proxy = await startProxy({
    target: endpoint.slice(7),
    listen: join(swarm.folder, "late.sock"),
    onRequest: async ({ method, path, write }) => {
      if (write === 0) return;
      written.push(`${method} ${path}`);
      if (written.length > 1) return;
      // The other one comes first, from beginning to end.
      const other = join(swarm.folder, "other.yaml");
      await writeFile(other, plain);
      expect((await program(["apply", "-y", "-f", other])).code).toBe(0);
    },
  });
  swarm.writeSpec((text) => text.replaceAll(endpoint, proxy.endpoint));
  const ran = await swarm.run("apply", "-y", "-o", "json");
  expect(ran.code, ran.stderr).toBe(1);
  const { summary, findings } = JSON.parse(ran.stdout) as { summary: object; findings: readonly Finding[] };
  expect(findings.map((it) => it.code)).toEqual(["LEDGER_RACE"]);
  expect([summary, written]).toMatchObject([{ done: 0, failed: 1 }, ["POST /configs/create"]]);
  await proxy.close();
});
