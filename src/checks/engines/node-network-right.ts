/** The node network is what the spec and the ledger say: parent, subnet, slice, gateway, kept-out addresses. */
import type { Judged } from "../../model/diagnosis.ts";
import { defineCheck, fail, pass } from "../define-check.ts";
import { lanStates } from "./lan-state.ts";

/** Codes that say the same of one value, and why it matters; what else differs is told here in any case. */
const SHOWN: readonly (readonly [what: RegExp, by: readonly string[]])[] = [
  [/^slice /, ["ADDR002", "ADDR003", "ADDR004"]],
  [/^gateway /, ["ADDR006"]],
  [/^reserved addresses/, ["ADDR005", "ADDR006", "ADDR007"]],
];

export const nodeNetworkRight = defineCheck({
  code: "ENG005",
  group: "engines",
  title: "every node network is as the spec says",
  judge: (facts) =>
    lanStates(facts).flatMap(({ lan, node, state }): readonly Judged[] => {
      const target = { lan: lan.name, node: node.hostname, network: lan.nodeNetwork };
      if (["skipped", "unreachable", "missing"].includes(state.state)) return [];
      if (state.state !== "drifted") return [pass(target, "it is")];
      return parts(state.why ?? "it differs").map(({ differs, after }) =>
        fail(target, `${lan.nodeNetwork} of ${node.hostname} is not as the spec says`, {
          evidence: differs,
          after,
          fix: {
            text: "replace it; the plan names the tasks that move meanwhile",
            commands: ["swarmlan plan", "swarmlan apply"],
            ours: "apply",
          },
        }),
      );
    }),
});

interface Part {
  readonly differs: readonly string[];
  readonly after: readonly string[];
}

/** What differs, by what else would show it: all that nothing else shows is one. Another slice has other reserved addresses. */
function parts(why: string): readonly Part[] {
  const all = why.split(", ");
  const moved = all.some((it) => it.startsWith("slice "));
  const own = moved ? all.filter((it) => !it.startsWith("reserved addresses")) : all;
  const shown = SHOWN.map(([what, after]) => ({ differs: own.filter((it) => what.test(it)), after }));
  const rest = own.filter((it) => !SHOWN.some(([what]) => what.test(it)));
  return [{ differs: rest, after: [] }, ...shown].filter((it) => it.differs.length > 0);
}
