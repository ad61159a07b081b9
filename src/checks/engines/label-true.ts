/** The label that lets services land on a node is true: neither given where tasks would fail, nor missing where they would run. */
import { readyLabel } from "../../core/plan/names.ts";
import { defineCheck, fail, pass, warn } from "../define-check.ts";
import { lanStates } from "./lan-state.ts";

const DRIFT = ["ENG005", "ADDR002", "ADDR003", "ADDR004", "ADDR005", "ADDR006", "ADDR007"];
const BROKEN: ReadonlySet<string> = new Set(["missing", "drifted", "skipped"]);

export const labelTrue = defineCheck({
  code: "ENG013",
  group: "engines",
  title: "the ready label is true on every node",
  judge: (facts) =>
    lanStates(facts).flatMap(({ lan, node, state }) => {
      const target = { lan: lan.name, node: node.hostname };
      const label = readyLabel(lan.name);
      const said = node.labels[label] === "ready";
      if (state.state === "unreachable") return [];
      const fix = {
        text: "let swarmlan make it true, or take it away",
        commands: ["swarmlan plan", "swarmlan apply"],
        ours: "apply",
      } as const;
      if (said && BROKEN.has(state.state)) {
        const message = `${node.hostname} is labelled ${label}=ready, but ${state.why ?? `it is ${state.state}`}: tasks that land there fail`;
        // A network that differs is told as such; one that is not there is another matter.
        const after = state.state === "drifted" ? DRIFT : [];
        return [fail(target, message, { evidence: [`node label ${label}=ready`], fix, after })];
      }
      if (!said && state.state === "not-ready" && state.why?.includes(label))
        return [
          warn(
            target,
            `${node.hostname} has all that ${lan.name} needs, but not the label ${label}=ready: services with the constraint avoid it`,
            { fix },
          ),
        ];
      return [pass(target, said ? `${label}=ready, and it is` : "it has none, and is not ready")];
    }),
});
