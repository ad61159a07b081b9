/** The interface that macvlan is to sit on is there: a missing one rejects every task on that node. */
import { defineCheck, fail, pass } from "../define-check.ts";
import { lanNodes, withHost } from "../facts-of.ts";

export const parentExists = defineCheck({
  code: "HOST001",
  group: "hosts",
  title: "the parent interface exists on every node",
  pre: true,
  judge: (facts) =>
    lanNodes(facts).map(({ lan, node, parent }) =>
      withHost(facts, { node, lan }, ({ nics }) => {
        const target = { lan: lan.name, node: node.hostname, interface: parent };
        if (nics.some((it) => it.name === parent)) return pass(target, `${parent} is there`);
        const base = /^(.+)\.(\d+)$/.exec(parent)?.[1];
        if (base !== undefined && nics.some((it) => it.name === base))
          return pass(target, `${base} is there; Docker makes ${parent} when the first container needs it`);
        const there = nics.filter((it) => it.kind !== "loopback" && it.kind !== "veth").map((it) => it.name);
        return fail(target, `${node.hostname} has no interface ${parent}`, {
          evidence: [`it has: ${there.join(", ") || "none but its loopback"}`],
          fix: {
            text: "name the interface that this node has on the container VLAN",
            commands: [`# swarmlan.yaml: lans.${lan.name}.nodes.${node.hostname}.parent: NAME`, "swarmlan apply"],
          },
        });
      }),
    ),
});
