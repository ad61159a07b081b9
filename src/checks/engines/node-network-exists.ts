/** Every node that takes part has its node network: without it each task there is rejected (`configuration network "…" does not exist`). */
import { defineCheck, fail, pass, skipped } from "../define-check.ts";
import { lanStates } from "./lan-state.ts";

export const nodeNetworkExists = defineCheck({
  code: "ENG004",
  group: "engines",
  title: "every node that takes part has its node network",
  after: ["ENG001", "ENG002"],
  judge: (facts) =>
    lanStates(facts).map(({ lan, node, state }) => {
      const target = { lan: lan.name, node: node.hostname };
      if (state.state === "skipped") return skipped(target, "the spec skips it");
      if (state.state === "unreachable") return skipped(target, "its Engine does not answer");
      if (state.state !== "missing") return pass(target, `${lan.nodeNetwork} is there`);
      return fail(target, `${node.hostname} has no ${lan.nodeNetwork}: tasks of ${lan.name} are rejected there`, {
        evidence: [`configuration network "${lan.nodeNetwork}" does not exist`],
        fix: { text: "give the node its slice", commands: ["swarmlan plan", "swarmlan apply"], ours: "apply" },
      });
    }),
});
