import { describe, expect, test } from "vitest";
import { HOLDER_LABEL, LAN_LABEL, reattachLabel } from "../../../src/core/plan/names.ts";
import { planDestroy } from "../../../src/core/plan/plan-destroy.ts";
import { planSwarm } from "../../../src/core/plan/plan-swarm.ts";
import { attachedSpec, detachedSpec } from "../../../src/core/plan/service-spec.ts";
import type { NetworkId } from "../../../src/model/ids.ts";
import type { Ledger } from "../../../src/model/ledger.ts";
import type { Plan } from "../../../src/model/plan.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import { entry, lan } from "../../builders.ts";
import { NETWORK, nodeNetwork, service, spec, swarm, task } from "../../operations/snapshot-builder.ts";

const LAN = lan();
const NAME = LAN.name;
const NOW = "2026-01-02T00:00:00Z";
const NOTED = { destroying: "2026-01-01T12:00:00Z" };
const holder = service("holder", { labels: { [HOLDER_LABEL]: NAME }, replicas: 0 });
const ledger: Ledger = {
  lan: NAME,
  swarmNetworks: [NETWORK],
  entries: [
    entry("mgr01", "192.168.16.0/24", { networks: ["conf-mgr01" as NetworkId] }),
    entry("swarm01", "192.168.17.0/24", { networks: ["conf-swarm01" as NetworkId] }),
  ],
};

type Scene = Partial<Parameters<typeof swarm>[0]>;

/** Two nodes on which the last apply left everything right. */
function settled(over: Scene = {}): Snapshot {
  const bare = swarm({ nodes: "mgr01 swarm01" });
  const ours = { labels: { [LAN_LABEL]: NAME } };
  const networks = Object.fromEntries(["mgr01", "swarm01"].map((it) => [it, [nodeNetwork(LAN, bare, it, ours)]]));
  return swarm({ nodes: "mgr01 swarm01", networks, services: [holder], ledger, ...over });
}

/** What a destroy leaves that was killed when only swarm01's node network was still there. */
function halfGone(over: Scene = {}): Snapshot {
  const kept = nodeNetwork(LAN, swarm({ nodes: "mgr01 swarm01" }), "swarm01", { labels: { [LAN_LABEL]: NAME } });
  return settled({
    networks: { swarm01: [kept] },
    labels: { mgr01: {}, swarm01: {} },
    swarmNetworks: [],
    services: [],
    ledger: { ...ledger, ...NOTED },
    ...over,
  });
}

const destroy = (snapshot: Snapshot) => planDestroy({ snapshot, lan: NAME, cutOff: false });
const planned = (snapshot: Snapshot, over: { onlyNode?: string } = {}) =>
  planSwarm({ spec: spec(LAN), snapshot, now: NOW, prune: false, ...over });
const steps = (plan: Plan) => plan.lans.flatMap((it) => it.steps.map((step) => step.id.replace(`${NAME}/`, "")));
const codes = (plan: Plan) => [...plan.findings, ...plan.lans.flatMap((it) => it.findings)].map((it) => it.code);
const drift = (plan: Plan) => plan.lans.flatMap((it) => it.drift.map((one) => one.code));
const written = (plan: Plan) =>
  plan.lans.flatMap((it) => it.steps.flatMap((step) => (step.kind === "write-ledger" ? [step.ledger.destroying] : [])));

describe("planDestroy", () => {
  test("notes in the ledger that it began, before anything goes; the ledger itself goes last", () => {
    const plan = destroy(settled());
    expect(steps(plan)).toEqual([
      "write-ledger",
      "remove-label/mgr01",
      "remove-label/swarm01",
      "remove-holder",
      "remove-swarm-network",
      "remove-node-network/mgr01/macvlanswarm-node",
      "remove-node-network/swarm01/macvlanswarm-node",
      "remove-ledger",
    ]);
    const [first, ...rest] = plan.lans[0]?.steps ?? [];
    expect(rest.every((it) => it.after.includes(first?.id ?? ""))).toBe(true);
  });

  test("goes on from what is left, without a second note", () => {
    expect(steps(destroy(halfGone()))).toEqual(["remove-node-network/swarm01/macvlanswarm-node", "remove-ledger"]);
  });

  test("removes a ledger that is all that is left without a note", () => {
    const plan = destroy(halfGone({ networks: {}, ledger }));
    expect(steps(plan)).toEqual(["remove-ledger"]);
  });

  test("keeps the ledger, with its note, while a node is silent", () => {
    const plan = destroy(settled({ nodes: "mgr01 swarm01!" }));
    expect([steps(plan)[0], steps(plan).includes("remove-ledger")]).toEqual(["write-ledger", false]);
  });

  test("writes a lost ledger anew only where no node is silent, for half of it would pass for the whole", () => {
    const lost = (nodes: string) => {
      const snapshot = settled({ nodes });
      return steps(destroy({ ...snapshot, swarm: { ...snapshot.swarm, configs: [] } }));
    };
    expect([lost("mgr01 swarm01").at(0), lost("mgr01 swarm01").at(-1)]).toEqual(["write-ledger", "remove-ledger"]);
    expect(lost("mgr01 swarm01!").filter((it) => it.includes("ledger"))).toEqual([]);
  });
});

describe("planDestroy with --cut-off", () => {
  const web = service("web", { constraints: [`node.labels.swarmlan.${NAME} == ready`] });
  const tasks = [task("web.1", "mgr01"), task("web.2", "swarm01")];
  const cutOff = (over: Scene = {}) =>
    planDestroy({ snapshot: settled({ services: [holder, web], tasks, ...over }), lan: NAME, cutOff: true });

  test("names each task once, where its service is taken off, and that the constraint goes too", () => {
    const cutting = cutOff().lans.flatMap((it) => it.steps.filter((step) => step.cutsOff.length > 0));
    expect(cutting.map((it) => [it.title, it.cutsOff.map((cut) => cut.name)])).toEqual([
      ["take web off macvlanswarm, with its constraint node.labels.swarmlan.macvlanswarm==ready", ["web.1", "web.2"]],
    ]);
  });

  test("takes the labels only when no service asks for them any more", () => {
    const labels = cutOff().lans.flatMap((it) => it.steps.filter((step) => step.kind === "remove-label"));
    expect(labels.map((it) => it.after.includes(`${NAME}/detach-service/web`))).toEqual([true, true]);
  });

  test("lets go of a service that only has the constraint, and would stop without it", () => {
    const bound = service("bound", { networks: [], constraints: [`node.labels.swarmlan.${NAME}==ready`] });
    const over = { services: [holder, bound], tasks: [task("bound.1", "mgr01")] };
    expect(codes(destroy(settled(over)))).toEqual(["SERVICES_ATTACHED"]);
    const off = cutOff(over).lans.flatMap((it) => it.steps.filter((step) => step.kind === "detach-service"));
    expect(off.map((it) => it.cutsOff.map((cut) => [cut.name, cut.onLan]))).toEqual([[["bound.1", false]]]);
  });

  test("lets go of a service that a killed run took off and did not attach again", () => {
    const waiting = service("web", { networks: [], labels: { [reattachLabel(NAME)]: NETWORK } });
    const over = { services: [waiting], swarmNetworks: [] };
    expect(codes(destroy(settled(over)))).toEqual(["SERVICES_ATTACHED"]);
    expect(steps(cutOff(over))).toContain("detach-service/web");
  });
});

describe("a service that is taken off a LAN", () => {
  const constraint = `node.labels.swarmlan.${NAME}==ready`;
  const whole = {
    Name: "web",
    Labels: { team: "a" },
    TaskTemplate: {
      Networks: [{ Target: NETWORK, Aliases: ["w"] }, { Target: "other" }],
      Placement: { Constraints: ["node.role==worker", constraint], MaxReplicas: 2 },
    },
  };
  const off = (of: { forGood: boolean }, from: unknown = whole) =>
    detachedSpec(service("web", { spec: from }), { lan: NAME, network: NETWORK, ...of }) as typeof whole;

  test("for good loses its constraint to the LAN's nodes, and nothing else", () => {
    expect(off({ forGood: true })).toEqual({
      Name: "web",
      Labels: { team: "a" },
      TaskTemplate: {
        Networks: [{ Target: "other" }],
        Placement: { Constraints: ["node.role==worker"], MaxReplicas: 2 },
      },
    });
  });

  test("for a while keeps it, and comes back as it was", () => {
    const away = off({ forGood: false });
    expect(away.TaskTemplate.Placement).toEqual(whole.TaskTemplate.Placement);
    const back = attachedSpec(service("web", { spec: away }), { lan: NAME, network: "new" }) as typeof whole;
    expect(back.Labels).toEqual(whole.Labels);
    expect(back.TaskTemplate.Networks).toEqual([{ Target: "other" }, { Target: "new", Aliases: ["w"] }]);
  });

  test("for good also when it was off for a while: nothing remembers the LAN", () => {
    expect(off({ forGood: true }, off({ forGood: false }))).toEqual(off({ forGood: true }));
  });
});

describe("a destroy on Engines that leak counts", () => {
  test("takes the label before the network where no service is attached, so that ready is never a lie", () => {
    const plan = destroy(settled({ version: "26.1.5" }));
    const removals = plan.lans.flatMap((it) => it.steps.filter((step) => step.kind === "remove-node-network"));
    expect(removals.map((it) => it.after.includes(`${NAME}/remove-label/${it.hostname}`))).toEqual([true, true]);
    expect(steps(plan).slice(0, 4)).toEqual([
      "write-ledger",
      "remove-label/mgr01",
      "remove-label/swarm01",
      "remove-node-network/mgr01/macvlanswarm-node",
    ]);
  });
});

describe("planSwarm after a destroy that was not finished", () => {
  test("says so, and calls nothing of it drift", () => {
    const plan = planned(halfGone());
    expect([codes(plan), drift(plan)]).toEqual([["DESTROY_UNFINISHED"], []]);
    expect(plan.lans[0]?.findings[0]).toMatchObject({ severity: "warn", target: { lan: NAME } });
  });

  test("makes the LAN whole again and takes the note away with its last write", () => {
    const plan = planned(halfGone());
    expect(steps(plan)).toContain("create-node-network/mgr01");
    expect(written(plan)).toEqual([NOTED.destroying, undefined]);
  });

  test("takes the note away also when nothing was gone yet", () => {
    const plan = planned(settled({ ledger: { ...ledger, ...NOTED } }));
    expect(steps(plan)).toEqual(["write-ledger/networks"]);
    expect(written(plan)).toEqual([undefined]);
  });

  test.each<[string, Snapshot, { onlyNode?: string }]>([
    ["a node is silent", halfGone({ nodes: "mgr01 swarm01!" }), {}],
    ["only one node is made", halfGone(), { onlyNode: "mgr01" }],
  ])("keeps the note while %s", (_, snapshot, over) => {
    expect(new Set(written(planned(snapshot, over)))).toEqual(new Set([NOTED.destroying]));
  });

  test("refuses it in place of LAN_LEFT_SPEC where the spec has the LAN no more", () => {
    const other = spec(lan({ name: "other", subnet: "10.9.0.0/16", gateway: "10.9.255.254" }));
    const plan = planSwarm({ spec: other, snapshot: halfGone(), now: NOW, prune: false });
    expect([codes(plan), steps(plan)]).toEqual([["DESTROY_UNFINISHED"], []]);
    const pruned = planSwarm({ spec: other, snapshot: halfGone(), now: NOW, prune: true });
    expect(steps(pruned)).toEqual(expect.arrayContaining(["remove-ledger"]));
  });
});
