import { describe, expect, test } from "vitest";
import { HOLDER_LABEL, LAN_LABEL } from "../../../src/core/plan/names.ts";
import { ledgerLabels } from "../../../src/core/plan/ledger-labels.ts";
import { planSwarm } from "../../../src/core/plan/plan-swarm.ts";
import { formatCidr } from "../../../src/model/cidr.ts";
import type { LanName, NetworkId } from "../../../src/model/ids.ts";
import type { Ledger, LedgerEntry } from "../../../src/model/ledger.ts";
import type { Plan, Step } from "../../../src/model/plan.ts";
import type { EngineNetwork, Snapshot } from "../../../src/model/snapshot.ts";
import type { LanSpec } from "../../../src/model/spec.ts";
import { entry, lan } from "../../builders.ts";
import { NETWORK, nodeNetwork, service, spec, swarm } from "../../operations/snapshot-builder.ts";

const OLD = lan({ nodeNetwork: "macvlanconf" });
const RENAMED = lan({ name: "renamed", nodeNetwork: "macvlanconf" });
const NOW = "2026-01-02T00:00:00Z";
const holder = service("holder", { labels: { [HOLDER_LABEL]: OLD.name }, replicas: 0 });
/** Not in the order in which they would be carved anew. */
const entries = [
  entry("mgr01", "192.168.18.0/24", { networks: ["conf-mgr01" as NetworkId] }),
  entry("swarm01", "192.168.16.0/24", { networks: ["conf-swarm01" as NetworkId] }),
];
const ledger: Ledger = { lan: OLD.name, swarmNetworks: [NETWORK], entries };

interface Scene {
  readonly nodes?: string;
  readonly entries?: readonly LedgerEntry[];
  readonly networks?: Readonly<Record<string, readonly EngineNetwork[]>>;
  readonly heir?: Ledger;
  readonly version?: string;
}

const own = (hostname: string) =>
  nodeNetwork(OLD, swarm({ nodes: "mgr01 swarm01" }), hostname, { labels: { [LAN_LABEL]: OLD.name } });

/** The old LAN as its last apply left it, and the ledger of the new one where a killed run wrote it. */
function standing(over: Scene = {}): Snapshot {
  const networks = over.networks ?? { mgr01: [own("mgr01")], swarm01: [own("swarm01")] };
  const theirs = { ...ledger, entries: over.entries ?? entries };
  const version = over.version === undefined ? {} : { version: over.version };
  const snapshot = swarm({
    nodes: over.nodes ?? "mgr01 swarm01",
    networks,
    services: [holder],
    ledger: theirs,
    ...version,
  });
  if (over.heir === undefined) return snapshot;
  const config = { id: "heir", version: 1, name: "swarmlan.ledger.renamed", labels: ledgerLabels(over.heir) };
  return { ...snapshot, swarm: { ...snapshot.swarm, configs: [...snapshot.swarm.configs, config] } };
}

const planned = (snapshot: Snapshot, wanted: LanSpec = RENAMED, over: { prune?: boolean } = {}) =>
  planSwarm({ spec: spec(wanted), snapshot, now: NOW, prune: true, ...over });
const stepsOf = (plan: Plan) => plan.lans.flatMap((it) => it.steps);
const codes = (plan: Plan) => [...plan.findings, ...plan.lans.flatMap((it) => it.findings)].map((it) => it.code);
const slices = (plan: Plan) =>
  plan.lans.find((it) => it.spec)?.shares.map((it) => `${it.hostname} ${formatCidr(it.ipv4.slice)}`);
const written = (plan: Plan, mark: string) => {
  const step = stepsOf(plan).find((it) => it.id === `renamed/write-ledger/${mark}`);
  return step?.kind === "write-ledger" ? step.ledger.entries : [];
};

/** All that comes before a step, directly or not. */
function before(plan: Plan, id: string): ReadonlySet<string> {
  const steps = new Map(stepsOf(plan).map((it) => [it.id, it]));
  const found = new Set<string>();
  const visit = (it: Step | undefined): void => {
    for (const one of it?.after ?? []) {
      if (found.has(one)) continue;
      found.add(one);
      visit(steps.get(one));
    }
  };
  visit(steps.get(id));
  return found;
}

const REMOVALS = [
  "macvlanswarm/remove-swarm-network",
  "macvlanswarm/remove-node-network/mgr01/macvlanconf",
  "macvlanswarm/remove-node-network/swarm01/macvlanconf",
];

describe("a LAN that got another name, with --prune", () => {
  test.each([
    ["under the same node network", RENAMED],
    ["under another node network", lan({ name: "renamed" })],
    ["on a part of its subnet", lan({ name: "renamed", subnet: "192.168.16.0/21", gateway: "192.168.23.254" })],
  ])("%s stands nowhere before the old one is gone everywhere", (_, wanted) => {
    const plan = planned(standing(), wanted);
    expect(codes(plan)).toEqual([]);
    const made = stepsOf(plan).filter((it) => it.lan === "renamed" && it.kind !== "write-ledger");
    expect(made.map((it) => it.kind)).toContain("create-node-network");
    for (const { id } of made) expect([...before(plan, id)]).toEqual(expect.arrayContaining(REMOVALS));
  });

  test("has its slices in the ledger before anything of the old one is taken away, its ledger last of all", () => {
    const plan = planned(standing());
    const taken = stepsOf(plan).filter((it) => it.lan === OLD.name && it.kind !== "write-ledger");
    for (const { id } of taken) expect([id, before(plan, id).has("renamed/write-ledger/slices")]).toEqual([id, true]);
    expect([...before(plan, "macvlanswarm/remove-ledger")]).toEqual(expect.arrayContaining(REMOVALS));
  });

  test("has no step that waits for itself", () => {
    const plan = planned(standing());
    for (const { id } of stepsOf(plan)) expect([id, before(plan, id).has(id)]).toEqual([id, false]);
  });

  test("gives every node the slice that it had", () => {
    const plan = planned(standing());
    expect(slices(plan)).toEqual(["mgr01 192.168.18.0/24", "swarm01 192.168.16.0/24"]);
    expect(written(plan, "slices").map((it) => [it.hostname, it.since, it.networks])).toEqual([
      ["mgr01", entries[0]?.since, []],
      ["swarm01", entries[1]?.since, []],
    ]);
  });

  test("carves anew where the old slices do not fit", () => {
    const wanted = lan({ name: "renamed", subnet: "192.168.18.0/23", gateway: "192.168.19.254", slice: 26 });
    expect(slices(planned(standing(), wanted))).toEqual(["mgr01 192.168.18.0/24", "swarm01 192.168.19.0/26"]);
  });

  test("keeps the slice of a silent node for that node, and the old ledger until it was asked", () => {
    const silent = { nodes: "mgr01 swarm01! swarm02", networks: { mgr01: [own("mgr01")] } };
    const plan = planned(standing(silent));
    expect(slices(plan)).toEqual(["mgr01 192.168.18.0/24", "swarm01 192.168.16.0/24", "swarm02 192.168.17.0/24"]);
    expect(stepsOf(plan).map((it) => it.id)).not.toContain("macvlanswarm/remove-ledger");
    expect(stepsOf(plan).filter((it) => it.hostname === "swarm01" && it.kind.includes("network"))).toEqual([]);
  });

  test("keeps out what a silent node may still hand out, though its own slice is another one now", () => {
    const wanted = lan({
      name: "renamed",
      subnet: "192.168.16.0/22",
      gateway: "192.168.19.254",
      nodes: { swarm01: { slice: "192.168.17.0/24" } },
    });
    const plan = planned(standing({ nodes: "mgr01 swarm01! swarm02", networks: { mgr01: [own("mgr01")] } }), wanted);
    expect(slices(plan)).toEqual(["mgr01 192.168.18.0/24", "swarm01 192.168.17.0/24", "swarm02 192.168.19.0/24"]);
    const held = written(plan, "slices").find((it) => it.hostname === "swarm01");
    expect(held?.former.map((it) => formatCidr(it.slice))).toEqual(["192.168.16.0/24"]);
  });

  test("keeps a quarantine with its time", () => {
    const since = "2026-01-01T20:00:00Z";
    const gone = entry("swarm09", "192.168.17.0/24", { state: { kind: "quarantined", since } });
    const moved = { ...(entries[0] as LedgerEntry), former: [{ slice: entry("x", "192.168.19.0/24").slice, since }] };
    const plan = planned(
      standing({ nodes: "mgr01 swarm01 swarm02", entries: [moved, entries[1] as LedgerEntry, gone] }),
    );
    expect(slices(plan)?.[2]).toBe("swarm02 192.168.20.0/24");
    const kept = written(plan, "slices").find((it) => it.hostname === "swarm09");
    expect(kept?.state).toEqual({ kind: "quarantined", since });
  });

  test("adds nothing to a ledger that a killed run has written", () => {
    const heir = { lan: RENAMED.name, swarmNetworks: [], entries: written(planned(standing()), "slices") };
    const plan = planned(standing({ heir }));
    expect(stepsOf(plan).map((it) => it.id)).not.toContain("renamed/write-ledger/slices");
    expect(slices(plan)).toEqual(["mgr01 192.168.18.0/24", "swarm01 192.168.16.0/24"]);
    const [first] = stepsOf(plan).filter((it) => it.kind === "create-node-network");
    expect([...before(plan, first?.id ?? "")]).toEqual(expect.arrayContaining(REMOVALS));
  });

  test("keeps out what a silent node had of the old one beside the slice that it has already", () => {
    const own17 = { ...(entries[1] as LedgerEntry), slice: entry("x", "192.168.17.0/24").slice };
    const heir = { lan: RENAMED.name, swarmNetworks: [], entries: [own17] };
    const plan = planned(standing({ nodes: "mgr01 swarm01! swarm02", networks: { mgr01: [own("mgr01")] }, heir }));
    expect(slices(plan)).toEqual(["mgr01 192.168.18.0/24", "swarm01 192.168.17.0/24", "swarm02 192.168.19.0/24"]);
    const held = written(plan, "slices").find((it) => it.hostname === "swarm01");
    expect(held?.former.map((it) => [formatCidr(it.slice), it.since])).toEqual([["192.168.16.0/24", NOW]]);
  });

  test("waits for the old one on Engines that take one macvlan network per parent, whatever its addresses", () => {
    const elsewhere = lan({ name: "renamed", subnet: "10.9.0.0/16", gateway: "10.9.255.254" });
    const waits = (version: string) =>
      before(planned(standing({ version }), elsewhere), "renamed/create-node-network/mgr01").has(REMOVALS[0] ?? "");
    expect([waits("26.1.5"), waits("29.7.0")]).toEqual([true, false]);
  });
});

describe("a LAN that left the spec", () => {
  test("refuses by itself, not by names that another one wants to have", () => {
    const plan = planned(standing(), RENAMED, { prune: false });
    expect([codes(plan), stepsOf(plan)]).toEqual([["LAN_LEFT_SPEC"], []]);
  });

  test("is known by its labels when its ledger is lost", () => {
    const snapshot = standing();
    const lost = { ...snapshot, swarm: { ...snapshot.swarm, configs: [] } };
    expect(codes(planned(lost, RENAMED, { prune: false }))).toEqual(["LAN_LEFT_SPEC"]);
    const plan = planned(lost);
    expect([...before(plan, "renamed/create-node-network/mgr01")]).toEqual(expect.arrayContaining(REMOVALS));
    const silent = standing({ nodes: "mgr01 swarm01!", networks: { mgr01: [own("mgr01")] } });
    const both = planned({ ...silent, swarm: { ...silent.swarm, configs: [] } });
    expect([codes(both), stepsOf(both)]).toEqual([["LEDGER_LOST_INCOMPLETE", "NODE_UNREACHABLE"], []]);
  });

  test("keeps no LAN back that has nothing to do with it", () => {
    const elsewhere = lan({ name: "side", subnet: "10.9.0.0/16", gateway: "10.9.255.254" });
    const plan = planned(standing(), elsewhere);
    const made = stepsOf(plan).filter((it) => it.lan === ("side" as LanName));
    expect(made.flatMap((it) => it.after.filter((id) => id.startsWith("macvlanswarm/")))).toEqual([]);
  });
});

describe("a LAN that moved to another subnet, while a new one takes its place", () => {
  const moved = lan({ nodeNetwork: "macvlanconf", subnet: "10.9.0.0/16", gateway: "10.9.255.254" });
  const heir = (over: Scene = {}, nodes?: LanSpec["nodes"]) => {
    const side = lan({ name: "side" });
    const both = spec(moved, nodes === undefined ? side : { ...side, nodes });
    return planSwarm({ spec: both, snapshot: standing(over), now: NOW, prune: false });
  };
  const sideOf = (plan: Plan) => plan.lans.find((it) => it.lan === ("side" as LanName));

  test("keeps its old slices from the new one, whether its nodes answer or not", () => {
    for (const nodes of ["mgr01 swarm01", "mgr01 swarm01!"]) {
      const shares = sideOf(heir({ nodes, networks: { mgr01: [own("mgr01")] } }))?.shares;
      expect(shares?.map((it) => formatCidr(it.ipv4.slice))).toEqual(["192.168.17.0/24", "192.168.19.0/24"]);
    }
  });

  test("does so too when its ledger has them in quarantine only", () => {
    const since = "2026-01-01T20:00:00Z";
    const former = entries.map((it, index) => ({
      ...it,
      slice: entry("x", `10.9.${index}.0/24`).slice,
      former: [{ slice: it.slice, since }],
    }));
    const shares = sideOf(heir({ entries: former, networks: {} }))?.shares;
    expect(shares?.map((it) => formatCidr(it.ipv4.slice))).toEqual(["192.168.17.0/24", "192.168.19.0/24"]);
  });

  test("refuses to give one by name, and says whose it is", () => {
    const named = lan({ nodes: { mgr01: { slice: "192.168.16.0/24" } } }).nodes;
    const found = sideOf(heir({}, named))?.findings.filter((it) => it.severity === "error");
    expect(found?.map((it) => [it.code, it.message.includes("swarm01 (macvlanswarm)")])).toEqual([
      ["EXPLICIT_TAKEN", true],
    ]);
  });
});

describe("a node network that another LAN of the spec has", () => {
  test("is told as that LAN's, with no advice to remove it", () => {
    const both = spec(
      lan({ nodeNetwork: "other" }),
      lan({ name: "side", subnet: "10.9.0.0/16", gateway: "10.9.255.254", nodeNetwork: "macvlanconf" }),
    );
    const plan = planSwarm({ spec: both, snapshot: standing(), now: NOW, prune: false });
    const found = plan.lans.flatMap((it) => it.findings).filter((it) => it.severity === "error");
    expect(found.map((it) => [it.code, it.target.node])).toEqual([
      ["NETWORK_OF_OTHER_LAN", "mgr01"],
      ["NETWORK_OF_OTHER_LAN", "swarm01"],
    ]);
    expect(found.every((it) => !it.hint.includes("docker network rm"))).toBe(true);
    expect(stepsOf(plan)).toEqual([]);
  });
});
