/** The ledger and the nodes say the same: who holds which slice is known, and no node hands out another one. */
import { formatCidr, sameCidr } from "../../model/cidr.ts";
import { defineCheck, fail, pass } from "../define-check.ts";
import { nodeNetworks } from "../node-networks.ts";

export const ledgerAgrees = defineCheck({
  code: "ENG012",
  group: "engines",
  title: "the ledger agrees with the nodes",
  after: ["ADDR002", "ADDR003", "ADDR004", "ENG005", "ENG006"],
  judge: (facts) =>
    facts.spec.lans.flatMap((lan) => {
      const ledger = facts.ledgers.get(lan.name);
      const mine = nodeNetworks(facts).filter((it) => it.lan === lan);
      const fix = {
        text: "let swarmlan write it again from what the nodes have",
        commands: ["swarmlan plan", "swarmlan apply"],
        ours: "apply",
      } as const;
      if (ledger === undefined) {
        if (mine.length === 0) return [];
        return [
          fail(
            { lan: lan.name },
            `the swarm has no ledger of ${lan.name}, though ${mine.length} nodes have its node network`,
            { fix },
          ),
        ];
      }
      return mine.map(({ node, slice }) => {
        const target = { lan: lan.name, node: node.hostname };
        const entry = ledger.entries.find((it) => it.node === node.id);
        if (entry && slice && sameCidr(entry.slice, slice) && entry.state.kind === "held")
          return pass(target, `both say ${formatCidr(slice)}`);
        const said =
          entry === undefined
            ? "nothing"
            : `${formatCidr(entry.slice)}${entry.state.kind === "held" ? "" : " (quarantined)"}`;
        const has = slice === undefined ? "what cannot be read" : formatCidr(slice);
        return fail(target, `the ledger says ${said} of ${node.hostname}, its node network ${has}`, { fix });
      });
    }),
});
