/** Containers resolve the names of services: swarm's own names work on macvlan across nodes, by gossip between the nodes (7946 tcp and udp). */
import { defineCheck } from "../define-check.ts";
import { judgeInside } from "./inside.ts";

export const insideName = defineCheck({
  code: "WIRE009",
  group: "wire",
  title: "containers resolve the names of services",
  after: ["ENG001", "ENG017"],
  judge: (facts) =>
    judgeInside(facts, "name", ({ container, to }, node) => ({
      message: `${container} on ${node} does not resolve ${to}`,
      fix: {
        text: "see that nodes reach each other on 7946 tcp and udp; a container that was re-attached by hand is not in swarm's names",
        commands: [`ssh ${node} docker exec ${container} nslookup ${to}`],
      },
    })),
});
