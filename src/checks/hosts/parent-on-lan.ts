/** The parent is the NIC of the container VLAN: it has the host's address in the LAN's subnet, where the host has one at all. */
import { formatAddress } from "../../model/address.ts";
import { formatCidr } from "../../model/cidr.ts";
import type { HostNic } from "../../model/host-facts.ts";
import { nicInSubnet } from "../../core/hosts/witness.ts";
import { defineCheck, fail, pass, skipped, warn } from "../define-check.ts";
import { lanNodes, withHost } from "../facts-of.ts";

export const parentOnLan = defineCheck({
  code: "HOST005",
  group: "hosts",
  title: "the parent is the interface of the container VLAN",
  pre: true,
  after: ["HOST001", "HOST003", "HOST004"],
  judge: (facts) =>
    lanNodes(facts).map(({ lan, node, parent }) =>
      withHost(facts, { node, lan }, ({ nics }) => {
        const { subnet } = lan.ipv4;
        const target = { lan: lan.name, node: node.hostname, interface: parent };
        const own = nics.find((it) => it.name === parent);
        if (own === undefined) return skipped(target, `there is no ${parent}`);
        const on = nicInSubnet(nics, subnet);
        if (on === undefined) {
          const expected = lan.host === "first" || typeof lan.nodes[node.hostname]?.host === "object";
          if (!expected) return skipped(target, `the host has no address in ${formatCidr(subnet)}, and need not`);
          return warn(target, `no interface of ${node.hostname} has an address in ${formatCidr(subnet)}`, {
            evidence: nics.filter((it) => it.addresses.length > 0).map(nicText),
            fix: {
              text: 'give the NIC its address there, or say that it has none ("host: none")',
              commands: [
                `ssh ${node.hostname} ip address`,
                `# swarmlan.yaml: lans.${lan.name}.nodes.${node.hostname}.host: none`,
              ],
            },
          });
        }
        if (on.name === parent) return pass(target, `${parent} has the host's address in ${formatCidr(subnet)}`);
        return fail(target, `${parent} of ${node.hostname} is not on ${formatCidr(subnet)}: ${on.name} is`, {
          evidence: [nicText(own), nicText(on)],
          fix: {
            text: `use ${on.name} as parent on this node`,
            commands: [`# swarmlan.yaml: lans.${lan.name}.nodes.${node.hostname}.parent: ${on.name}`, "swarmlan apply"],
          },
        });
      }),
    ),
});

function nicText({ name, addresses }: HostNic): string {
  return `${name}: ${addresses.map((it) => `${formatAddress(it.address)}/${it.length}`).join(", ") || "no address"}`;
}
