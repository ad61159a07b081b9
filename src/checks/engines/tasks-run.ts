/** No task on a LAN is rejected or failing now. An old failure whose place is taken by a running task is history. */
import type { Facts } from "../../model/facts.ts";
import type { SwarmService, SwarmTask } from "../../model/snapshot.ts";
import { lanScene } from "../../core/plan/lan-scene.ts";
import { defineCheck, fail, pass } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";
import { explainTaskError } from "./task-errors.ts";

const BAD: ReadonlySet<string> = new Set(["rejected", "failed", "orphaned"]);
/** Swarm moving a task off a node, as it is told to: no failure. */
const MOVED = /assigned node no longer meets constraints/;
const STUCK: ReadonlySet<string> = new Set(["pending", "starting", "preparing"]);

export const tasksRun = defineCheck({
  code: "ENG011",
  group: "engines",
  title: "no task on the LAN is rejected or failing",
  after: ["ENG001", "ENG007"],
  judge: (facts) =>
    facts.spec.lans.flatMap((lan) => {
      const ledger = facts.ledgers.get(lan.name) ?? { lan: lan.name, swarmNetworks: [], entries: [] };
      return lanScene(lan.name, facts.snapshot, ledger).services.flatMap((service) => {
        const bad = newest(facts, service).filter(
          (it) => it.error !== undefined && !MOVED.test(it.error) && (BAD.has(it.state) || STUCK.has(it.state)),
        );
        if (bad.length === 0) return [pass({ lan: lan.name, service: service.name }, "its tasks run")];
        return bad.map((task) => judged(facts, { lan: lan.name, service, task }));
      });
    }),
});

/** Of each slot (of each node, for a global service) the latest task. */
function newest({ snapshot }: Facts, service: SwarmService): readonly SwarmTask[] {
  const slots = new Map<string, SwarmTask>();
  for (const task of snapshot.swarm.tasks.filter((it) => it.service === service.id)) {
    const slot = String(task.slot ?? task.node ?? "");
    const before = slots.get(slot);
    if (before === undefined || before.timestamp < task.timestamp) slots.set(slot, task);
  }
  // A service that was told to be smaller leaves its last failures behind.
  const all = [...slots.values()];
  return service.mode === "replicated" ? all.filter((it) => (it.slot ?? 0) <= (service.replicas ?? 0)) : all;
}

function judged(facts: Facts, { lan, service, task }: { lan: string; service: SwarmService; task: SwarmTask }) {
  const error = task.error ?? "";
  const node = task.node === undefined ? undefined : hostnameOf(facts, task.node);
  const target = { lan, service: service.name, ...(node === undefined ? {} : { node }) };
  const row = explainTaskError(error);
  return fail(
    target,
    `a task of ${service.name} is ${task.state}${node === undefined ? "" : ` on ${node}`}: ${row?.means ?? error}`,
    {
      evidence: [error],
      after: row?.shownBy ?? [],
      fix: row?.fix ?? {
        text: "the text is the Engine's own",
        commands: [`docker service ps --no-trunc ${service.name}`],
      },
    },
  );
}
