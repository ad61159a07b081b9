import { describe, expect, test } from "vitest";
import { checks } from "../../src/checks/index.ts";
import { TASK_ERRORS, explainTaskError } from "../../src/checks/engines/task-errors.ts";
import { runChecks } from "../../src/checks/run-checks.ts";
import { known, skippedBecause, unknownBecause } from "../../src/model/known.ts";
import type { Reach, WireFacts } from "../../src/model/wire-facts.ts";
import type { Facts } from "../../src/model/facts.ts";
import type { EngineNetwork } from "../../src/model/snapshot.ts";
import { address, entry } from "../builders.ts";
import { container, network, NETWORK, service, task } from "../operations/snapshot-builder.ts";
import {
  type Change,
  containerAt,
  containerAt6,
  DUAL,
  facts,
  hostOf,
  hostOf6,
  nextOf6,
  nic,
  NODES,
  ROUTER6,
  said,
} from "./facts-builder.ts";

const LABEL = "swarmlan.macvlanswarm";
const fake = network({ id: "x" as never, name: "macvlanswarm", scope: "local", driver: "bridge" });
const reach = (kind: "silent" | "refused") => known<Reach>({ kind });
const containers = (count: number, third = 18) =>
  Array.from({ length: count }, (_, at) => container({ name: `n${at}`, ip: `192.168.${third}.${at + 2}` }));
/** Puts another result on the probes of one node. */
const inside = (aim: string, node: string, result: WireFacts["inside"][number]["result"]) => (wire: WireFacts) => ({
  inside: wire.inside.map((it) => (it.aim === aim && it.node === `id-${node}` ? { ...it, result } : it)),
});
const paths = (node: string, result: WireFacts["paths"][number]["result"]) => (wire: WireFacts) => ({
  paths: wire.paths.map((it) => (it.node === `id-${node}` ? { ...it, result } : it)),
});
const listens =
  (port: number, declared: readonly string[] = [], protocol: "tcp" | "udp" = "tcp", at = "0.0.0.0") =>
  (wire: WireFacts) => ({
    listeners: wire.listeners.map((it) =>
      it.node === "id-swarm02"
        ? {
            ...it,
            declared: known(declared),
            result: known([{ protocol, address: address(at), port }]),
          }
        : it,
    ),
  });
/** Somebody answers in the slice of swarm02. */
const stranger = (wire: WireFacts) => ({
  neighbours: wire.neighbours.map((it) =>
    it.aim === "sweep" && it.from === "id-swarm01" && it.result.kind === "known"
      ? {
          ...it,
          result: known([...it.result.value, { address: address("192.168.18.77"), mac: "02:ff:00:00:00:01" }]),
        }
      : it,
  ),
});
/** Takes the answers for one address away, or puts another MAC in. */
const answering = (about: string, mac?: string) => (wire: WireFacts) => ({
  neighbours: wire.neighbours.map((it) =>
    it.result.kind !== "known"
      ? it
      : {
          ...it,
          result: known(
            it.result.value.flatMap((one) =>
              one.address.value !== address(about).value ? [one] : mac === undefined ? [] : [{ ...one, mac }],
            ),
          ),
        },
  ),
});

/** The same change, in IPv6 alone. */
const in6 = (change: (wire: WireFacts) => Partial<WireFacts>) => (wire: WireFacts) => {
  const changed = { ...wire, ...change(wire) };
  const of = (to: string) => to.includes(":");
  return {
    neighbours: wire.neighbours.map((it, at) => (it.family === 6 ? (changed.neighbours[at] ?? it) : it)),
    inside: wire.inside.map((it, at) => (of(it.to) ? (changed.inside[at] ?? it) : it)),
    paths: wire.paths.map((it, at) => (it.address.family === 6 ? (changed.paths[at] ?? it) : it)),
  };
};
/** Somebody answers at the next IPv6 address of swarm02. */
const stranger6 = (wire: WireFacts) => ({
  neighbours: wire.neighbours.map((it) =>
    it.family === 6 && it.aim === "sweep" && it.from === "id-swarm01"
      ? { ...it, result: known([{ address: address(nextOf6("swarm02")[1] ?? ""), mac: "02:ff:00:00:00:01" }]) }
      : it,
  ),
});
/** What one node asks for is not asked. */
const unaskedBy = (node: string, result: WireFacts["neighbours"][number]["result"]) => (wire: WireFacts) => ({
  neighbours: wire.neighbours.map((it) => (it.from === `id-${node}` ? { ...it, result } : it)),
});
const all =
  (...changes: readonly ((wire: WireFacts) => Partial<WireFacts>)[]) =>
  (wire: WireFacts) =>
    changes.reduce((it, change) => ({ ...it, ...change(it) }), wire);
const OFF = skippedBecause("IPv6 is off on eth1");

/** A node that hears nobody, whatever it asks for. */
const deaf = (node: string) => (wire: WireFacts) => ({
  neighbours: wire.neighbours.map((it) => (it.from === `id-${node}` ? { ...it, result: known([]) } : it)),
});
/** Its parent in the spec is not the interface that has its address on the LAN; Linux answers there all the same. */
const onOtherSegment: NonNullable<Change["host"]>[string] = (it) => ({
  ...it,
  nics: [nic("swarm01", { addresses: [] }), nic("swarm01", { name: "eth9", mac: "02:00:00:00:09:02" })],
});

type Row = readonly [name: string, change: Change, says: readonly string[]];

/** By code: what is changed in the healthy swarm, and what the check then says beside `pass`. */
const ROWS: Readonly<Record<string, readonly Row[]>> = {
  ENG017: [["no image", { onWire: { swarm02: unknownBecause("no image") } }, ["unknown swarm02"]]],
  ENG001: [["an Engine is silent", { nodes: "mgr01 swarm01 swarm02!" }, ["fail swarm02"]]],
  ENG003: [
    ["28.0.0", { version: "28.0.0" }, ["fail mgr01", "fail swarm01", "fail swarm02"]],
    ["28.0.01 is no 28.0.0", { version: "28.0.1" }, []],
  ],
  ENG004: [
    ["a node has none", { networks: { swarm02: () => [] } }, ["fail swarm02"]],
    ["the spec skips the node", { lan: { nodes: { swarm02: { skip: true } } } }, ["skipped swarm02"]],
  ],
  ENG005: [["another gateway", { ipam: { swarm02: { gateway: "192.168.31.1" } } }, ["fail swarm02"]]],
  ENG006: [
    [
      "a network without label or ledger",
      { ledger: null, networks: { swarm01: (all) => all.map((it) => ({ ...it, labels: {} })) } },
      ["fail swarm01"],
    ],
  ],
  ENG007: [
    [
      "a bridge of the LAN's name",
      { networks: { swarm01: (all) => [...all.filter((it) => it.configOnly), fake] } },
      ["fail swarm01"],
    ],
  ],
  ENG008: [["there is none", { swarmNetworks: [] }, ["fail macvlanswarm"]]],
  ENG009: [
    [
      "it is a bridge",
      { swarmNetworks: [network({ configFrom: "macvlanswarm-node", driver: "bridge" })] },
      ["fail macvlanswarm"],
    ],
    ["it borrows another", { swarmNetworks: [network({ configFrom: "other" })] }, ["fail macvlanswarm"]],
  ],
  ENG010: [
    [
      "the container has another gateway than inspect shows",
      { containers: { swarm02: [container({ name: "c", ip: "192.168.18.2", gateway: "192.168.31.1" })] } },
      ["fail swarm02"],
    ],
  ],
  ENG011: [
    [
      "the newest task is rejected",
      {
        tasks: [task("it-tools.", "swarm02", { state: "rejected", error: "failed to allocate secondary ip address" })],
      },
      ["fail swarm02"],
    ],
    [
      "a later task runs",
      {
        tasks: [
          task("it-tools.", "swarm02", { state: "rejected", error: "x" }),
          task("it-tools.", "swarm02", { id: "later" as never, timestamp: "2026-01-01T00:01:00Z" }),
        ],
      },
      [],
    ],
    [
      "swarm moved it",
      {
        tasks: [
          task("it-tools.", "swarm02", { state: "rejected", error: "assigned node no longer meets constraints" }),
        ],
      },
      [],
    ],
  ],
  ENG012: [
    ["the ledger is gone", { ledger: null }, ["fail macvlanswarm"]],
    [
      "it says another slice",
      {
        ledger: {
          lan: "macvlanswarm" as never,
          swarmNetworks: [NETWORK],
          entries: NODES.map((it) =>
            entry(it, it === "swarm02" ? "192.168.25.0/24" : `192.168.${it === "mgr01" ? 16 : 17}.0/24`),
          ),
        },
      },
      ["fail swarm02"],
    ],
  ],
  ENG013: [
    ["given without a node network", { networks: { swarm02: () => [] } }, ["fail swarm02"]],
    ["missing where all is there", { labels: { swarm02: {} } }, ["warn swarm02"]],
  ],
  ENG014: [
    [
      "a service without the constraint while a node is not ready",
      { labels: { swarm02: {} }, services: [service("web")] },
      ["warn web"],
    ],
    [
      "with the constraint",
      { labels: { swarm02: {} }, services: [service("web", { constraints: [`node.labels.${LABEL}==ready`] })] },
      [],
    ],
  ],
  ENG015: [["no holder", { services: [] }, ["warn macvlanswarm"]]],
  ENG016: [
    [
      "a port published on the host",
      {
        services: [service("web", { spec: { EndpointSpec: { Ports: [{ PublishMode: "host", PublishedPort: 80 }] } } })],
      },
      ["warn web"],
    ],
  ],
  ADDR001: [["a gateway outside the subnet", { lan: { gateway: "10.0.0.1" } }, ["fail macvlanswarm"]]],
  ADDR002: [
    [
      "two nodes with one slice",
      { ipam: { swarm02: { ipRange: "192.168.17.0/24" } } },
      ["fail swarm01", "fail swarm02"],
    ],
  ],
  ADDR003: [
    [
      "a wider slice over a neighbour's",
      { ipam: { swarm02: { ipRange: "192.168.16.0/23" } } },
      ["fail mgr01", "fail swarm01", "fail swarm02"],
    ],
  ],
  ADDR004: [
    ["outside the subnet", { ipam: { swarm02: { ipRange: "10.0.0.0/24" } } }, ["fail swarm02"]],
    ["of another subnet", { ipam: { swarm02: { subnet: "192.168.16.0/21" } } }, ["fail swarm02"]],
  ],
  ADDR005: [
    ["a host's address can be handed out", { ipam: { swarm02: { aux: {} } } }, ["fail swarm02"]],
    [
      "the router's, in a slice with another gateway",
      {
        lan: { gateway: "192.168.18.9" },
        ipam: { swarm02: { gateway: "192.168.31.1", aux: { host: "192.168.18.1" } } },
      },
      ["fail swarm02"],
    ],
    [
      "what the spec reserves",
      {
        lan: { reserve: ["192.168.18.50"] },
        ipam: { swarm02: { ipRange: "192.168.18.0/24", aux: { host: "192.168.18.1" } } },
      },
      ["fail swarm02"],
    ],
  ],
  ADDR006: [
    ["gateway and aux are one on a node", { ipam: { swarm02: { gateway: "192.168.18.1" } } }, ["fail swarm02"]],
    ["the spec's gateway is a host's", { lan: { gateway: "192.168.17.1" } }, ["fail macvlanswarm"]],
  ],
  ADDR007: [
    ["an edge can be handed out", { ipam: { swarm02: { aux: { host: "192.168.18.1" } } } }, ["warn swarm02"]],
    ["the spec allows them", { lan: { edges: "allow" } }, ["skipped mgr01", "skipped swarm01", "skipped swarm02"]],
  ],
  ADDR008: [
    ["three quarters are used", { containers: { swarm02: containers(195) } }, ["warn swarm02"]],
    ["nine tenths are used", { containers: { swarm02: containers(230) } }, ["fail swarm02"]],
  ],
  ADDR009: [["all are used", { containers: { swarm02: containers(253) } }, ["fail swarm02"]]],
  ADDR010: [["none is left", { lan: { pool: "192.168.16.0/22" } }, ["warn macvlanswarm"]]],
  ADDR012: [
    [
      "two containers have one",
      { wire: (wire) => ({ endpoints: wire.endpoints.map((it) => ({ ...it, address: address("192.168.17.2") })) }) },
      ["fail mgr01", "fail swarm01", "fail swarm02"],
    ],
  ],
  HOST001: [
    ["no such interface", { host: { swarm02: (it) => ({ ...it, nics: [] }) } }, ["fail swarm02"]],
    ["a VLAN that Docker makes", { lan: { parent: "eth1.20" } }, []],
    ["the host cannot be asked", { host: { swarm02: () => unknownBecause("no image") } }, ["unknown swarm02"]],
  ],
  HOST002: [
    [
      "it is down",
      { host: { swarm02: (it) => ({ ...it, nics: [nic("swarm02", { state: "down" })] }) } },
      ["fail swarm02"],
    ],
    [
      "it has no carrier",
      { host: { swarm02: (it) => ({ ...it, nics: [nic("swarm02", { carrier: false })] }) } },
      ["fail swarm02"],
    ],
  ],
  HOST003: [
    [
      "it is Wi-Fi",
      { host: { swarm02: (it) => ({ ...it, nics: [nic("swarm02", { kind: "wireless" })] }) } },
      ["fail swarm02"],
    ],
  ],
  HOST004: [
    [
      "a port of a bridge",
      { host: { swarm02: (it) => ({ ...it, nics: [nic("swarm02", { master: "br0" })] }) } },
      ["fail swarm02"],
    ],
    [
      "Docker's own bridge",
      {
        lan: { nodes: { swarm02: { parent: "docker0" } } },
        host: { swarm02: (it) => ({ ...it, nics: [nic("swarm02", { name: "docker0", kind: "bridge" })] }) },
      },
      ["fail swarm02"],
    ],
  ],
  HOST005: [
    [
      "another interface has the address",
      {
        host: {
          swarm02: (it) => ({ ...it, nics: [nic("swarm02", { addresses: [] }), nic("swarm02", { name: "eth0" })] }),
        },
      },
      ["fail swarm02"],
    ],
    [
      "none has",
      { host: { swarm02: (it) => ({ ...it, nics: [nic("swarm02", { addresses: [] })] }) } },
      ["warn swarm02"],
    ],
    [
      "none needs one",
      { lan: { host: "none" }, host: { swarm02: (it) => ({ ...it, nics: [nic("swarm02", { addresses: [] })] }) } },
      ["skipped swarm02"],
    ],
  ],
  HOST006: [["a lease", { host: { swarm02: (it) => ({ ...it, leased: ["eth1"] }) } }, ["warn swarm02"]]],
  HOST007: [
    [
      "two",
      {
        host: {
          swarm02: (it) => ({ ...it, routes: [...it.routes, { to: "default", nic: "eth0", table: "100", metric: 0 }] }),
        },
      },
      ["fail swarm02"],
    ],
    ["none", { host: { swarm02: (it) => ({ ...it, routes: [], defaultRoutes: [] }) } }, ["warn swarm02"]],
  ],
  HOST008: [
    [
      "an address is silent",
      {
        wire: (wire) => ({
          fromHost: wire.fromHost.map((it) =>
            it.aim === "host" && it.toNode === "id-swarm02" ? { ...it, result: reach("silent") } : it,
          ),
        }),
      },
      ["fail swarm02"],
    ],
  ],
  HOST009: [
    [
      "two on one prefix",
      { host: { swarm02: (it) => ({ ...it, nics: [...it.nics, nic("swarm02", { name: "eth2" })] }) } },
      ["warn swarm02"],
    ],
    [
      "told to keep to itself",
      {
        host: {
          swarm02: (it) => ({
            ...it,
            settings: new Map([["all", { rpFilter: 1, arpIgnore: 1, arpAnnounce: 2 }]]),
            nics: [...it.nics, nic("swarm02", { name: "eth2" })],
          }),
        },
      },
      [],
    ],
  ],
  HOST010: [
    [
      "one is smaller",
      { host: { swarm02: (it) => ({ ...it, nics: [nic("swarm02", { mtu: 1400 })] }) } },
      ["fail swarm02"],
    ],
  ],
  HOST011: [
    [
      "VMware, and nobody was seen to answer",
      {
        host: { swarm02: (it) => ({ ...it, machine: { vendor: "VMware, Inc.", product: "VMware7,1" } }) },
        wire: (wire) => ({ neighbours: wire.neighbours.filter((it) => it.aim === "gateway") }),
      },
      ["warn swarm02"],
    ],
    [
      "VMware that lets through",
      { host: { swarm02: (it) => ({ ...it, machine: { vendor: "VMware, Inc.", product: "VMware7,1" } }) } },
      [],
    ],
    [
      "a cloud",
      { host: { swarm02: (it) => ({ ...it, machine: { vendor: "Amazon EC2", product: "t3.micro" } }) } },
      ["fail swarm02"],
    ],
    ["no DMI", { host: { swarm02: ({ machine: _, ...it }) => it } }, ["skipped swarm02"]],
  ],
  HOST012: [
    [
      "a minute behind",
      { host: { swarm02: (it) => ({ ...it, clock: { theirs: 940, ours: 1000 } }) } },
      ["warn swarm02"],
    ],
  ],
  WIRE001: [
    [
      "nobody answers for the IPv6 gateway",
      { lan: DUAL, wire: answering(ROUTER6) },
      ["fail mgr01", "fail swarm01", "fail swarm02"],
    ],
    ["a node has no IPv6", { lan: DUAL, wire: in6(unaskedBy("swarm02", OFF)) }, ["skipped swarm02"]],
    [
      "nobody answers",
      {
        wire: (wire) => ({
          neighbours: wire.neighbours.map((it) =>
            it.aim === "gateway" && it.from === "id-swarm02" ? { ...it, result: known([]) } : it,
          ),
        }),
      },
      ["fail swarm02"],
    ],
    [
      "it could not be asked",
      {
        wire: (wire) => ({
          neighbours: wire.neighbours.map((it) =>
            it.aim === "gateway" && it.from === "id-swarm02" ? { ...it, result: unknownBecause("no permission") } : it,
          ),
        }),
      },
      ["unknown swarm02"],
    ],
    [
      "the node is the router",
      { lan: { gateway: "192.168.18.1", nodes: { swarm02: { router: true } } } },
      ["skipped swarm02"],
    ],
  ],
  WIRE002: [
    [
      "nobody tells its IPv6 address",
      { lan: DUAL, host: { swarm02: () => unknownBecause("no image") } },
      ["unknown swarm02"],
    ],
    ["it is not seen in IPv6", { lan: DUAL, wire: answering(hostOf6("swarm02")) }, ["fail swarm02"]],
    [
      "it has no IPv6 address",
      { lan: DUAL, host: { swarm02: (it) => ({ ...it, nics: [nic("swarm02")] }) } },
      ["skipped swarm02"],
    ],
    ["it is not seen", { wire: answering(hostOf("swarm02")) }, ["fail swarm02"]],
    [
      "it answers on another segment only, where it was asked for by mistake",
      { host: { swarm01: onOtherSegment } },
      ["unknown swarm02"],
    ],
  ],
  WIRE003: [
    ["its container is seen in IPv6", { lan: DUAL, wire: answering(containerAt("swarm02")) }, []],
    [
      "its container is seen in no family",
      { lan: DUAL, wire: all(answering(containerAt("swarm02")), answering(containerAt6("swarm02"))) },
      ["fail swarm02"],
    ],
    ["the host is seen, its container is not", { wire: answering(containerAt("swarm02")) }, ["fail swarm02"]],
    [
      "the only one who asked for it does so on another segment",
      { host: { swarm01: onOtherSegment }, wire: answering(containerAt("swarm02")) },
      ["skipped swarm02"],
    ],
  ],
  WIRE004: [
    ["a container is not seen", { wire: answering(containerAt("swarm02")) }, ["fail swarm02"]],
    ["it is not seen in IPv6", { lan: DUAL, wire: answering(containerAt6("swarm02")) }, ["fail swarm02"]],
    ["who was to ask has no IPv6", { lan: DUAL, wire: in6(unaskedBy("swarm01", OFF)) }, ["skipped swarm02"]],
    ["who was to ask hears nobody in IPv6", { lan: DUAL, wire: in6(deaf("swarm01")) }, ["unknown swarm02"]],
  ],
  WIRE005: [
    ["another MAC answers", { wire: answering(containerAt("swarm02"), "02:ff:00:00:00:01") }, ["fail swarm02"]],
    [
      "another MAC answers in IPv6",
      { lan: DUAL, wire: answering(containerAt6("swarm02"), "02:ff:00:00:00:01") },
      ["fail swarm02"],
    ],
  ],
  WIRE006: [
    [
      "a stranger on an IPv6 address that is handed out next",
      { lan: DUAL, wire: stranger6 },
      ["fail swarm02", "skipped mgr01", "skipped swarm01", "skipped swarm02"],
    ],
    ["a stranger in a slice", { wire: stranger }, ["fail swarm02"]],
    ["the gateway, in whose slice it may be", { lan: { gateway: "192.168.18.77" }, wire: stranger }, []],
    [
      "sweeps are off",
      { wire: () => ({ sweep: skippedBecause("sweeps are off") }) },
      ["skipped mgr01", "skipped swarm01", "skipped swarm02"],
    ],
    [
      "nobody could ask",
      {
        wire: (wire) => ({
          neighbours: wire.neighbours.map((it) =>
            it.aim === "sweep" && it.from === "id-swarm01" ? { ...it, result: unknownBecause("no permission") } : it,
          ),
        }),
      },
      ["unknown swarm02"],
    ],
    ["the only one who asked hears nobody at all", { wire: deaf("swarm01") }, ["unknown swarm02"]],
    ["the only one who asked does so on another segment", { host: { swarm01: onOtherSegment } }, ["unknown swarm02"]],
  ],
  WIRE007: [
    ["no answer", { wire: inside("gateway", "swarm02", reach("silent")) }, ["fail swarm02"]],
    ["no answer in IPv6", { lan: DUAL, wire: in6(inside("gateway", "swarm02", reach("silent"))) }, ["fail swarm02"]],
  ],
  WIRE008: [
    ["no answer", { wire: inside("container", "swarm02", reach("silent")) }, ["fail swarm02"]],
    ["no answer in IPv6", { lan: DUAL, wire: in6(inside("container", "swarm02", reach("silent"))) }, ["fail swarm02"]],
  ],
  WIRE009: [
    ["no such name", { wire: inside("name", "swarm02", reach("refused")) }, ["fail swarm02"]],
    [
      "the container has ended",
      { wire: inside("name", "swarm02", skippedBecause("it has ended meanwhile")) },
      ["skipped swarm02"],
    ],
  ],
  WIRE010: [
    [
      "an offer in a slice",
      {
        wire: () => ({
          dhcp: [
            {
              lan: "macvlanswarm" as never,
              from: "id-mgr01" as never,
              result: known([{ server: address("192.168.31.254"), offered: address("192.168.18.9") }]),
            },
          ],
        }),
      },
      ["fail swarm02"],
    ],
    [
      "an offer elsewhere",
      {
        wire: () => ({
          dhcp: [
            {
              lan: "macvlanswarm" as never,
              from: "id-mgr01" as never,
              result: known([{ server: address("192.168.31.254"), offered: address("192.168.30.9") }]),
            },
          ],
        }),
      },
      [],
    ],
  ],
  WIRE011: [
    [
      "a shim that does not work",
      {
        host: {
          swarm02: (it) => ({
            ...it,
            nics: [...it.nics, nic("swarm02", { name: "shim", kind: "macvlan", lower: "eth1", addresses: [] })],
          }),
        },
      },
      ["warn swarm02"],
    ],
  ],
  ROUT001: [
    ["the client cannot be had", { vantage: unknownBecause("no such host") }, ["unknown -"]],
    ["silent", { wire: paths("swarm02", reach("silent")) }, ["fail swarm02"]],
    ["silent in IPv6", { lan: DUAL, wire: in6(paths("swarm02", reach("silent"))) }, ["fail swarm02"]],
    [
      "who looks has no IPv6",
      { lan: DUAL, wire: in6(paths("swarm02", skippedBecause("here has no IPv6 address"))) },
      ["skipped swarm02"],
    ],
  ],
  ROUT002: [
    ["refused on a port that listens", { wire: paths("swarm02", reach("refused")) }, ["fail swarm02"]],
    ["refused in IPv6", { lan: DUAL, wire: in6(paths("swarm02", reach("refused"))) }, ["fail swarm02"]],
  ],
  EXPO001: [
    ["a port that the image does not declare", { wire: listens(8080, ["80/tcp"]) }, ["warn swarm02"]],
    ["a UDP port that nobody chooses by chance", { wire: listens(5353, [], "udp") }, ["warn swarm02"]],
    [
      "a port on the IPv6 address alone",
      { lan: DUAL, wire: listens(8080, [], "tcp", containerAt6("swarm02")) },
      ["warn swarm02"],
    ],
    [
      "a port on an address that is none of the LAN",
      { wire: listens(8080, [], "tcp", "172.18.0.3") },
      ["skipped swarm02"],
    ],
    ["a UDP socket as a client has one", { wire: listens(37_769, [], "udp") }, ["skipped swarm02"]],
  ],
  EXPO002: [["Redis", { wire: listens(6379, ["6379/tcp"]) }, ["warn swarm02"]]],
};

/** Judged by Engines that are there, or by specs of two LANs: shown by the tests below and in the lab. */
const ELSEWHERE = ["ENG002", "ADDR011"];

/** What they judge is whether something can be seen: their worst is not to know. */
const ONLY_UNKNOWN = ["ENG017"];

describe("every check", () => {
  test("has a row here that it says something about", () => {
    const bad = (code: string) => {
      const worst = ONLY_UNKNOWN.includes(code) ? /^unknown/ : /^(fail|warn)/;
      return (ROWS[code] ?? []).some(([, , says]) => says.some((it) => worst.test(it)));
    };
    expect(checks.map((it) => it.code).filter((it) => !bad(it) && !ELSEWHERE.includes(it))).toEqual([]);
  });

  test.each(checks.map((it) => it.code))("%s says nothing against a healthy swarm", (code) => {
    expect(said(code, facts()).filter((it) => !it.startsWith("pass"))).toEqual([]);
  });

  test.each(checks.map((it) => it.code))("%s says nothing against a healthy swarm in both families", (code) => {
    const healthy = code === "WIRE006" ? /^(pass|skipped) / : /^pass /;
    expect(said(code, facts({ lan: DUAL })).filter((it) => !healthy.test(it))).toEqual([]);
  });

  test.each(Object.entries(ROWS).flatMap(([code, rows]) => rows.map((row) => [code, ...row] as const)))(
    "%s: %s",
    (code, _, change, says) => {
      expect(said(code, facts(change)).filter((it) => !it.startsWith("pass"))).toEqual(says);
    },
  );
});

test("no check is quiet behind another that is quiet behind it", () => {
  const after = new Map(checks.map((it) => [it.code, it.after ?? []]));
  const reached = (code: string, seen: readonly string[]): readonly string[] =>
    (after.get(code) ?? []).flatMap((it) => (seen.includes(it) ? [it] : [it, ...reached(it, [...seen, it])]));
  expect(checks.map((it) => it.code).filter((it) => reached(it, []).includes(it))).toEqual([]);
});

describe("what is told of a whole", () => {
  const told = (it: ReturnType<typeof facts>, more: Partial<Parameters<typeof runChecks>[0]> = {}) =>
    runChecks({ checks, facts: it, ...more })
      .filter((one) => one.verdict !== "pass" && one.verdict !== "skipped")
      .map((one) => `${one.code} ${one.target.node ?? ""}`);

  test("a cause makes its effects quiet on the same node, and on no other", () => {
    const down = (it: Parameters<NonNullable<NonNullable<Change["host"]>[string]>>[0]) => ({
      ...it,
      nics: [nic("swarm02", { carrier: false })],
    });
    const broken: Change = { host: { swarm02: down }, wire: answering(containerAt("swarm02")) };
    expect(told(facts(broken))).toEqual(["HOST002 swarm02"]);
    expect(told(facts({ ...broken, wire: answering(containerAt("swarm01")) }))).toEqual([
      "HOST002 swarm02",
      "WIRE003 swarm01",
    ]);
  });

  test("what is wrong in one family explains nothing in the other", () => {
    const gateway4 = answering("192.168.31.254");
    const inside6 = in6(inside("gateway", "swarm02", reach("silent")));
    const both = { lan: DUAL, wire: all(gateway4, inside6) };
    expect(told(facts(both))).toEqual(["WIRE001 mgr01", "WIRE001 swarm01", "WIRE001 swarm02", "WIRE007 swarm02"]);
    const one = { lan: DUAL, wire: all(answering(ROUTER6), inside6) };
    expect(told(facts(one))).toEqual(["WIRE001 mgr01", "WIRE001 swarm01", "WIRE001 swarm02"]);
  });

  test("what is wrong in one family explains the other where the other was not seen", () => {
    const why = unknownBecause("it cannot get the image");
    const cutOff = facts({
      lan: DUAL,
      onWire: { swarm02: why },
      host: { swarm02: () => why },
      wire: all(
        answering(hostOf("swarm02")),
        answering(containerAt("swarm02")),
        answering(containerAt6("swarm02")),
        unaskedBy("swarm02", why),
        in6(inside("container", "swarm01", reach("silent"))),
        ({ fromHost }) => ({
          fromHost: fromHost.map((it) => (it.node === "id-swarm02" && it.aim === "host" ? { ...it, result: why } : it)),
        }),
      ),
    });
    expect(told(cutOff)).toEqual(["WIRE002 swarm02"]);
  });

  test("a node that takes no probe is told once, with all that it keeps from being seen", () => {
    const why = unknownBecause("it cannot get the image");
    const unasked = facts({
      onWire: { swarm02: why },
      host: { swarm02: () => why },
      wire: (wire) => ({
        neighbours: wire.neighbours.map((it) => (it.from === "id-swarm02" ? { ...it, result: why } : it)),
        inside: wire.inside.map((it) => (it.node === "id-swarm02" ? { ...it, result: why } : it)),
      }),
    });
    expect(told(unasked)).toEqual(["ENG017 swarm02"]);
    const notSeen = { ...unasked.wire, ...answering(hostOf("swarm02"))(unasked.wire) };
    expect(told({ ...unasked, wire: notSeen })).toEqual(["WIRE002 swarm02"]); // cut off from the registry as well
  });

  test("where no node takes a probe, that is told of each, and two unknowns do not explain each other away", () => {
    const why = unknownBecause("no image");
    const unasked = facts({
      onWire: { mgr01: why, swarm01: why, swarm02: why },
      wire: (wire) => ({
        neighbours: wire.neighbours.map((it) => ({ ...it, result: why })),
        inside: wire.inside.map((it) => ({ ...it, result: why })),
        fromHost: wire.fromHost.map((it) => ({ ...it, result: why })),
      }),
    });
    expect(told(unasked)).toEqual(["ENG017 mgr01", "ENG017 swarm01", "ENG017 swarm02"]);
  });

  test("an Engine that is silent explains what is not known of its host, and nothing that is", () => {
    const silent = facts({ nodes: "mgr01 swarm01 swarm02!" });
    expect(told(silent)).toEqual(["ENG001 swarm02"]);
    // What is quiet points at what is told, not at what is quiet itself.
    const because = runChecks({ checks, facts: silent }).flatMap((it) => it.because ?? []);
    expect([...new Set(because)]).toEqual(["ENG001"]);
    const down: NonNullable<Change["host"]>[string] = (it) => ({ ...it, nics: [nic("swarm02", { carrier: false })] });
    const { hosts } = facts({ host: { swarm02: down } });
    const seen = { ...silent, hosts };
    expect(told(seen)).toEqual(["ENG001 swarm02", "HOST002 swarm02"]);
  });

  test("a node network that differs in more than what another check shows is told beside it", () => {
    const slice = { ipRange: "192.168.17.0/24" }; // swarm01's
    const both = (more: (it: EngineNetwork) => EngineNetwork) =>
      facts({ ipam: { swarm02: slice }, networks: { swarm02: (all) => all.map(more) } });
    const about = (it: Facts) => told(it).filter((one) => /^(ADDR002|ENG005) swarm02/.test(one));
    expect(about(both((it) => it))).toEqual(["ADDR002 swarm02"]);
    const elsewhere = both((it) => ({ ...it, options: { ...it.options, parent: "eth7" } }));
    expect(about(elsewhere)).toEqual(["ENG005 swarm02", "ADDR002 swarm02"]);
    const [own] = runChecks({ checks, facts: elsewhere }).filter((it) => it.code === "ENG005" && it.verdict === "fail");
    expect(own?.evidence).toEqual(["parent eth7 → eth1"]);
  });

  test("a fix that apply refuses for now is not offered, and says what comes first", () => {
    const fixOf = (it: Facts) =>
      runChecks({ checks, facts: it }).find((one) => one.code === "ENG004" && one.verdict === "fail")?.fix;
    const missing: Change = { networks: { swarm02: () => [] } };
    expect(fixOf(facts(missing))?.ours).toBe("apply");
    const foreign: Change = {
      ledger: null,
      networks: { swarm02: () => [], swarm01: (all) => all.map((it) => ({ ...it, labels: {} })) },
    };
    expect(fixOf(facts(foreign))?.ours).toBeUndefined();
    expect(fixOf(facts(foreign))?.text).toContain("NETWORK_NOT_OURS");
  });

  test("import is only advised where there is a swarm network to begin with", () => {
    const theirs: Change = { networks: { swarm01: (all) => all.map((it) => ({ ...it, labels: {} })) }, ledger: null };
    const advice = (it: Facts) =>
      runChecks({ checks, facts: it }).find((one) => one.code === "ENG006" && one.verdict === "fail")?.fix?.commands;
    expect(advice(facts(theirs))?.[0]).toBe("swarmlan import macvlanswarm");
    expect(advice(facts({ ...theirs, swarmNetworks: [] }))?.[0]).toBe(
      "ssh swarm01 docker network inspect macvlanswarm-node",
    );
  });

  test("what is suppressed is skipped, and says so", () => {
    const one = facts({ services: [] });
    expect(told(one)).toEqual(["ENG015 "]);
    expect(told(one, { suppress: [{ code: "ENG015", target: "macvlanswarm" }] })).toEqual([]);
    expect(told(one, { suppress: [{ code: "ENG015", target: "another" }] })).toEqual(["ENG015 "]);
  });

  test("only some are told, and causes stay quiet all the same", () => {
    const broken = facts({
      host: { swarm02: (it) => ({ ...it, nics: [nic("swarm02", { carrier: false })] }) },
      wire: answering(containerAt("swarm02")),
    });
    expect(told(broken, { only: ["WIRE"] })).toEqual([]);
    expect(told(broken, { only: ["HOST002"] })).toEqual(["HOST002 swarm02"]);
  });

  test("a check that breaks is unknown, a bug, and hides no other", () => {
    const broken = {
      ...(checks[0] as (typeof checks)[number]),
      code: "HOST099",
      judge: () => {
        throw new TypeError("oops");
      },
    };
    const results = runChecks({ checks: [broken, ...checks], facts: facts() });
    expect(results.find((it) => it.code === "HOST099")).toMatchObject({ verdict: "unknown", bug: true });
    expect(results.length).toBeGreaterThan(100);
  });
});

describe("what an Engine's text in a task means", () => {
  test.each([
    ['configuration network "macvlanconf" does not exist', "ENG004"],
    ["invalid subinterface vlan name nope0, example formatting is eth0.10", "HOST001"],
    ["-o parent interface was not found on the host: eth9", "HOST001"],
    ["failed to allocate secondary ip address (host:192.168.16.1): Address already in use", "ADDR006"],
    ["failed to allocate gateway (192.168.16.1): Address already in use", "ENG010"],
    ["invalid pool request: Pool overlaps with other one on this address space", "ADDR011"],
    ["no available IPv4 addresses on this network's address pools: macvlanswarm (abc)", "ADDR009"],
    ["network dm-0123456789ab is already using parent interface eth1", "ADDR011"],
    ["could not find a valid ipv4 subnet for endpoint abc", "ENG010"],
    [
      "failed to update macvlan store for object type *macvlan.configuration: Unable to complete atomic operation, key modified",
      "ENG010",
    ],
    [
      "starting container failed: failed to set up container networking: failed to advertise addresses: network is unreachable",
      "HOST002",
    ],
    ["IPv4 cannot be disabled in a Swarm scoped network", "ENG003"],
  ])("%s", (text, cause) => {
    expect(explainTaskError(text)?.shownBy).toContain(cause);
  });

  test.each([
    'failed to add interface vethX to sandbox: error setting interface "vethX" MAC to "02:42:c0:a8:13:00": address already in use',
    "No such image: web:1",
  ])("%s", (text) => {
    expect(explainTaskError(text)?.means.length).toBeGreaterThan(10);
  });

  test("what nobody has described is told as it is", () => {
    expect(explainTaskError("something else entirely")).toBeUndefined();
  });

  test("names only checks that there are", () => {
    const codes = new Set(checks.map((it) => it.code));
    expect(TASK_ERRORS.flatMap((it) => it.shownBy).filter((it) => !codes.has(it))).toEqual([]);
  });
});
