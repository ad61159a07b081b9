import { describe, expect, test } from "vitest";
import type { LanClues } from "../../../src/core/proposal/clues.ts";
import { proposeHost, unknownHosts } from "../../../src/core/proposal/propose-host.ts";
import { proposeLan } from "../../../src/core/proposal/propose-lan.ts";
import { otherParents } from "../../../src/core/proposal/propose-parent.ts";
import { proposeSliceLength } from "../../../src/core/proposal/propose-pool.ts";
import { formatAddress } from "../../../src/model/address.ts";
import { formatCidr } from "../../../src/model/cidr.ts";
import type { HostFacts, HostNic } from "../../../src/model/host-facts.ts";
import { address, cidr, lan } from "../../builders.ts";
import { swarmNode } from "../../operations/snapshot-builder.ts";

/** `eth1 192.168.16.1/20`, with what is special about it behind. */
function nic(text: string, more: Partial<HostNic> = {}): HostNic {
  const [name = "", ...prefixes] = text.split(" ");
  const addresses = prefixes.map((it) => {
    const [at = "", length] = it.split("/");
    return { address: address(at), length: Number(length) };
  });
  return { name, kind: "physical", state: "up", addresses, ...more };
}

function facts(route: string | undefined, ...nics: readonly HostNic[]): HostFacts {
  const routes = route === undefined ? [] : [{ family: 4, nic: "any", gateway: address(route), metric: 0 } as const];
  return { nics, defaultRoutes: routes };
}

/** Nodes with the addresses that swarm knows them by, and the hosts of those that were seen. */
function clues(nodes: Readonly<Record<string, string>>, seen: Readonly<Record<string, HostFacts>> = {}): LanClues {
  const all = Object.entries(nodes).map(([name, at]) => swarmNode(name, { address: at }));
  return {
    nodes: all,
    hosts: all.flatMap((node) => (seen[node.hostname] ? [{ node, facts: seen[node.hostname]! }] : [])),
  };
}

function told(it: LanClues, said: Parameters<typeof proposeLan>[1] = {}): string {
  const { parent, subnet, gateway, pool, sliceLength } = proposeLan(it, said);
  return [
    parent,
    subnet && formatCidr(subnet),
    gateway && formatAddress(gateway),
    pool && formatCidr(pool),
    sliceLength,
  ].join(" ");
}

const MANAGEMENT = { mgr01: "10.88.0.1", mgr02: "10.88.0.2", swarm01: "10.88.0.3", swarm02: "10.88.0.4" };
const reference = (first: string) =>
  clues(MANAGEMENT, { mgr01: facts("192.168.31.254", nic("eth0 10.88.0.1/24"), nic(first)) });

describe("proposeLan", () => {
  test("takes the container VLAN, not the network that swarm itself talks on", () => {
    expect(told(reference("eth1 192.168.16.1/20"))).toBe("eth1 192.168.16.0/20 192.168.31.254 192.168.16.0/20 24");
  });

  test("carves half of a flat home LAN, the one where least is known to be", () => {
    const home = { pi1: "192.168.1.10", pi2: "192.168.1.11", pi3: "192.168.1.12" };
    const seen = facts("192.168.1.1", nic("eth0 192.168.1.10/24"), nic("wlan0 192.168.1.77/24", { kind: "wireless" }));
    expect(told(clues(home, { pi1: seen }))).toBe("eth0 192.168.1.0/24 192.168.1.1 192.168.1.128/25 28");
    const high = { pi1: "192.168.1.210" };
    const upper = facts("192.168.1.254", nic("eth0 192.168.1.210/24"));
    expect(told(clues(high, { pi1: upper }))).toBe("eth0 192.168.1.0/24 192.168.1.254 192.168.1.0/25 26");
  });

  test("goes by what is said: the interface on that subnet, the rest from there", () => {
    const vlans = facts("10.0.0.1", nic("eth0 10.0.0.5/24"), nic("eth0.20 10.20.0.5/22"), nic("eth0.30 10.30.0.5/24"));
    const it = clues({ a: "10.0.0.5" }, { a: vlans });
    expect(told(it, { subnet: cidr("10.30.0.0/24") })).toBe("eth0.30 10.30.0.0/24  10.30.0.0/24 25");
    expect(told(it, { parent: "eth0.20" })).toBe("eth0.20 10.20.0.0/22  10.20.0.0/22 24");
  });

  test("leaves out what it cannot know: no host seen, a router that is no default route, or one of the hosts itself", () => {
    expect(told(clues(MANAGEMENT))).toBe("    ");
    const away = clues(MANAGEMENT, {
      mgr01: facts("10.88.0.254", nic("eth0 10.88.0.1/24"), nic("eth1 192.168.16.1/20")),
    });
    expect(proposeLan(away, {}).gateway).toBeUndefined();
    const router = clues(MANAGEMENT, { mgr01: facts("192.168.16.1", nic("eth1 192.168.16.1/20")) });
    expect(proposeLan(router, {}).gateway).toBeUndefined();
  });

  test("passes over networks inside the host, tunnels, and addresses that tell nothing", () => {
    const inside = [
      nic("virbr0 192.168.122.1/24", { kind: "bridge" }),
      nic("docker0 172.17.0.1/16", { kind: "bridge" }),
      nic("wg0 10.9.0.1/24", { kind: "tunnel" }),
      nic("eth3 169.254.7.7/16"),
      nic("eth4"),
    ];
    expect(proposeLan(clues({ a: "10.0.0.5" }, { a: facts(undefined, ...inside) }), {}).parent).toBeUndefined();
    const bridged = facts(undefined, nic("vmbr0 10.0.0.5/24", { kind: "bridge" }), nic("eth0", { master: "vmbr0" }));
    expect(proposeLan(clues({ a: "10.0.0.5" }, { a: bridged }), {}).parent).toBe("vmbr0");
  });

  test.each([
    ["192.168.16.0/20", 6, 24],
    ["10.0.0.0/8", 3, 24],
    ["192.168.1.128/25", 3, 28],
    ["192.168.1.128/25", 16, 29],
    ["192.168.1.128/25", 17, undefined],
    ["192.168.1.0/24", 1, 25],
  ])("gives %s for %d nodes slices of /%s, with room to grow where there is", (pool, nodes, length) => {
    expect(proposeSliceLength(cidr(pool), nodes)).toBe(length);
  });
});

describe("hosts", () => {
  const LAN = lan({});

  test("have the second address of their slices when every one that was seen has", () => {
    expect(proposeHost(reference("eth1 192.168.16.1/20"), LAN)).toBe("first");
    expect(proposeHost(reference("eth1 192.168.16.11/20"), LAN)).toBe("none");
  });

  test("have it by the reference case when none was seen, unless the gateway is there", () => {
    expect(proposeHost(clues(MANAGEMENT), LAN)).toBe("first");
    expect(proposeHost(clues(MANAGEMENT), lan({ gateway: "192.168.17.1" }))).toBe("none");
  });

  test("are named when nothing keeps their addresses out", () => {
    const none = { ...LAN, host: "none" } as const;
    expect(unknownHosts(reference("eth1 192.168.16.11/20"), none)).toEqual(["mgr02", "swarm01", "swarm02"]);
    expect(unknownHosts(reference("eth1 192.168.16.1/20"), LAN)).toEqual([]);
    expect(unknownHosts(clues({ a: "192.168.16.9" }), none)).toEqual([]);
  });

  test("that call the interface otherwise get an entry of their own", () => {
    const two = clues(
      { a: "10.88.0.1", b: "10.88.0.2" },
      { a: facts(undefined, nic("eth1 192.168.16.1/20")), b: facts(undefined, nic("ens19 192.168.17.1/20")) },
    );
    expect([...otherParents(two, { parent: "eth1", subnet: cidr("192.168.16.0/20") })]).toEqual([["b", "ens19"]]);
  });
});
