/** The parent is up and has carrier: macvlan sends and receives nothing through one that has not. */
import { defineCheck, fail, pass, skipped } from "../define-check.ts";
import { lanNodes, withHost } from "../facts-of.ts";

export const parentIsUp = defineCheck({
  code: "HOST002",
  group: "hosts",
  title: "the parent interface is up and has carrier on every node",
  pre: true,
  after: ["HOST001"],
  judge: (facts) =>
    lanNodes(facts).map(({ lan, node, parent }) =>
      withHost(facts, { node, lan }, ({ nics }) => {
        const target = { lan: lan.name, node: node.hostname, interface: parent };
        const nic = nics.find((it) => it.name === parent);
        if (nic === undefined) return skipped(target, `there is no ${parent}`);
        if (nic.state !== "down" && nic.carrier !== false) return pass(target, `${parent} is up`);
        const cable = nic.carrier === false;
        return fail(target, `${parent} of ${node.hostname} ${cable ? "has no carrier" : "is down"}`, {
          evidence: [
            `state ${nic.state}, carrier ${nic.carrier === undefined ? "not told" : nic.carrier ? "yes" : "no"}`,
          ],
          fix: cable
            ? {
                text: "plug the cable in, or mend the switch port; then look again",
                commands: [`ssh ${node.hostname} ip -br link show ${parent}`],
              }
            : {
                text: "set it up, and see to it that it comes up at boot",
                commands: [`ssh ${node.hostname} ip link set ${parent} up`],
              },
        });
      }),
    ),
});
