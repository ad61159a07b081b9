import { describe, expect, test } from "vitest";
import { HOLDER_LABEL, LAN_LABEL } from "../../../src/core/plan/names.ts";
import { planSwarm } from "../../../src/core/plan/plan-swarm.ts";
import type { NetworkId } from "../../../src/model/ids.ts";
import type { Ledger } from "../../../src/model/ledger.ts";
import type { Snapshot, SwarmTask } from "../../../src/model/snapshot.ts";
import type { LanSpec } from "../../../src/model/spec.ts";
import { statusOf } from "../../../src/operations/status.ts";
import { entry, lan, nodeId } from "../../builders.ts";
import { NETWORK, network, nodeNetwork, service, spec, swarm, task } from "../../operations/snapshot-builder.ts";

const LAN = lan();
const NAME = LAN.name;
const NOW = "2026-01-01T00:00:10Z";
const NODES = ["mgr01", "swarm01"];
const ledger: Ledger = {
  lan: NAME,
  swarmNetworks: [NETWORK],
  entries: NODES.map((it, index) => entry(it, `192.168.${16 + index}.0/24`, { networks: [`conf-${it}` as NetworkId] })),
};
const services = [service("holder", { labels: { [HOLDER_LABEL]: NAME }, replicas: 0 }), service("web")];
const closed = { ...LAN, attachable: !LAN.attachable };

/** Two nodes as the last apply left them; mgr01 has an instance, swarm01 has none. */
function settled(version: string, tasks: readonly SwarmTask[] = []): Snapshot {
  const bare = swarm({ nodes: NODES.join(" ") });
  const networks = Object.fromEntries(
    NODES.map((it) => {
      const own = nodeNetwork(LAN, bare, it, { labels: { [LAN_LABEL]: NAME } });
      const instance = network({ ipam: own.ipam, options: own.options, instance: true });
      return [it, it === "mgr01" ? [own, instance] : [own]];
    }),
  );
  return swarm({ nodes: NODES.join(" "), version, networks, services, tasks, ledger });
}

const refused = (holder: string, more: Partial<SwarmTask> = {}) =>
  task("web.1", "swarm01", {
    state: "rejected",
    error: `network dm-${holder} is already using parent interface eth1`,
    ...more,
  });

function planned(snapshot: Snapshot, wanted: LanSpec = LAN) {
  const plan = planSwarm({ spec: spec(wanted), snapshot, now: NOW, prune: false });
  const steps = plan.lans.flatMap((it) => it.steps);
  return {
    steps,
    ids: steps.map((it) => it.id.replace(`${NAME}/`, "")),
    findings: plan.lans.flatMap((it) => it.findings),
  };
}

describe("a task refused for a network that is gone", () => {
  const gone = "ep1hdn3dfbsp";

  test("makes the ready label doubtful: it is taken, and given back only after a probe", () => {
    const { ids, steps, findings } = planned(settled("26.1.5", [refused(gone)]));
    expect(findings).toMatchObject([
      { code: "PARENT_HELD", severity: "warn", target: { node: "swarm01" }, message: expect.stringContaining(gone) },
    ]);
    expect(ids).toEqual(["remove-label/swarm01", "probe-parent/swarm01", "remove-probe/swarm01", "set-label/swarm01"]);
    expect(steps[1]?.after).toEqual([steps[0]?.id]);
    expect(steps[3]?.after).toEqual(steps.slice(0, 3).map((it) => it.id));
  });

  test("is told by status too", () => {
    const report = statusOf({ spec: spec(LAN), snapshot: settled("26.1.5", [refused(gone)]), now: NOW });
    expect(report.lans[0]?.findings.map((it) => it.code)).toEqual(["PARENT_HELD"]);
  });

  test("is no such thing when the swarm has that network", () => {
    const other = network({ id: `${gone}e2htqyi6y9gw2` as NetworkId, name: "other" });
    const { swarm: seen, ...rest } = settled("26.1.5", [refused(gone)]);
    const snapshot = { ...rest, swarm: { ...seen, networks: [...seen.networks, other] } };
    expect(planned(snapshot)).toMatchObject({ ids: [], findings: [] });
  });

  test.each([
    ["before the node was changed", { createdAt: "2025-12-31T22:59:59Z" }],
    ["on a node that has an instance", { node: nodeId("mgr01") }],
    ["on another LAN", { networks: ["another"] }],
    ["for another reason", { error: "no available IPv4 addresses on this network's address pools" }],
  ])("says nothing when it was %s", (_, more) => {
    expect(planned(settled("26.1.5", [refused(gone, more)]))).toMatchObject({ ids: [], findings: [] });
  });
});

describe("a swarm network made anew", () => {
  test.each(["20.10.24", "26.1.5"])("asks Engines %s first for what a crash left, where no instance is", (version) => {
    const { ids, steps } = planned(settled(version), closed);
    expect(ids.filter((it) => it.includes("probe"))).toEqual(["probe-parent/swarm01", "remove-probe/swarm01"]);
    expect(steps.find((it) => it.kind === "probe-parent")).toMatchObject({ parent: "eth1", leaving: NETWORK });
    const cutting = steps.filter((it) => it.kind.startsWith("detach") || it.kind.startsWith("remove-swarm"));
    expect(cutting.length).toBe(2);
    for (const it of cutting) expect(it.after).toEqual(expect.arrayContaining([`${NAME}/probe-parent/swarm01`]));
  });

  test("asks nothing of Engines that let networks share a parent", () => {
    expect(planned(settled("27.0.1"), closed).ids.filter((it) => it.includes("probe"))).toEqual([]);
  });
});

describe("a parent on a node that is about to be called ready", () => {
  /** The steps that look for it on the one node of a swarm without a LAN. */
  type Over = Partial<Parameters<typeof swarm>[0]>;
  const looks = (over: Over, wanted: LanSpec = LAN) =>
    planned(swarm({ nodes: "mgr01", labels: { mgr01: {} }, swarmNetworks: [], version: "20.10.24", ...over }), wanted)
      .ids.filter((it) => /parent|probe/.test(it))
      .map((it) => it.split("/")[0]);

  test.each(["20.10.24", "26.1.5", "27.0.1", "28.5.2"])("is looked for by a refusal, Engine %s", (version) => {
    expect(looks({ version })).toEqual(["find-parent"]);
  });

  const tried = ["probe-parent", "remove-probe"];
  const macvlan = network({ id: "old" as NetworkId, name: "old" });

  test.each<[string, Over]>([
    ["the swarm has a macvlan network", { swarmNetworks: [macvlan] }],
    ["the node has one of its own", { networks: { mgr01: [{ ...macvlan, scope: "local" }] } }],
    [
      "the node has a node network",
      { networks: { mgr01: [{ ...macvlan, scope: "local", driver: "", configOnly: true }] } },
    ],
    ["there is a ledger", { ledger }],
    ["the node has a ready label", { labels: { mgr01: { "swarmlan.other": "ready" } } }],
    ["a task was refused for it", { tasks: [refused("ep1hdn3dfbsp")] }],
    ["a service has a label of ours", { services: [service("web", { labels: { "swarmlan.reattach.old": "1" } })] }],
    [
      "a service waits for a LAN",
      { services: [service("web", { constraints: ["node.labels.swarmlan.old == ready"] })] },
    ],
  ])("is tried with a network on an Engine that may keep it for another, when %s", (_, over) => {
    expect(looks(over)).toEqual(tried);
    expect(looks({ ...over, version: "27.0.1" })).toEqual(["find-parent"]);
  });

  test("is tried with a network when it is a VLAN, which the Engine makes itself", () => {
    expect(looks({ version: "28.5.2" }, { ...LAN, parent: "eth0.20" })).toEqual(tried);
  });

  test("is asked for when what a killed run left on the node is gone, of whichever LAN it is, and never two at once", () => {
    const side = { ...LAN, name: "side" as LanSpec["name"], parent: "eth2", nodeNetwork: "side-node" };
    const left = network({
      id: "left" as NetworkId,
      name: "swarmlan-probe-side",
      scope: "local",
      labels: { [LAN_LABEL]: "side" },
    });
    const seen = swarm({ nodes: "mgr01", labels: { mgr01: {} }, swarmNetworks: [], networks: { mgr01: [left] } });
    const plan = planSwarm({ spec: spec(LAN, side), snapshot: seen, now: NOW, prune: false });
    const steps = plan.lans.flatMap((it) => it.steps).filter((it) => it.kind === "find-parent");
    expect(
      steps.map((it) => [it.id, [...it.after, ...(it.behind ?? [])].filter((id) => /probe|find/.test(id))]),
    ).toEqual([
      [`${NAME}/find-parent/mgr01`, ["side/remove-probe/mgr01/left"]],
      ["side/find-parent/mgr01", ["side/remove-probe/mgr01/left", `${NAME}/find-parent/mgr01`]],
    ]);
  });
});
