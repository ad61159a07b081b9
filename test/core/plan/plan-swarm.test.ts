import { describe, expect, test } from "vitest";
import { LAN_LABEL, ledgerName, holderName, HOLDER_LABEL } from "../../../src/core/plan/names.ts";
import { ledgerLabels, readLedgers, sameLedger } from "../../../src/core/plan/ledger-labels.ts";
import type { PlanQuestion } from "../../../src/core/plan/plan-question.ts";
import { planSwarm } from "../../../src/core/plan/plan-swarm.ts";
import { cidrAround, formatCidr } from "../../../src/model/cidr.ts";
import type { LanName, NetworkId } from "../../../src/model/ids.ts";
import type { Ledger } from "../../../src/model/ledger.ts";
import type { Plan } from "../../../src/model/plan.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import { address, entry, lan, reserved } from "../../builders.ts";
import {
  container,
  NETWORK,
  network,
  nodeNetwork,
  service,
  spec,
  swarm,
  task,
} from "../../operations/snapshot-builder.ts";

const LAN = lan();
const NAME = LAN.name;
const OURS = { labels: { [LAN_LABEL]: NAME } };
const READY = "node.labels.swarmlan.macvlanswarm==ready";
const holder = service("holder", { labels: { [HOLDER_LABEL]: NAME }, replicas: 0 });
const entries = [
  entry("mgr01", "192.168.16.0/24", { networks: ["conf-mgr01" as NetworkId] }),
  entry("swarm01", "192.168.17.0/24", { networks: ["conf-swarm01" as NetworkId] }),
];
const ledger: Ledger = { lan: NAME, swarmNetworks: [NETWORK], entries };

type Scene = Partial<Parameters<typeof swarm>[0]>;

/** Two nodes on which the last apply left everything right. */
function settled(over: Scene = {}): Snapshot {
  const bare = swarm({ nodes: "mgr01 swarm01" });
  const networks = Object.fromEntries(["mgr01", "swarm01"].map((it) => [it, [nodeNetwork(LAN, bare, it, OURS)]]));
  return swarm({ nodes: "mgr01 swarm01", networks, services: [holder], ledger, ...over });
}

function planned(snapshot: Snapshot, over: Partial<PlanQuestion> = {}): Plan {
  return planSwarm({ spec: spec(LAN), snapshot, now: "2026-01-02T00:00:00Z", prune: false, ...over });
}

const steps = (plan: Plan) => plan.lans.flatMap((it) => it.steps.map((step) => step.id.replace(`${NAME}/`, "")));
const codes = (plan: Plan) => [...plan.findings, ...plan.lans.flatMap((it) => it.findings)].map((it) => it.code);
const drift = (plan: Plan) => plan.lans.flatMap((it) => it.drift.map((one) => one.code));

/** The same LAN with one address of swarm01's slice reserved: its network has to be replaced. */
const changed = spec({ ...LAN, reserve: [reserved("192.168.17.50")] });

describe("planSwarm", () => {
  test("plans nothing for a swarm that is as the spec says", () => {
    expect([steps(planned(settled())), codes(planned(settled())), drift(planned(settled()))]).toEqual([[], [], []]);
  });

  test("keeps out an address that was seen on a host, and says the same where nobody sees it", () => {
    const seen = { mgr01: ["192.168.16.77"] };
    const before = settled({ seen });
    expect(steps(planned(before))).toContain("create-node-network/mgr01");
    const networks = Object.fromEntries(["mgr01", "swarm01"].map((it) => [it, [nodeNetwork(LAN, before, it, OURS)]]));
    expect(steps(planned(settled({ seen, networks })))).toEqual([]);
    expect(steps(planned(settled({ networks })))).toEqual([]);
  });

  test("writes the ledger before anything is made, and last again", () => {
    const plan = planned(swarm({ nodes: "mgr01", swarmNetworks: [], labels: { mgr01: {} } }));
    expect(steps(plan)).toEqual([
      "write-ledger/slices",
      "create-node-network/mgr01",
      "create-swarm-network",
      "create-holder",
      "find-parent/mgr01",
      "set-label/mgr01",
      "write-ledger/networks",
    ]);
    const first = plan.lans[0]?.steps[0]?.id;
    expect(plan.lans[0]?.steps.slice(1).every((it) => it.after.includes(first ?? ""))).toBe(true);
  });

  test.each<[string, Scene, readonly string[]]>([
    ["a node network removed", { networks: { mgr01: [] } }, ["DRIFT_NODE_NETWORK_GONE", "DRIFT_NODE_NETWORK_GONE"]],
    ["a label removed", { labels: { swarm01: {} } }, ["DRIFT_LABEL_GONE"]],
    ["the holder removed", { services: [] }, ["DRIFT_HOLDER_GONE"]],
    ["the swarm network removed", { swarmNetworks: [], services: [] }, ["DRIFT_SWARM_NETWORK_GONE"]],
  ])("tells %s as drift", (_, over, expected) => {
    expect(drift(planned(settled(over)))).toEqual(expected);
  });

  test("does not take what a killed run of its own left for drift", () => {
    const changing = { ...ledger, entries: entries.map((it) => ({ ...it, changing: true as const })) };
    const plan = planned(settled({ ledger: changing, networks: { mgr01: [] }, labels: { mgr01: {}, swarm01: {} } }));
    expect(drift(plan)).toEqual([]);
    expect(steps(plan)).toContain("create-node-network/swarm01");
  });

  test("takes the label, not the node, when every service has the constraint", () => {
    const web = service("web", { constraints: [READY] });
    const plan = planned(
      settled({ services: [holder, web], tasks: [task("web.1", "swarm01"), task("web.2", "mgr01")] }),
      { spec: changed },
    );
    expect(steps(plan).filter((it) => it.includes("drain"))).toEqual([]);
    expect(plan.lans[0]?.steps.flatMap((it) => it.cutsOff.map((cut) => `${it.kind} ${cut.name}`))).toEqual([
      "remove-label web.1",
    ]);
  });

  test("drains for a service without the constraint, and names those who have nothing to do with the LAN", () => {
    const snapshot = settled({
      services: [holder, service("web"), service("other", { networks: [] })],
      tasks: [task("web.1", "swarm01"), task("other.1", "swarm01")],
    });
    const plan = planned(snapshot, { spec: changed });
    expect(codes(plan)).toEqual(["DRAIN_NEEDED"]);
    const cut = plan.lans[0]?.steps.flatMap((it) => it.cutsOff.map((one) => [it.kind, one.name, one.onLan]));
    expect(cut).toEqual([
      ["drain-node", "web.1", true],
      ["drain-node", "other.1", false],
    ]);
    const noted = plan.lans[0]?.steps[0];
    expect(noted?.kind === "write-ledger" && noted.ledger.entries.map((it) => it.drainedFrom)).toEqual([
      undefined,
      "active",
    ]);
    expect(steps(plan)).toContain("undrain-node/swarm01");
  });

  test("lets a container attached by hand block a replacement, by name", () => {
    const plan = planned(settled({ containers: { swarm01: [container({ name: "byhand", ip: "192.168.17.2" })] } }), {
      spec: changed,
    });
    expect([codes(plan), steps(plan)]).toEqual([["CONTAINERS_ATTACHED"], []]);
  });

  test("keeps a slice that some node network still hands out, however long it has been in quarantine", () => {
    const gone = entry("swarm09", "192.168.17.0/24", { state: { kind: "quarantined", since: "2020-01-01T00:00:00Z" } });
    const heir = (networks: Scene["networks"]) => {
      const snapshot = swarm({
        nodes: "mgr01 swarm02",
        ledger: { ...ledger, entries: [entries[0] as (typeof entries)[0], gone] },
        services: [holder],
        networks: networks ?? {},
      });
      const share = planned(snapshot).lans[0]?.shares.find((it) => it.hostname === "swarm02");
      return share && formatCidr(share.ipv4.slice);
    };
    const still = nodeNetwork(LAN, swarm({ nodes: "mgr01 swarm01" }), "swarm01", OURS);
    expect(heir({ mgr01: [still] })).toBe("192.168.18.0/24");
    expect(heir({})).toBe("192.168.17.0/24");
  });

  test.each<[string, Scene, string]>([
    [
      "a local network of the swarm network's name",
      { networks: { mgr01: [network({ id: "x" as NetworkId, scope: "local", driver: "bridge" })] } },
      "NETWORK_NAME_CLASH",
    ],
    [
      "a node network that is not ours",
      {
        networks: {
          mgr01: [network({ id: "x" as NetworkId, name: LAN.nodeNetwork, scope: "local", configOnly: true })],
        },
      },
      "NETWORK_NOT_OURS",
    ],
    ["a lost ledger while a node is silent", { nodes: "mgr01 swarm01!" }, "LEDGER_LOST_INCOMPLETE"],
  ])("refuses %s, and plans nothing", (_, over, code) => {
    const snapshot = settled(over);
    const lost =
      code === "LEDGER_LOST_INCOMPLETE" ? { ...snapshot, swarm: { ...snapshot.swarm, configs: [] } } : snapshot;
    const plan = planned(lost);
    expect(codes(plan)).toContain(code);
    expect(steps(plan)).toEqual([]);
  });

  test("does nothing at all for one foreign network on one node, unless it is asked for another node only", () => {
    const foreign = network({ id: "x" as NetworkId, name: LAN.nodeNetwork, scope: "local", configOnly: true });
    const snapshot = (over: Scene = {}) =>
      settled({ nodes: "mgr01 swarm01 swarm02", networks: { swarm01: [foreign] }, labels: { swarm02: {} }, ...over });
    expect([codes(planned(snapshot())), steps(planned(snapshot()))]).toEqual([["NETWORK_NOT_OURS"], []]);
    const one = planned(snapshot(), { onlyNode: "swarm02" });
    expect([codes(one), one.lans[0]?.findings[0]?.severity]).toEqual([["NETWORK_NOT_OURS"], "warn"]);
    expect(steps(one)).toContain("create-node-network/swarm02");
    expect(steps(one).filter((it) => it.endsWith("/swarm01"))).toEqual([]);
    // A swarm network that is made would let tasks land on the foreign one.
    expect(steps(planned(snapshot({ swarmNetworks: [] }), { onlyNode: "swarm02" }))).toEqual([]);
    expect(steps(planned(snapshot(), { onlyNode: "swarm01" }))).toEqual([]);
  });

  test("does not remove a LAN that left the spec unless told to", () => {
    const other = spec(lan({ name: "other", subnet: "10.9.0.0/16", gateway: "10.9.255.254" }));
    expect(codes(planned(settled(), { spec: other }))).toContain("LAN_LEFT_SPEC");
    const pruned = planned(settled(), { spec: other, prune: true });
    expect(steps(pruned)).toEqual(expect.arrayContaining(["remove-swarm-network", "remove-ledger"]));
  });

  test("makes the swarm network anew for what it cannot change, and attaches the services again", () => {
    const web = service("web", { constraints: [READY] });
    const plan = planned(settled({ services: [holder, web], tasks: [task("web.1", "mgr01")] }), {
      spec: spec({ ...LAN, attachable: false }),
    });
    expect(codes(plan)).toEqual(["RECREATE_NEEDED"]);
    expect(steps(plan)).toEqual([
      "write-ledger/slices",
      "detach-service/web",
      "remove-holder",
      "remove-swarm-network",
      "create-swarm-network",
      "create-holder",
      "attach-service/web",
      "write-ledger/networks",
    ]);
  });
});

describe("the ledger in labels", () => {
  test("reads back what it wrote", () => {
    const whole: Ledger = {
      ...ledger,
      destroying: "2026-01-01T00:00:00Z",
      entries: [
        {
          ...(entries[0] as (typeof entries)[0]),
          drainedFrom: "pause",
          changing: true,
          former: [{ slice: cidrAround(address("192.168.30.0"), 24), since: "2026-01-01T00:00:00Z" }],
        },
      ],
    };
    const config = { id: "c", version: 3, name: ledgerName(NAME), labels: ledgerLabels(whole) };
    const read = readLedgers([config]).get(NAME) as Ledger;
    expect(sameLedger(read, whole)).toBe(true);
    expect(read.entries).toEqual(whole.entries);
    expect(read.destroying).toBe(whole.destroying);
    expect(read.stored).toEqual({ id: "c", version: 3 });
  });

  test("holds 3,000 nodes in less than the 1.5 MB of labels that a swarm takes", () => {
    const many = Array.from({ length: 3000 }, (_, index) => ({
      ...entry(`a-rather-long-hostname-${index}.example.net`, "192.168.16.0/24", {
        networks: ["f".repeat(64) as NetworkId],
      }),
      slice6: cidrAround(address("fd00:16:1234:5678::"), 80),
      node: `n${String(index).padStart(24, "0")}` as (typeof entries)[0]["node"],
    }));
    const labels = ledgerLabels({ ...ledger, entries: many });
    expect(Object.keys(labels)).toHaveLength(3001);
    expect(JSON.stringify(labels).length).toBeLessThan(1_500_000);
  });

  test("gives names that swarm takes to the longest LAN name", () => {
    const [a, b] = ["a".repeat(50), `${"a".repeat(49)}b`] as LanName[] as [LanName, LanName];
    expect([ledgerName(a).length <= 64, holderName(a).length <= 63]).toEqual([true, true]);
    expect([ledgerName(a) === ledgerName(b), holderName(a) === holderName(b)]).toEqual([false, false]);
  });
});
