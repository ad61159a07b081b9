import { describe, expect, test } from "vitest";
import { HOLDER_LABEL, LAN_LABEL } from "../../../src/core/plan/names.ts";
import { planDestroy } from "../../../src/core/plan/plan-destroy.ts";
import { planSwarm } from "../../../src/core/plan/plan-swarm.ts";
import type { NetworkId } from "../../../src/model/ids.ts";
import type { Ledger } from "../../../src/model/ledger.ts";
import type { Plan, Step } from "../../../src/model/plan.ts";
import type { Snapshot } from "../../../src/model/snapshot.ts";
import type { LanSpec } from "../../../src/model/spec.ts";
import { entry, lan, reserved } from "../../builders.ts";
import { NETWORK, network, nodeNetwork, service, spec, swarm, task } from "../../operations/snapshot-builder.ts";

const LAN = lan();
const NAME = LAN.name;
const NOW = "2026-01-02T00:00:00Z";
const ledger: Ledger = {
  lan: NAME,
  swarmNetworks: [NETWORK],
  entries: ["mgr01", "swarm01"].map((it, index) =>
    entry(it, `192.168.${16 + index}.0/24`, { networks: [`conf-${it}` as NetworkId] }),
  ),
};
const holder = service("holder", { labels: { [HOLDER_LABEL]: NAME }, replicas: 0 });
const web = service("web", { constraints: [`node.labels.swarmlan.${NAME}==ready`] });
/** swarm01's network has to be replaced. */
const changed = { ...LAN, reserve: [reserved("192.168.17.50")] };
/** The swarm network has to be made anew, and both node networks with it. */
const anew = lan({ subnet: "192.168.0.0/19", pool: "192.168.16.0/20" });

/** Two nodes as the last apply left them; on mgr01 stands a task of web, on swarm01 nobody unless said. */
function settled(version: string, busy: "" | "mgr01" | "mgr01 swarm01" = "mgr01"): Snapshot {
  const bare = swarm({ nodes: "mgr01 swarm01" });
  const standing = busy.split(" ").filter((it) => it !== "");
  const networks = Object.fromEntries(
    ["mgr01", "swarm01"].map((it) => {
      const own = nodeNetwork(LAN, bare, it, { labels: { [LAN_LABEL]: NAME } });
      return [it, standing.includes(it) ? [own, network({ ipam: own.ipam, instance: true })] : [own]];
    }),
  );
  const tasks = standing.map((it, index) => task(`web.${index}`, it));
  return swarm({ nodes: "mgr01 swarm01", version, networks, services: [holder, web], tasks, ledger });
}

const planned = (snapshot: Snapshot, wanted: LanSpec) =>
  planSwarm({ spec: spec(wanted), snapshot, now: NOW, prune: false });
const stepsOf = (plan: Plan) => plan.lans.flatMap((it) => it.steps);
const names = (steps: readonly Step[]) => steps.map((it) => it.id.replace(`${NAME}/`, ""));
const named = (steps: readonly Step[], name: string) => steps.find((it) => it.id === `${NAME}/${name}`) as Step;

/** No step stands before one that it comes after: apply takes them in this order. */
function expectInOrder(steps: readonly Step[]): void {
  const seen = new Set<string>();
  for (const it of steps) {
    const late = it.after.filter((id) => !seen.has(id) && steps.some((other) => other.id === id));
    expect([it.id, late]).toEqual([it.id, []]);
    seen.add(it.id);
  }
}

describe("a removal that may be refused for a leaked count", () => {
  test.each<[string, string, "mgr01" | "mgr01 swarm01", readonly string[]]>([
    ["comes first where nobody is", "20.10.24", "mgr01", ["remove-node-network/swarm01", "remove-label/swarm01"]],
    ["comes first up to 28.0", "28.0.4", "mgr01", ["remove-node-network/swarm01", "remove-label/swarm01"]],
    [
      "comes after the label where count is live",
      "28.1.0",
      "mgr01",
      ["remove-label/swarm01", "remove-node-network/swarm01"],
    ],
    [
      "comes after the label where a task is",
      "20.10.24",
      "mgr01 swarm01",
      ["remove-label/swarm01", "remove-node-network/swarm01"],
    ],
  ])("%s", (_, version, busy, expected) => {
    const steps = stepsOf(planned(settled(version, busy), changed));
    expect(names(steps)).toEqual([
      "write-ledger/slices",
      ...expected,
      "create-node-network/swarm01",
      ...names(steps).filter((it) => /probe|find-parent/.test(it)),
      "set-label/swarm01",
      "write-ledger/networks",
    ]);
    expect(named(steps, expected[1] ?? "").after).toContain(`${NAME}/${expected[0]}`);
    expectInOrder(steps);
  });

  test("keeps a swarm network that is to be made anew from being taken down", () => {
    const steps = stepsOf(planned(settled("20.10.24"), anew));
    const removal = `${NAME}/remove-node-network/swarm01`;
    expect(names(steps).slice(0, 3)).toEqual([
      "write-ledger/slices",
      "remove-node-network/swarm01",
      "detach-service/web",
    ]);
    expect(
      ["detach-service/web", "remove-holder", "remove-swarm-network"].map((it) =>
        named(steps, it).after.includes(removal),
      ),
    ).toEqual([true, true, true]);
    expect(named(steps, "remove-node-network/mgr01").after).toContain(`${NAME}/remove-swarm-network`);
    expectInOrder(steps);
  });

  test("keeps a destroy from taking anything else, so that a task can still land there and cure it", () => {
    const steps = stepsOf(planDestroy({ snapshot: settled("20.10.24"), lan: NAME, cutOff: true }));
    const removal = "remove-node-network/swarm01/macvlanswarm-node";
    expect(names(steps).slice(0, 3)).toEqual(["write-ledger", removal, "detach-service/web"]);
    const others = steps.slice(2);
    expect(others.filter((it) => !it.after.includes(`${NAME}/${removal}`))).toEqual([]);
    expectInOrder(steps);
  });

  test("lets an idle node that gave its network up give its label up too, whatever another says", () => {
    const snapshot = settled("20.10.24", "");
    const steps = stepsOf(planDestroy({ snapshot, lan: NAME, cutOff: true }));
    const after = (name: string) => named(steps, name).after.filter((id) => id.includes("remove-node-network"));
    const removal = (node: string) => `${NAME}/remove-node-network/${node}/macvlanswarm-node`;
    expect([after("remove-label/mgr01"), after("remove-label/swarm01")]).toEqual([
      [removal("mgr01")],
      [removal("swarm01")],
    ]);
    expect(after("remove-holder")).toEqual([removal("mgr01"), removal("swarm01")]);
    expectInOrder(steps);
  });
});
