/** Containers reach containers of other nodes. */
import { defineCheck } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";
import { judgeInside } from "./inside.ts";

export const insideContainer = defineCheck({
  code: "WIRE008",
  group: "wire",
  title: "containers reach containers of other nodes",
  after: ["ENG001", "ENG017", "ENG010", "HOST002", "HOST004", "HOST005", "WIRE002", "WIRE003", "WIRE005", "ADDR012"],
  judge: (facts) =>
    judgeInside(facts, "container", ({ container, to, toNode }, node) => ({
      message: `${container} on ${node} does not reach ${to}${toNode === undefined ? "" : ` on ${hostnameOf(facts, toNode)}`}`,
      fix: {
        text: "see which of both nodes others do not reach either, and look at its NIC and switch port",
        commands: [`swarmlan doctor --only WIRE`, `ssh ${node} docker exec ${container} ping -c1 ${to}`],
      },
    })),
});
