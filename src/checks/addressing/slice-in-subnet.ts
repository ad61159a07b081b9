/** Every slice lies in its subnet, and every node network is of the LAN's subnet. Engines up to 24 take anything and then reject every task. */
import { contains, formatCidr, sameCidr } from "../../model/cidr.ts";
import { defineCheck, fail, pass } from "../define-check.ts";
import { nodeNetworks } from "../node-networks.ts";

export const sliceInSubnet = defineCheck({
  code: "ADDR004",
  group: "addressing",
  title: "every slice lies inside the LAN's subnet",
  judge: (facts) =>
    nodeNetworks(facts).map(({ lan, node, network, subnet, slice }) => {
      const target = { lan: lan.name, node: node.hostname, network: network.name };
      const wanted = lan.ipv4.subnet;
      if (slice && contains(wanted, slice) && subnet && sameCidr(subnet, wanted))
        return pass(target, `${formatCidr(slice)} is a part of ${formatCidr(wanted)}`);
      const has = network.ipam.config.map((it) => `subnet ${it.subnet}, ip-range ${it.ipRange ?? "none"}`);
      return fail(target, `${network.name} of ${node.hostname} is not a part of ${formatCidr(wanted)}`, {
        evidence: has.length === 0 ? ["it has no addressing at all"] : has,
        fix: {
          text: "let swarmlan replace it by one with the right slice",
          commands: ["swarmlan plan", "swarmlan apply"],
          ours: "apply",
        },
      });
    }),
});
