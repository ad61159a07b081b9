import { describe, expect, it } from "vitest";
import { findAnything } from "../../src/operations/find.ts";
import { entry, lan } from "../builders.ts";
import { container, service, spec, swarm, task } from "./snapshot-builder.ts";

const LAN = lan({ reserve: ["192.168.16.50-192.168.16.59"], ipv6: {} });
const GONE = entry("old01", "192.168.20.0/24", { state: { kind: "quarantined", since: "2026-01-01T12:00:00Z" } });

const HELD = [
  entry("mgr01", "192.168.16.0/24"),
  entry("swarm01", "192.168.17.0/24"),
  entry("swarm02", "192.168.18.0/24"),
];

const SNAPSHOT = swarm({
  nodes: "mgr01 swarm01 swarm02!",
  containers: {
    mgr01: [
      container({
        name: "it-tools.3.xyz",
        task: "it-tools.3",
        ip: "192.168.16.2",
        ip6: "fd00:16::2",
        mac: "02:42:c0:a8:10:02",
      }),
    ],
    swarm01: [container({ name: "shell", ip: "192.168.17.2" })],
  },
  services: [service("it-tools"), service("web")],
  tasks: [task("it-tools.3", "mgr01"), task("web.1", "swarm02")],
  ledger: { lan: LAN.name, swarmNetworks: [], entries: [...HELD, GONE] },
});

function find(what: string) {
  return findAnything({ what, spec: spec(LAN), snapshot: SNAPSHOT });
}

describe("findAnything, where other nodes tell of a silent one,", () => {
  const gossip = new Map([[LAN.name, [{ service: "", name: "far", address: "192.168.18.9" }]]]);
  it.each([
    ["192.168.18.9", "far (attached by hand), unknown on swarm02, macvlanswarm, as other nodes tell"],
    [
      "192.168.18.7",
      "192.168.18.7 is in the slice 192.168.18.0/24 of swarm02, which could not be asked who uses it; the other nodes know of nobody on it",
    ],
    [
      "192.168.18.0/24",
      "192.168.18.0/24 of macvlanswarm is the slice of swarm02, it could not be asked; 1 used as other nodes tell",
    ],
  ])("says of %s: %s", (what, text) => {
    const { matches, looked } = findAnything({ what, spec: spec(LAN), snapshot: SNAPSHOT, gossip });
    expect(matches.map((it) => it.text)).toContain(text);
    expect(looked).toContain("what the nodes on macvlanswarm tell of each other");
  });
});

describe("findAnything", () => {
  it.each([
    ["192.168.16.2", "endpoint: it-tools.3, running on mgr01, macvlanswarm"],
    ["fd00:16:0:0::2", "endpoint: it-tools.3, running on mgr01, macvlanswarm"],
    ["02-42-C0-A8-10-02", "endpoint: it-tools.3, running on mgr01, macvlanswarm"],
    ["0242.c0a8.1002", "endpoint: it-tools.3, running on mgr01, macvlanswarm"],
    ["it-tools", "endpoint: it-tools.3, running on mgr01, macvlanswarm"],
    ["it-tools.3", "endpoint: it-tools.3, running on mgr01, macvlanswarm"],
    ["task-it", "endpoint: it-tools.3, running on mgr01, macvlanswarm"],
    ["shell", "endpoint: shell (attached by hand), running on swarm01, macvlanswarm"],
    ["shell-0123", "endpoint: shell (attached by hand), running on swarm01, macvlanswarm"],
    ["192.168.31.254", "reserved: 192.168.31.254 is the gateway of macvlanswarm"],
    ["192.168.17.1", "reserved: 192.168.17.1 is kept out of macvlanswarm for the host swarm01"],
    ["192.168.16.55", 'reserved: 192.168.16.55 is reserved in macvlanswarm by "192.168.16.50-192.168.16.59"'],
    ["192.168.17.255", "reserved: 192.168.17.255 is an edge address, kept out of macvlanswarm"],
    ["192.168.16.0", "reserved: 192.168.16.0 is the network address of 192.168.16.0/20"],
    ["192.168.31.255", "reserved: 192.168.31.255 is the broadcast address of 192.168.16.0/20"],
    ["192.168.17.9", "free: 192.168.17.9 is free in the slice 192.168.17.0/24 of swarm01"],
    [
      "192.168.18.9",
      "unknown: 192.168.18.9 is in the slice 192.168.18.0/24 of swarm02, which could not be asked who uses it",
    ],
    ["192.168.20.9", "quarantined: 192.168.20.9 is in 192.168.20.0/24, in quarantine since old01 gave it up"],
    ["192.168.25.9", "unassigned: 192.168.25.9 is in macvlanswarm, but in no node's slice"],
    ["192.168.17.0/24", "slice: 192.168.17.0/24 of macvlanswarm is the slice of swarm01, 1 used"],
    ["192.168.20.0/24", "quarantined: 192.168.20.0/24 of macvlanswarm is in quarantine since old01 gave it up"],
    ["10.0.0.1", "host: 10.0.0.1 is an address of the host mgr01"],
    ["web", "endpoint: web.1, running on swarm02, macvlanswarm"],
  ])("says of %s: %s", (what, said) => {
    const { matches, found } = find(what);
    expect(found).toBe(true);
    expect(`${matches[0]?.kind}: ${matches[0]?.text}`).toBe(said);
  });

  it("says of a node what it is and which slices it has", () => {
    expect(find("mgr01").matches.map((it) => it.kind)).toEqual(["node", "slice", "slice"]);
  });

  it.each(["10.9.9.9", "nobody", "", "xyz", "02:42:c0:a8:10:03", "172.16.0.0/24"])("finds nothing for %j", (what) => {
    expect(find(what)).toMatchObject({ found: false, matches: [] });
  });

  it("tells where it looked, and which node it could not ask", () => {
    const { looked, complete } = find("nobody");
    expect(complete).toBe(false);
    expect(looked).toContain("the containers of mgr01");
    expect(looked.join("\n")).toContain("not swarm02, it could not be asked");
  });
});
