/** The parent is no Wi-Fi interface: an access point drops frames of MAC addresses that did not join it. */
import { defineCheck, fail, pass, skipped } from "../define-check.ts";
import { lanNodes, withHost } from "../facts-of.ts";

export const parentIsWired = defineCheck({
  code: "HOST003",
  group: "hosts",
  title: "the parent interface is not Wi-Fi",
  pre: true,
  after: ["HOST001"],
  judge: (facts) =>
    lanNodes(facts).map(({ lan, node, parent }) =>
      withHost(facts, { node, lan }, ({ nics }) => {
        const target = { lan: lan.name, node: node.hostname, interface: parent };
        const nic = nics.find((it) => it.name === parent);
        if (nic === undefined) return skipped(target, `there is no ${parent}`);
        const under = nic.lower === undefined ? nic : nics.find((it) => it.name === nic.lower);
        if (under?.kind !== "wireless") return pass(target, `${parent} is ${nic.kind}`);
        return fail(target, `${parent} of ${node.hostname} is Wi-Fi: access points drop the frames of containers`, {
          evidence: [`/sys/class/net/${under.name}/wireless is there`],
          fix: {
            text: "use a cable, or leave the node out",
            commands: [`# swarmlan.yaml: lans.${lan.name}.nodes.${node.hostname}: { skip: true }`, "swarmlan apply"],
          },
        });
      }),
    ),
});
