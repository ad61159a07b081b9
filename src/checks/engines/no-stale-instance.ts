/** What runs on a node was made from the node network that is there now; after a crash the macvlan driver may go on with its old record (seen on 28.5 and 29.7). */
import { defineCheck, fail, pass } from "../define-check.ts";
import { lanStates } from "./lan-state.ts";

export const noStaleInstance = defineCheck({
  code: "ENG010",
  group: "engines",
  title: "what runs on a node was made from the node network there",
  judge: (facts) =>
    lanStates(facts).flatMap(({ lan, node, state }) => {
      const target = { lan: lan.name, node: node.hostname };
      if (["skipped", "unreachable", "missing", "drifted"].includes(state.state)) return [];
      if (state.state !== "stale") return [pass(target, "it was")];
      return [
        fail(target, `${node.hostname} runs ${lan.name} with other values than its node network has`, {
          evidence: [state.why ?? "they differ"],
          fix: {
            text: "let swarmlan clear it: by moving the tasks off, or by making the swarm network anew (the plan says which, and whom it cuts off)",
            commands: ["swarmlan plan", "swarmlan apply"],
            ours: "apply",
          },
        }),
      ];
    }),
});
