import { hostname, networkInterfaces } from "node:os";
import { describe, expect, test } from "vitest";
import { nicsOf } from "../../../src/edges/host/node-nics.ts";
import { thisMachine } from "../../../src/edges/host/index.ts";
import { formatAddress } from "../../../src/model/address.ts";
import { addressesOf } from "../../../src/model/host-facts.ts";
import { swarmNode } from "../../operations/snapshot-builder.ts";

const { signal } = new AbortController();
const factsOf = (address: string, name = "mgr01") => thisMachine().facts(swarmNode(name, { address }), signal);

describe("thisMachine", () => {
  const outside = Object.values(networkInterfaces()).flatMap((all) => all?.filter((it) => !it.internal) ?? []);

  test.skipIf(outside.length === 0)(
    "answers for the node whose address it owns, with every address it has",
    async () => {
      const facts = await factsOf(outside[0]?.address ?? "");
      const found = facts && addressesOf(facts).map(formatAddress);
      const all = Object.values(networkInterfaces()).flatMap((it) => it ?? []);
      expect(found?.toSorted()).toEqual(all.map((it) => it.address).toSorted());
    },
  );

  test("is nobody else's host", async () => {
    expect(await factsOf("192.0.2.77")).toBeUndefined();
    expect(await factsOf("")).toBeUndefined();
  });

  test("takes a loopback address for its own only under its own name", async () => {
    expect(await factsOf("127.0.0.1", "another")).toBeUndefined();
    expect(await factsOf("127.0.0.1", hostname())).toBeDefined();
  });

  test.runIf(process.platform === "linux")("knows the loopback interface and its size, from /sys", async () => {
    const facts = await factsOf("127.0.0.1", hostname());
    expect(facts?.nics.find((it) => it.name === "lo")).toMatchObject({ kind: "loopback", mtu: expect.any(Number) });
  });
});

describe("nicsOf", () => {
  const info = (address: string) => ({
    address,
    netmask: "255.255.255.0",
    family: "IPv4" as const,
    mac: "52:54:00:AA:00:01",
    internal: false,
    cidr: `${address}/24`,
  });

  test("puts an address under a label of Linux with its interface", () => {
    const [nic, ...more] = nicsOf({ eth0: [info("192.0.2.7")], "eth0:1": [info("192.0.2.8")] });
    expect(nic?.addresses.map((it) => formatAddress(it.address))).toEqual(["192.0.2.7", "192.0.2.8"]);
    expect([nic?.name, nic?.mac, more]).toEqual(["eth0", "52:54:00:aa:00:01", []]);
  });
});
