import { failedNodeFindings } from "../../src/core/plan/failed-nodes.ts";
import { describe, expect, it } from "vitest";
import { formatAddress } from "../../src/model/address.ts";
import { formatCidr } from "../../src/model/cidr.ts";
import { formatRange } from "../../src/model/range.ts";
import type { EngineContainer, EngineNetwork, Snapshot } from "../../src/model/snapshot.ts";
import type { LanSpec } from "../../src/model/spec.ts";
import { statusOf, type StatusRow } from "../../src/operations/status.ts";
import { entry, lan } from "../builders.ts";
import { container, network, nodeNetwork, spec, swarm } from "./snapshot-builder.ts";

const LAN = lan();
const NOW = "2026-01-02T00:00:00Z";

function status(snapshot: Snapshot, of: LanSpec = LAN) {
  const found = statusOf({ spec: spec(of), snapshot, now: NOW }).lans[0];
  if (found === undefined) throw new TypeError("no LAN in the answer");
  return found;
}

function line({ hostname, state, ipv4 }: StatusRow): string {
  const next = ipv4?.next && formatAddress(ipv4.next);
  return `${hostname} ${state} ${ipv4 ? formatCidr(ipv4.slice) : "-"} ${ipv4?.used ?? "?"}/${ipv4?.usable ?? "?"} ${next ?? "-"}`;
}

interface One {
  readonly over?: Partial<EngineNetwork>;
  readonly instance?: Partial<EngineNetwork>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly containers?: readonly EngineContainer[];
  readonly swarmNetworks?: readonly EngineNetwork[];
}

/** mgr01 alone, with its node network, and an instance made from it when one is asked for. */
function mgr01({ over, instance, ...more }: One): Snapshot {
  const own = nodeNetwork(LAN, swarm({ nodes: "mgr01" }), "mgr01", over);
  const running = instance && network({ ipam: own.ipam, options: own.options, instance: true, ...instance });
  return swarm({
    nodes: "mgr01",
    networks: { mgr01: running ? [own, running] : [own] },
    containers: { mgr01: more.containers ?? [] },
    ...(more.labels && { labels: { mgr01: more.labels } }),
    ...(more.swarmNetworks && { swarmNetworks: more.swarmNetworks }),
  });
}

const ipam = (gateway: string, ipRange = "192.168.16.0/24") => ({
  driver: "default",
  config: [{ subnet: "192.168.16.0/20", ipRange, gateway, aux: {} }],
});

describe("statusOf", () => {
  it("counts what is used, and tells the next free address", () => {
    const containers = [container({ name: "a", ip: "192.168.16.2" }), container({ name: "b", ip: "192.168.16.4" })];
    expect(status(mgr01({ containers })).rows.map(line)).toEqual(["mgr01 ready 192.168.16.0/24 2/253 192.168.16.3"]);
  });

  it.each<[string, One, string]>([
    ["all is as the spec wants", {}, "ready"],
    ["the running instance is from this node network", { instance: {} }, "ready"],
    ["the parent is another", { over: { options: { parent: "eth9" } } }, "drifted"],
    ["the node network has another name", { over: { name: "other" } }, "missing"],
    ["the label is away", { labels: {} }, "not-ready"],
    ["the swarm network is away", { swarmNetworks: [] }, "not-ready"],
    ["the instance has another gateway", { instance: { ipam: ipam("192.168.31.1") } }, "stale"],
    ["the instance has another slice", { instance: { ipam: ipam("192.168.31.254", "192.168.17.0/24") } }, "stale"],
    ["the instance sits on another parent", { instance: { options: { parent: "eth9" } } }, "stale"],
    [
      "a container has another gateway",
      { instance: {}, containers: [container({ name: "a", ip: "192.168.16.2", gateway: "192.168.31.1" })] },
      "stale",
    ],
  ])("where %s", (_, one, state) => {
    expect(status(mgr01(one)).rows.map((it) => it.state)).toEqual([state]);
  });

  it("keeps the row and the slice of a node that cannot be asked, without guessing what is used", () => {
    const report = statusOf({ spec: spec(LAN), snapshot: swarm({ nodes: "mgr01!" }), now: NOW });
    expect(report.complete).toBe(false);
    expect(report.lans[0]?.rows.map(line)).toEqual(["mgr01 unreachable 192.168.16.0/24 ?/253 -"]);
  });

  it("counts what other nodes tell of one that cannot be asked, marked, and still guesses no next address", () => {
    const of = lan({ ipv6: {} });
    const told = ["192.168.17.2", "192.168.17.3", "192.168.16.2"].map((it) => ({ service: "", name: it, address: it }));
    const question = { spec: spec(of), snapshot: swarm({ nodes: "mgr01 swarm01!" }), now: NOW };
    const silent = (gossip: readonly (typeof told)[number][]) =>
      statusOf({ ...question, gossip: new Map([[of.name, gossip]]) }).lans[0]?.rows[1];
    expect([silent(told)?.ipv4, silent(told)?.ipv6]).toMatchObject([{ used: "2", usedFrom: "gossip" }, {}]);
    expect([silent(told)?.ipv4?.next, silent(told)?.ipv6?.used]).toEqual([undefined, undefined]);
    // Silence about it may be the silence of the dead.
    expect(silent(told.slice(2))?.ipv4?.used).toBeUndefined();
    expect(silent([])?.ipv4?.used).toBeUndefined();
  });

  it("tells of LANs that the spec does not have, and of a destroy that was not finished", () => {
    const ledger = { lan: LAN.name, swarmNetworks: [], entries: [] };
    const other = lan({ name: "other", subnet: "10.9.0.0/16", gateway: "10.9.255.254" });
    const codes = (of: LanSpec, destroying?: string) => {
      const snapshot = swarm({ nodes: "mgr01", ledger: { ...ledger, ...(destroying && { destroying }) } });
      const report = statusOf({ spec: spec(of), snapshot, now: NOW });
      return [...report.findings, ...report.lans.flatMap((it) => it.findings)].map((it) => `${it.severity} ${it.code}`);
    };
    expect(codes(other)).toEqual(["warn LAN_LEFT_SPEC"]);
    expect(codes(other, NOW)).toEqual(["warn DESTROY_UNFINISHED"]);
    expect(codes(LAN, NOW)).toContain("warn DESTROY_UNFINISHED");
  });

  it("gives a skipped node no slice", () => {
    const of = lan({ nodes: { mgr01: { skip: true } } });
    expect(status(swarm({ nodes: "mgr01" }), of).rows.map(line)).toEqual(["mgr01 skipped - ?/? -"]);
  });

  it.each<[string, Snapshot, readonly string[]]>([
    ["the node network is missing", swarm({ nodes: "mgr01" }), ["LABEL_LIES"]],
    ["the node network drifted", mgr01({ over: { options: { parent: "eth9" } } }), ["LABEL_LIES"]],
    ["the node cannot be asked, so nobody knows", swarm({ nodes: "mgr01!" }), []],
    ["all is well", mgr01({}), []],
    ["there is no label", swarm({ nodes: "mgr01", labels: { mgr01: {} } }), []],
  ])("calls a ready label a lie only where it is one: %s", (_, snapshot, codes) => {
    expect(status(snapshot).findings.map((it) => it.code)).toEqual(codes);
  });

  it("says of a lie, and of a silent node, what a person can go by", () => {
    const [lie] = status(mgr01({ over: { options: { parent: "eth9" } } })).findings;
    expect(lie?.message).toMatch(/is labelled .*=ready, but its \S+ is not as planned: parent eth9 → eth1$/);
    const [silent] = failedNodeFindings(swarm({ nodes: "mgr01!" }));
    expect(silent?.hint).toMatch(/; until then this answer is without it$/);
    expect(silent?.hint).not.toMatch(/again.*again|finishes the work/);
  });

  it("lists quarantined slices, and since when", () => {
    const gone = entry("old01", "192.168.20.0/24", { state: { kind: "quarantined", since: "2026-01-01T12:00:00Z" } });
    const ledger = { lan: LAN.name, swarmNetworks: [], entries: [gone] };
    const rows = status(swarm({ nodes: "mgr01", ledger })).rows.filter((it) => it.state === "quarantined");
    expect(rows.map(line)).toEqual(["old01 quarantined 192.168.20.0/24 ?/? -"]);
    expect(rows[0]?.quarantinedMs).toBe(12 * 3_600_000);
  });

  it("tells since when a node has its slice, but of none that it is to get", () => {
    const since = "2026-01-01T12:00:00Z";
    const rows = (slice: string) => {
      const ledger = { lan: LAN.name, swarmNetworks: [], entries: [entry("mgr01", slice, { since })] };
      return status(swarm({ nodes: "mgr01", ledger }), lan({ nodes: { mgr01: { slice: "192.168.18.0/24" } } })).rows;
    };
    expect(rows("192.168.18.0/24")[0]).toMatchObject({ hostname: "mgr01", since });
    expect(rows("192.168.17.0/24")[0]?.since).toBeUndefined();
  });

  it("tells which addresses are reserved, as many as it counts", () => {
    const reserve = ["192.168.16.50-192.168.16.99"];
    const of = lan({ gateway: "192.168.16.254", reserve, nodes: { mgr01: { slice: "192.168.16.0/24" } } });
    const family = status(swarm({ nodes: "mgr01" }), of).rows[0]?.ipv4;
    expect([family?.reserved, family?.reservedRanges?.map(formatRange)]).toEqual([
      "54",
      ["192.168.16.0-192.168.16.1", "192.168.16.50-192.168.16.99", "192.168.16.254-192.168.16.255"],
    ]);
  });

  it("tells no next address of a full slice", () => {
    const of = lan({ subnet: "192.168.16.0/28", gateway: "192.168.16.14", slice: 30 });
    const containers = { mgr01: ["192.168.16.2", "192.168.16.3"].map((ip) => container({ name: ip, ip })) };
    expect(status(swarm({ nodes: "mgr01", containers }), of).rows.map(line)).toEqual([
      "mgr01 missing 192.168.16.0/30 2/2 -",
    ]);
  });
});
