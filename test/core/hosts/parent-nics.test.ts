import { describe, expect, test } from "vitest";
import { nicText, parentNics } from "../../../src/core/hosts/parent-nics.ts";
import type { HostNic } from "../../../src/model/host-facts.ts";
import { address } from "../../builders.ts";

const nic = (name: string, more: Partial<HostNic> = {}): HostNic => ({
  name,
  kind: "physical",
  addresses: [],
  state: "up",
  ...more,
});
const parents = (...nics: readonly HostNic[]) => parentNics({ nics, defaultRoutes: [] }).map((it) => it.name);

describe("parentNics", () => {
  test("takes cards, bonds, bridges and VLANs, and the inner end of a container's cable", () => {
    const all = [
      nic("eth0"),
      nic("bond0", { kind: "bond" }),
      nic("br0", { kind: "bridge" }),
      nic("eth0.20", { kind: "vlan" }),
      nic("eth1", { kind: "veth" }),
    ];
    expect(parents(...all)).toEqual(all.map((it) => it.name));
  });

  test("leaves out what can carry no container, and what is Docker's own", () => {
    const out = [
      nic("lo", { kind: "loopback" }),
      nic("wlan0", { kind: "wireless" }),
      nic("wg0", { kind: "tunnel" }),
      nic("shim", { kind: "macvlan" }),
      nic("docker0", { kind: "bridge" }),
      nic("docker_gwbridge", { kind: "bridge" }),
      nic("br-1a2b3c4d5e6f", { kind: "bridge" }),
      nic("veth12ab34c", { kind: "veth" }),
      nic("eth2", { master: "br0" }),
    ];
    expect(parents(...out)).toEqual([]);
  });

  test("goes by the name where nothing else is known", () => {
    expect(parents(nic("lo", { kind: "unknown" }), nic("en0", { kind: "unknown" }))).toEqual(["en0"]);
  });
});

test("nicText tells the IPv4 addresses, and that it is down", () => {
  const addresses = [
    { address: address("192.168.16.1"), length: 20 },
    { address: address("fe80::1"), length: 64 },
  ];
  expect(nicText(nic("eth1", { addresses }))).toBe("eth1 (192.168.16.1/20)");
  expect([nicText(nic("eth2")), nicText(nic("eth3", { state: "down" }))]).toEqual(["eth2", "eth3 (down)"]);
});
