/** The parent's address is the host's own, not a lease: a DHCP NIC is mostly the house's network, not the container VLAN, and its address can become a container's. */
import { defineCheck, pass, skipped, warn } from "../define-check.ts";
import { lanNodes, withHost } from "../facts-of.ts";

export const parentNotLeased = defineCheck({
  code: "HOST006",
  group: "hosts",
  title: "the parent interface does not get its address by DHCP",
  pre: true,
  after: ["HOST001", "HOST005"],
  judge: (facts) =>
    lanNodes(facts).map(({ lan, node, parent }) =>
      withHost(facts, { node, lan }, ({ nics, leased }) => {
        const target = { lan: lan.name, node: node.hostname, interface: parent };
        if (!nics.some((it) => it.name === parent)) return skipped(target, `there is no ${parent}`);
        if (!leased.includes(parent)) return pass(target, "its address has no end");
        return warn(
          target,
          `${parent} of ${node.hostname} has an address by DHCP: is it the container VLAN's interface?`,
          {
            evidence: ["ip address: valid_lft is not forever"],
            fix: {
              text: "see that it is the right NIC, that the DHCP server keeps out of the slices, and give the host a fixed address",
              commands: [`ssh ${node.hostname} ip address show ${parent}`],
            },
          },
        );
      }),
    ),
});
