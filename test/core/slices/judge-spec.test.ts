/** What a spec's addressing is refused for before any swarm is asked, with the places in the file. */
import { describe, expect, it } from "vitest";
import { judgeLan } from "../../../src/core/slices/judge-lan.ts";
import { judgeSpec } from "../../../src/core/slices/judge-spec.ts";
import { needsWideIpam } from "../../../src/core/slices/wide-pool.ts";
import type { LanSpec } from "../../../src/model/spec.ts";
import { lan, type LanText } from "../../builders.ts";

/** `error CODE gateway nodes.a.slice`: severity, code, and the places below the LAN. */
function judged(...lans: readonly LanSpec[]): readonly string[] {
  return judgeSpec({ swarm: {}, lans }).map((it) => {
    const places = it.at.map((path) => path.slice(lans.length > 1 ? 1 : 2).join("."));
    return [it.severity, it.code, ...places].join(" ").trim();
  });
}

describe("judgeLan", () => {
  it.each<[string, LanText]>([
    ["the reference case", {}],
    ["both families", { ipv6: {}, reserve: ["fd00:16::5", "192.168.31.0/24"] }],
    [
      "a pool inside the subnet, and a slice outside the pool",
      { pool: "192.168.24.0/21", nodes: { a: { slice: "192.168.16.0/24" } } },
    ],
    ["one slice for all", { slice: 20 }],
    ["an IPv6 gateway on the last address", { ipv6: { subnet: "fd00::/120", gateway: "fd00::ff", slice: 122 } }],
    [
      "a /31 with its gateway on the first address",
      { subnet: "10.0.0.0/31", gateway: "10.0.0.0", slice: 32, host: "none" },
    ],
    ["a reserve that reaches past the subnet", { reserve: ["192.168.30.0-192.168.40.0"] }],
  ])("has nothing against %s", (_, text) => {
    expect(judged(lan(text))).toEqual([]);
  });

  it.each<[string, LanText, readonly string[]]>([
    ["a gateway outside the subnet", { gateway: "10.0.0.1" }, ["error GATEWAY_OUTSIDE_SUBNET gateway"]],
    ["a gateway on the network address", { gateway: "192.168.16.0" }, ["error GATEWAY_NOT_ASSIGNABLE gateway"]],
    ["a gateway on the broadcast address", { gateway: "192.168.31.255" }, ["error GATEWAY_NOT_ASSIGNABLE gateway"]],
    [
      "an IPv6 gateway on the anycast address",
      { ipv6: { gateway: "fd00:16::" } },
      ["error GATEWAY_NOT_ASSIGNABLE ipv6.gateway"],
    ],
    ["an IPv6 gateway outside", { ipv6: { gateway: "fd00:17::1" } }, ["error GATEWAY_OUTSIDE_SUBNET ipv6.gateway"]],
    ["an IPv6 gateway for IPv4", { gateway: "fd00::1" }, ["error FAMILY_MIXED gateway"]],
    [
      "an IPv4 slice for IPv6",
      { ipv6: {}, nodes: { a: { slice6: "10.0.0.0/24" } } },
      ["error FAMILY_MIXED nodes.a.ipv6.slice"],
    ],
    [
      "an IPv6 slice in a LAN without",
      { nodes: { a: { slice6: "fd00::/80" } } },
      ["error FAMILY_MIXED nodes.a.ipv6.slice"],
    ],
    ["a slice wider than the subnet", { slice: 19 }, ["error SLICE_LENGTH_UNFIT slice"]],
    ["a slice wider than the pool", { pool: "192.168.16.0/25" }, ["error SLICE_LENGTH_UNFIT slice"]],
    ["a slice longer than an address", { slice: 64 }, ["error SLICE_LENGTH_UNFIT slice"]],
    ["a pool outside the subnet", { pool: "192.168.32.0/21" }, ["error POOL_OUTSIDE_SUBNET pool"]],
    ["a pool wider than the subnet", { pool: "192.168.0.0/16" }, ["error POOL_OUTSIDE_SUBNET pool"]],
    [
      "a reserve outside the subnet",
      { reserve: ["192.168.17.1", "10.0.0.0/8"] },
      ["warn RESERVE_OUTSIDE_SUBNET reserve.1"],
    ],
    ["an IPv6 reserve without IPv6", { reserve: ["fd00::1"] }, ["warn RESERVE_OUTSIDE_SUBNET reserve.0"]],
    [
      "a reserve of the whole pool",
      { pool: "192.168.16.0/23", reserve: ["192.168.16.0/24", "192.168.17.0/24"] },
      ["error RESERVE_COVERS_POOL reserve"],
    ],
    [
      "a slice outside the subnet",
      { nodes: { a: { slice: "10.0.0.0/24" } } },
      ["error EXPLICIT_OUTSIDE_SUBNET nodes.a.slice"],
    ],
    [
      "slices that overlap",
      { nodes: { a: { slice: "192.168.16.0/23" }, b: { slice: "192.168.17.0/24" } } },
      ["error EXPLICIT_OVERLAP nodes.a.slice nodes.b.slice"],
    ],
    [
      "IPv6 slices that overlap",
      { ipv6: {}, nodes: { a: { slice6: "fd00:16::/80" }, b: { slice6: "fd00:16::/80" } } },
      ["error EXPLICIT_OVERLAP nodes.a.ipv6.slice nodes.b.ipv6.slice"],
    ],
    ["a host outside the subnet", { nodes: { a: { host: "10.0.0.1" } } }, ["error HOST_OUTSIDE_SUBNET nodes.a.host"]],
    [
      "one host address for two nodes",
      { nodes: { a: { host: "192.168.16.9" }, b: { host: "192.168.16.9" } } },
      ["error HOST_TWICE nodes.a.host nodes.b.host"],
    ],
  ])("refuses %s", (_, text, findings) => {
    expect(judged(lan(text))).toEqual(findings);
  });

  it("names all three slices of which one holds the other two", () => {
    const nodes = { a: { slice: "192.168.16.0/22" }, b: { slice: "192.168.17.0/24" }, c: { slice: "192.168.18.0/24" } };
    expect(judged(lan({ nodes }))).toEqual([
      "error EXPLICIT_OVERLAP nodes.a.slice nodes.b.slice",
      "error EXPLICIT_OVERLAP nodes.a.slice nodes.c.slice",
    ]);
  });

  it.each([
    ["lan", true],
    ["Lan-1_x", true],
    ["a".repeat(50), true],
    ["a".repeat(51), false],
    ["lan.20", false],
    ["lan-", false],
    ["lan_", false],
    ["-lan", false],
    ["my lan", false],
    ["", false],
    [`${"a".repeat(49)}!`, false],
  ])("takes %j as a LAN's name: %s", (name, taken) => {
    const codes = judgeLan(lan({ name, nodeNetwork: "conf" })).map((it) => it.code);
    expect(codes).toEqual(taken ? [] : ["NETWORK_NAME_INVALID"]);
  });

  it("says what Engines say of a dot", () => {
    expect(judgeLan(lan({ name: "lan.20" }))[0]?.message).toContain("valid as a DNS name component");
  });

  it("takes a dot in a node network's name, and no blank", () => {
    expect(judged(lan({ nodeNetwork: "conf.20" }))).toEqual([]);
    expect(judged(lan({ nodeNetwork: "conf 20" }))).toEqual(["error NETWORK_NAME_INVALID node-network"]);
  });
});

describe("judgeSpec", () => {
  const a = (text: LanText = {}) => lan({ name: "a", ...text });
  const b = (text: LanText = {}) =>
    lan({ name: "b", subnet: "10.0.0.0/20", gateway: "10.0.0.1", parent: "eth2", ...text });

  it("has nothing against two LANs, on one parent or two", () => {
    expect(judged(a(), b())).toEqual([]);
    expect(judged(a(), b({ parent: "eth1" }))).toEqual([]);
  });

  it("refuses overlapping subnets with both places, on any parent", () => {
    const inA = { subnet: "192.168.24.0/21", gateway: "192.168.24.1" };
    expect(judged(a(), b(inA))).toEqual(["error LANS_OVERLAP a.subnet b.subnet"]);
    const [other] = judgeSpec({ swarm: {}, lans: [a(), b(inA)] });
    const [same] = judgeSpec({ swarm: {}, lans: [a(), b({ ...inA, parent: "eth1" })] });
    expect([other?.message.includes("parent"), same?.message.includes("on parent eth1")]).toEqual([false, true]);
  });

  it("refuses one IPv6 subnet for two LANs", () => {
    expect(judged(a({ ipv6: {} }), b({ ipv6: {} }))).toEqual(["error LANS_OVERLAP a.ipv6.subnet b.ipv6.subnet"]);
  });

  it.each([
    [
      "one node network for two LANs",
      { nodeNetwork: "conf" },
      { nodeNetwork: "conf" },
      "a.node-network b.node-network",
    ],
    ["a node network called as a LAN", { nodeNetwork: "b" }, {}, "a.node-network b"],
    ["a node network called as its own LAN", {}, { nodeNetwork: "b" }, "b b.node-network"],
  ])("refuses %s", (_, first, second, places) => {
    expect(judged(a(first), b(second))).toEqual([`error NETWORK_NAME_TWICE ${places}`]);
  });
});

describe("needsWideIpam", () => {
  it.each([
    ["fd00::/63", true],
    ["fd00::/64", false],
  ])("of %s: %s", (subnet, wide) => {
    expect(needsWideIpam(lan({ ipv6: { subnet } }))).toBe(wide);
    expect(needsWideIpam(lan())).toBe(false);
  });
});
