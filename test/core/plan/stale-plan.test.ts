import { describe, expect, test } from "vitest";
import { fingerprintOf } from "../../../src/core/plan/fingerprint.ts";
import { HOLDER_LABEL, LAN_LABEL } from "../../../src/core/plan/names.ts";
import { planSwarm } from "../../../src/core/plan/plan-swarm.ts";
import { freshened, staleReasons } from "../../../src/core/plan/stale-plan.ts";
import type { NetworkId } from "../../../src/model/ids.ts";
import type { Ledger } from "../../../src/model/ledger.ts";
import type { SavedPlan } from "../../../src/model/saved-plan.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import type { Spec } from "../../../src/model/spec.ts";
import { cidr, entry, lan, nodeId, reserved } from "../../builders.ts";
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
const THEN = "2026-01-02T00:00:00.000Z";
const NOW = "2026-01-05T00:00:00.000Z";
const holder = service("holder", { labels: { [HOLDER_LABEL]: LAN.name }, replicas: 0 });
const web = service("web", { constraints: ["node.labels.swarmlan.macvlanswarm==ready"] });
const entries = ["mgr01", "swarm01"].map((it, at) =>
  entry(it, `192.168.${16 + at}.0/24`, { networks: [`conf-${it}` as NetworkId] }),
);
const ledger: Ledger = { lan: LAN.name, swarmNetworks: [NETWORK], entries };
/** One address of swarm01's slice is reserved: its network has to be replaced. */
const wanted = spec({ ...LAN, reserve: [reserved("192.168.17.50")] });

type Scene = Partial<Parameters<typeof swarm>[0]>;

function settled(over: Scene = {}): Snapshot {
  const networks = networksOf("mgr01", "swarm01");
  const services = [holder, web];
  const tasks = [task("web.1", "swarm01")];
  return swarm({ nodes: "mgr01 swarm01", networks, services, tasks, ledger, ...over });
}

const planned = (snapshot: Snapshot, of: Spec = wanted) => planSwarm({ spec: of, snapshot, now: THEN, prune: false });

function saved(snapshot: Snapshot = settled()): SavedPlan {
  const from = fingerprintOf(wanted, snapshot);
  return { createdAt: THEN, options: { prune: false }, spec: wanted, from, hosts: [], plan: planned(snapshot) };
}

const reasons = (snapshot: Snapshot, of: Spec = wanted) =>
  staleReasons(saved(), { fingerprint: fingerprintOf(of, snapshot), plan: planned(snapshot, of) }).map((it) =>
    it.code === "CHANGED_SINCE_PLAN" ? it.message.replace("since the plan was made: ", "") : it.code,
  );

/** The same snapshot with one thing of one node otherwise. */
function withNode(hostname: string, change: object): Snapshot {
  const snapshot = settled();
  const changed = <T extends { hostname: string }>(it: T): T => (it.hostname === hostname ? { ...it, ...change } : it);
  return {
    ...snapshot,
    swarm: { ...snapshot.swarm, nodes: snapshot.swarm.nodes.map(changed) },
    nodes: snapshot.nodes.map((it) => ({ ...it, node: changed(it.node) })),
  };
}

describe("a saved plan", () => {
  test("is not stale while everything is as it was", () => {
    expect(saved().plan.lans[0]?.steps.map((it) => it.kind)).toContain("remove-node-network");
    expect(reasons(settled())).toEqual([]);
  });

  test.each<[string, Snapshot, readonly string[]]>([
    ["a task that was started again", settled({ tasks: [task("web.1", "swarm01", { id: "other" as never })] }), []],
    ["a task less", settled({ tasks: [] }), []],
    ["a task that is not touched", settled({ tasks: [task("web.1", "swarm01"), task("web.2", "mgr01")] }), []],
    ["a network that is nobody's LAN", withNetwork("swarm01", "bridge2"), []],
    ["a newer version of a node in raft", withNode("swarm01", { version: 9 }), []],
  ])("does not mind %s", (_, snapshot, expected) => {
    expect(reasons(snapshot)).toEqual(expected);
  });

  test.each<[string, Snapshot, readonly string[]]>([
    ["a node that joined", settled({ nodes: "mgr01 swarm01 swarm02" }), ["swarm02 is new"]],
    [
      "a node that cannot be asked any more",
      settled({ nodes: "mgr01 swarm01!" }),
      ["swarm01 its Engine answers → cannot be asked", "macvlanswarm-node on swarm01 is gone"],
    ],
    ["another availability", withNode("mgr01", { availability: "drain" }), ["mgr01 availability active → drain"]],
    ["a label that is gone", withNode("mgr01", { labels: {} }), ["mgr01 label swarmlan.macvlanswarm ready → none"]],
    ["a network that is gone", settled({ networks: networksOf("swarm01") }), ["macvlanswarm-node on mgr01 is gone"]],
    ["a holder that is gone", settled({ services: [web] }), ["holder is gone"]],
    [
      "a swarm network that was made anew",
      settled({ swarmNetworks: [network({ id: "other" as NetworkId })] }),
      ["the swarm network macvlanswarm is new", "the swarm network macvlanswarm is gone"],
    ],
    [
      "a slice that moved in the ledger",
      settled({
        ledger: {
          ...ledger,
          entries: [entries[0] as never, { ...entries[1], slice: cidr("192.168.20.0/24") } as never],
        },
      }),
      ["swarm01 in the ledger swarmlan.ledger.macvlanswarm slice 192.168.17.0/24 → 192.168.20.0/24"],
    ],
    [
      "a task that it would cut off too",
      settled({ tasks: [task("web.1", "swarm01"), task("web.2", "swarm01")] }),
      ["task web.2 on swarm01 would be cut off too"],
    ],
  ])("is stale for %s", (_, snapshot, expected) => {
    expect(reasons(snapshot)).toEqual(expected);
  });

  test("is stale when a container attached by hand is in the way now", () => {
    const snapshot = settled({ containers: { swarm01: [container({ name: "byhand", ip: "192.168.17.9" })] } });
    expect(reasons(snapshot)).toEqual(["CONTAINERS_ATTACHED"]);
  });

  test("is stale when a service without the constraint needs the node drained now", () => {
    const free = service("free");
    const snapshot = settled({
      services: [holder, web, free],
      tasks: [task("web.1", "swarm01"), task("free.1", "swarm01")],
    });
    expect(reasons(snapshot)).toEqual(
      expect.arrayContaining(['the step "drain swarm01" is needed too', "task free.1 on swarm01 would be cut off too"]),
    );
  });

  test("is stale for another spec, by what changed in it", () => {
    const other = spec({ ...LAN, parent: "eth2", reserve: [reserved("192.168.17.50")] });
    expect(reasons(settled(), other)).toEqual(["macvlanswarm in the spec parent eth1 → eth2"]);
  });

  test("is done with whom it cuts off now, and with the time of now in the ledger", () => {
    const moved = spec(lan({ nodes: { swarm01: { slice: "192.168.25.0/24" } } }));
    const then: SavedPlan = { ...saved(), spec: moved, plan: planned(settled(), moved) };
    const fresh = planned(settled({ tasks: [] }), moved);
    const plan = freshened(then, fresh, NOW);
    expect(plan.lans[0]?.steps.flatMap((it) => it.cutsOff)).toEqual([]);
    const write = plan.lans[0]?.steps.find((it) => it.kind === "write-ledger");
    const own = write?.kind === "write-ledger" && write.ledger.entries.find((it) => it.node === nodeId("swarm01"));
    expect(own && [own.since, own.former.map((it) => it.since)]).toEqual([NOW, [NOW]]);
    expect(write?.kind === "write-ledger" && write.ledger.entries[0]?.since).toBe("2026-01-01T00:00:00.000Z");
  });
});

function networksOf(...hostnames: readonly string[]) {
  const bare = swarm({ nodes: "mgr01 swarm01" });
  const ours = { labels: { [LAN_LABEL]: LAN.name } };
  return Object.fromEntries(hostnames.map((it) => [it, [nodeNetwork(LAN, bare, it, ours)]]));
}

function withNetwork(hostname: string, name: string): Snapshot {
  const all = networksOf("mgr01", "swarm01");
  const other = network({ id: name as NetworkId, name, driver: "bridge", scope: "local", configFrom: "" });
  return settled({ networks: { ...all, [hostname]: [...(all[hostname] ?? []), other] } });
}
