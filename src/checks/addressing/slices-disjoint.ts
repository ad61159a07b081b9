/** No slice overlaps another one: the part that two nodes share is handed out twice. The same slice twice is ADDR002's. */
import { formatCidr, overlaps, sameCidr } from "../../model/cidr.ts";
import { defineCheck, fail, pass } from "../define-check.ts";
import { nodeNetworks } from "../node-networks.ts";

export const slicesDisjoint = defineCheck({
  code: "ADDR003",
  group: "addressing",
  title: "no slice overlaps another node's",
  judge: (facts) => {
    const all = nodeNetworks(facts).flatMap((it) => (it.slice === undefined ? [] : [{ ...it, slice: it.slice }]));
    return all.map((it) => {
      const target = { lan: it.lan.name, node: it.node.hostname };
      const other = all.find(
        (one) => one !== it && one.lan === it.lan && !sameCidr(one.slice, it.slice) && overlaps(one.slice, it.slice),
      );
      if (other === undefined) return pass(target, `${formatCidr(it.slice)} overlaps nobody's`);
      const [own, theirs] = [formatCidr(it.slice), formatCidr(other.slice)];
      return fail(target, `${own} of ${it.node.hostname} overlaps ${theirs} of ${other.node.hostname}`, {
        evidence: [`${it.node.hostname}: ${own}`, `${other.node.hostname}: ${theirs}`],
        fix: {
          text: "give each node the slice that the ledger gives it",
          commands: ["swarmlan plan", "swarmlan apply"],
          ours: "apply",
        },
      });
    });
  },
});
