/** Containers reach the gateway, from inside their own network namespace. */
import { defineCheck } from "../define-check.ts";
import { judgeInside } from "./inside.ts";

export const insideGateway = defineCheck({
  code: "WIRE007",
  group: "wire",
  title: "containers reach the gateway",
  after: [
    "ENG001",
    "ENG017",
    "ENG010",
    "HOST002",
    "HOST004",
    "HOST005",
    "WIRE001",
    "WIRE002",
    "WIRE003",
    "WIRE005",
    "ADDR006",
    "ADDR012",
  ],
  judge: (facts) =>
    judgeInside(facts, "gateway", ({ container, to }, node) => ({
      message: `${container} on ${node} does not reach the gateway ${to}`,
      fix: {
        text: "see whether the router answers echo requests at all; else look at the way from that node to it",
        commands: [`ssh ${node} docker exec ${container} ping -c1 ${to}`, `ssh ${node} ping -c1 ${to}`],
      },
    })),
});
