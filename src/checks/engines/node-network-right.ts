/** The node network is what the spec and the ledger say: parent, subnet, slice, gateway, kept-out addresses. */
import { defineCheck, fail, pass } from "../define-check.ts";
import { lanStates } from "./lan-state.ts";

export const nodeNetworkRight = defineCheck({
  code: "ENG005",
  group: "engines",
  title: "every node network is as the spec says",
  // These say the same of one value, and why it matters.
  after: ["ADDR002", "ADDR003", "ADDR004", "ADDR005", "ADDR006", "ADDR007"],
  judge: (facts) =>
    lanStates(facts).flatMap(({ lan, node, state }) => {
      const target = { lan: lan.name, node: node.hostname, network: lan.nodeNetwork };
      if (["skipped", "unreachable", "missing"].includes(state.state)) return [];
      if (state.state !== "drifted") return [pass(target, "it is")];
      return [
        fail(target, `${lan.nodeNetwork} of ${node.hostname} is not as the spec says`, {
          evidence: [state.why ?? "it differs"],
          fix: {
            text: "replace it; the plan names the tasks that move meanwhile",
            commands: ["swarmlan plan", "swarmlan apply"],
            ours: "apply",
          },
        }),
      ];
    }),
});
