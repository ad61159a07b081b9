/** No slice is used up: the next task there is rejected (`no available IPv4 addresses on this network's address pools`). */
import { formatCidr } from "../../model/cidr.ts";
import { defineCheck, fail, pass } from "../define-check.ts";
import { sliceUses } from "./slice-use.ts";

export const sliceNotExhausted = defineCheck({
  code: "ADDR009",
  group: "addressing",
  title: "every slice has an address left",
  judge: (facts) =>
    sliceUses(facts).map(({ lan, node, share, used, usable }) => {
      const target = { lan: lan.name, node: node.hostname };
      const slice = formatCidr(share.ipv4.slice);
      if (used < usable) return pass(target, `${usable - used} addresses of ${slice} are left`);
      return fail(
        target,
        `all ${usable} addresses of ${slice} on ${node.hostname} are used: the next task there is rejected`,
        {
          evidence: ["no available IPv4 addresses on this network's address pools"],
          fix: {
            text: "give the node a wider slice by name, reserve less, or take containers off the LAN there",
            commands: [
              `# swarmlan.yaml: lans.${lan.name}.nodes.${node.hostname}.slice: WIDER`,
              "swarmlan plan",
              `swarmlan ps`,
            ],
          },
        },
      );
    }),
});
