import { describe, expect, it } from "vitest";
import { formatAddress } from "../../src/model/address.ts";
import type { LanName } from "../../src/model/ids.ts";
import { type EndpointItem, endpointFindings, listEndpoints } from "../../src/operations/list-endpoints.ts";
import { entry, lan } from "../builders.ts";
import { container, service, spec, swarm, task } from "./snapshot-builder.ts";

function line(item: EndpointItem): string {
  const address = item.ipv4 && formatAddress(item.ipv4);
  return [item.name, item.node ?? "?", address ?? "-", item.state, item.source].join(" ");
}

const LAN = lan();

describe("listEndpoints", () => {
  it("names the container of a task by its task, and one attached by hand by itself", () => {
    const snapshot = swarm({
      nodes: "mgr01 swarm01",
      containers: {
        mgr01: [container({ name: "it-tools.3.xyz", task: "it-tools.3", ip: "192.168.16.2" })],
        swarm01: [container({ name: "probe", ip: "192.168.17.2" })],
      },
      services: [service("it-tools")],
      tasks: [task("it-tools.3", "mgr01")],
    });
    const items = listEndpoints({ spec: spec(LAN), snapshot });
    expect(items.map(line)).toEqual([
      "it-tools.3 mgr01 192.168.16.2 running engine",
      "probe swarm01 192.168.17.2 running engine",
    ]);
    expect(items.map((it) => it.byHand)).toEqual([false, true]);
  });

  it("lists a place that has no container once, with the last error there", () => {
    const snapshot = swarm({
      nodes: "mgr01",
      services: [service("web")],
      tasks: [
        task("web.1", "mgr01", { state: "rejected", error: "pool overlaps", timestamp: "2026-01-01T00:00:01Z" }),
        { ...task("web.1", undefined), id: "new" as never, state: "pending", timestamp: "2026-01-01T00:00:02Z" },
      ],
    });
    const items = listEndpoints({ spec: spec(LAN), snapshot });
    expect(items.map(line)).toEqual(["web.1 ? - pending tasks"]);
    expect(items[0]?.error).toBe("pool overlaps");
  });

  it("takes addresses on a node that cannot be asked from gossip, and that node from the slice", () => {
    const snapshot = swarm({
      nodes: "mgr01 swarm01!",
      services: [service("web")],
      tasks: [task("web.1", "swarm01")],
    });
    const told = [
      { service: "web", name: "web.1.task-web.1", address: "192.168.17.2" },
      { service: "", name: "shell", address: "192.168.17.3" },
    ];
    const gossip = new Map([["macvlanswarm" as LanName, told]]);
    expect(listEndpoints({ spec: spec(LAN), snapshot, gossip }).map(line)).toEqual([
      "web.1 swarm01 192.168.17.2 running gossip",
      "shell swarm01 192.168.17.3 unknown gossip",
    ]);
  });

  it("lists a LAN that only the swarm has last, marked, and knows its nodes by the ledger", () => {
    const other = lan({ name: "other", subnet: "10.9.0.0/16", gateway: "10.9.255.254" });
    const snapshot = swarm({
      nodes: "mgr01 swarm01!",
      containers: { mgr01: [container({ name: "shell", ip: "192.168.16.2" })] },
      ledger: { lan: LAN.name, swarmNetworks: [], entries: [entry("swarm01", "192.168.17.0/24")] },
    });
    const gossip = new Map([[LAN.name, [{ service: "", name: "far", address: "192.168.17.3" }]]]);
    const items = listEndpoints({ spec: spec(other), snapshot, gossip });
    expect(items.map(line)).toEqual([
      "shell mgr01 192.168.16.2 running engine",
      "far swarm01 192.168.17.3 unknown gossip",
    ]);
    expect(items.map((it) => it.leftSpec)).toEqual([true, true]);
    expect(listEndpoints({ spec: spec(LAN), snapshot, gossip }).map((it) => it.leftSpec)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("says of both when two containers have one address", () => {
    const snapshot = swarm({
      nodes: "mgr01 swarm01",
      containers: {
        mgr01: [container({ name: "a", ip: "192.168.16.2" })],
        swarm01: [container({ name: "b", ip: "192.168.16.2" })],
      },
    });
    const items = listEndpoints({ spec: spec(LAN), snapshot });
    expect(items.map((it) => it.warnings.map((warning) => warning.code))).toEqual([
      ["DUPLICATE_ADDRESS"],
      ["DUPLICATE_ADDRESS"],
    ]);
    const findings = endpointFindings(items);
    expect(findings).toHaveLength(1);
    expect(findings[0]?.message).toContain("a on mgr01 and b on swarm01");
  });

  it("warns of an --ip that the Engine ignored", () => {
    const a = container({ name: "a", ip: "192.168.16.2", asked: "192.168.16.77" });
    const items = listEndpoints({ spec: spec(LAN), snapshot: swarm({ nodes: "mgr01", containers: { mgr01: [a] } }) });
    expect(items[0]?.warnings.map((it) => it.code)).toEqual(["IP_IGNORED"]);
  });

  it("leaves out what stopped, what stands on other networks, and the holder service", () => {
    const other = container({ name: "other", ip: "192.168.16.9" });
    const elsewhere = { ...other, endpoints: other.endpoints.map((it) => ({ ...it, network: "x" as never })) };
    const snapshot = swarm({
      nodes: "mgr01",
      containers: { mgr01: [container({ name: "gone", state: "exited" }), elsewhere] },
      services: [service("holder", { labels: { "swarmlan.holder": "macvlanswarm" } })],
      tasks: [task("holder.1", undefined, { state: "pending" })],
    });
    expect(listEndpoints({ spec: spec(LAN), snapshot })).toEqual([]);
  });

  it.each([
    [["80/tcp"], "http://192.168.16.2/"],
    [["3000/tcp", "9229/tcp"], "http://192.168.16.2:3000/"],
    [["443/tcp"], "https://192.168.16.2/"],
    [["8443/tcp"], "https://192.168.16.2:8443/"],
    [["443/tcp", "80/tcp"], "http://192.168.16.2/"],
    [["80/udp"], undefined],
    [["5432/tcp"], undefined],
  ])("makes of %j the link %s", (exposed, url) => {
    const a = container({ name: "a", ip: "192.168.16.2" });
    const snapshot = swarm({ nodes: "mgr01", containers: { mgr01: [a] } });
    const items = listEndpoints({ spec: spec(LAN), snapshot, ports: new Map([["sha256:web", exposed]]) });
    expect(items[0]?.url).toBe(url);
  });
});
