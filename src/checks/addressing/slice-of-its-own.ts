/** No two nodes hand out the same slice: Docker's nodes do not coordinate, so two containers would answer on one address (moby#49921). */
import { formatCidr } from "../../model/cidr.ts";
import { defineCheck, fail, pass } from "../define-check.ts";
import { nodeNetworks } from "../node-networks.ts";

export const sliceOfItsOwn = defineCheck({
  code: "ADDR002",
  group: "addressing",
  title: "every node hands out a slice of its own",
  judge: (facts) => {
    const all = nodeNetworks(facts).filter((it) => it.slice !== undefined);
    return all.map((it) => {
      const target = { lan: it.lan.name, node: it.node.hostname };
      const slice = it.slice === undefined ? "" : formatCidr(it.slice);
      const same = all.filter(
        (one) => one.lan === it.lan && one !== it && one.slice && formatCidr(one.slice) === slice,
      );
      if (same.length === 0) return pass(target, `${slice} is handed out by ${it.node.hostname} alone`);
      const others = same.map((one) => one.node.hostname).join(", ");
      return fail(
        target,
        `${it.node.hostname} hands out ${slice}, and so does ${others}: addresses will be given twice`,
        {
          evidence: [`${it.network.name} on ${it.node.hostname} and on ${others}: ip-range ${slice}`],
          fix: {
            text: "give each node the slice that the ledger gives it; tasks on the LAN of these nodes move meanwhile",
            commands: ["swarmlan plan", "swarmlan apply"],
            ours: "apply",
          },
        },
      );
    });
  },
});
