import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openEngine } from "../../src/edges/engine/index.ts";
import { openProbe } from "../../src/edges/host/probe/open-probe.ts";
import { type Lab, labUp, loadProbeImage, ROUTER } from "../../src/lab/index.ts";
import { type Address, formatAddress, parseAddress } from "../../src/model/address.ts";
import type { AddressRange } from "../../src/model/address.ts";
import { parseRange } from "../../src/model/range.ts";

describe("a probe on a real node", () => {
  const { signal } = new AbortController();
  let lab: Lab;
  let image: string;
  beforeAll(async () => {
    lab = await labUp({ name: `prb${process.pid}`, nodes: "mgr:1,swarm:1" }, () => {});
    image = await loadProbeImage(lab);
  });
  afterAll(async () => lab?.[Symbol.asyncDispose]());

  test("tells what the host is, who answers, who refuses, and what could not be asked; and leaves nothing", async () => {
    const engine = openEngine(`unix://${lab.socket("swarm01")}`);
    const probe = await openProbe({ engine, image, mark: "test", containers: [] }, signal);
    const arp = (nic: string, ...ranges: readonly string[]) =>
      ({
        kind: "neighbours",
        family: 4,
        interface: nic,
        ranges: ranges.map((it) => parseRange(it) as AddressRange),
        packetsPerSecond: 1000,
      }) as const;
    const router = parseAddress(ROUTER) as Address;
    const [host, answers, unasked, ping, refused, listeners, dhcp] = await probe.ask(
      [
        { kind: "host" },
        arp("eth1", "192.168.16.0-192.168.16.20", ROUTER),
        arp("nope0", ROUTER),
        { kind: "ping", from: "host", to: router },
        { kind: "connect", from: "host", to: router, port: 81 },
        { kind: "listeners", from: "host" },
        { kind: "dhcp", interface: "eth1", mac: "02:00:00:00:00:07" },
      ],
      signal,
    );
    await probe.close();
    if (host.kind !== "known") throw expect(host).toBeUndefined();
    expect(
      host.value.nics.find((it) => it.name === "eth1")?.addresses.map((it) => formatAddress(it.address)),
    ).toContain("192.168.17.1");
    expect(host.value.defaultRoutes.map((it) => it.nic)).toEqual(["eth1"]);
    expect(host.value.settings.get("eth1")?.arpIgnore).toBe(0);
    expect(Math.abs((host.value.clock?.theirs ?? 0) - Date.now() / 1000)).toBeLessThan(30);
    if (answers.kind !== "known") throw expect(answers).toBeUndefined();
    expect(answers.value.map((it) => formatAddress(it.address))).toEqual(["192.168.16.1", ROUTER]);
    expect(unasked.kind === "unknown" && unasked.why).toContain("No such device");
    expect(ping.kind === "known" && ping.value.kind).toBe("answered");
    expect(refused).toEqual({ kind: "known", value: { kind: "refused" } });
    expect(listeners.kind === "known" && listeners.value.map((it) => it.port)).toContain(7946);
    expect(dhcp).toEqual({ kind: "known", value: [] });
    expect((await engine.containers.list({ all: true }, signal)).map((it) => it.name)).toEqual([]);
    engine.close();
  });
});
