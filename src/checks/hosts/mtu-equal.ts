/** The parent has the same MTU on every node: larger frames of one are dropped on the way to another, and long transfers hang. */
import type { Facts } from "../../model/facts.ts";
import type { LanSpec } from "../../model/spec.ts";
import { defineCheck, fail, pass, skipped } from "../define-check.ts";
import { lanNodes, withHost } from "../facts-of.ts";

export const mtuEqual = defineCheck({
  code: "HOST010",
  group: "hosts",
  title: "the parent has the same MTU on every node",
  pre: true,
  after: ["HOST001", "HOST005"],
  judge: (facts) => {
    const usuals = new Map(facts.spec.lans.map((lan) => [lan, usualMtu(facts, lan)]));
    return lanNodes(facts).map(({ lan, node, parent }) =>
      withHost(facts, { node, lan }, ({ nics }) => {
        const target = { lan: lan.name, node: node.hostname, interface: parent };
        const mtu = nics.find((it) => it.name === parent)?.mtu;
        if (mtu === undefined) return skipped(target, `there is no ${parent}, or it tells no MTU`);
        const usual = usuals.get(lan);
        if (usual === undefined || usual.mtu === mtu) return pass(target, `${mtu}, as everywhere`);
        return fail(
          target,
          `${parent} of ${node.hostname} has MTU ${mtu}, ${usual.nodes} other nodes have ${usual.mtu}`,
          {
            evidence: [`MTU ${mtu} on ${node.hostname}, ${usual.mtu} elsewhere`],
            fix: {
              text: "give all of them, and the switch between them, the same",
              commands: [`ssh ${node.hostname} ip link set ${parent} mtu ${usual.mtu}`],
            },
          },
        );
      }),
    );
  },
});

/** What most parents of the LAN have; the larger of two that are as many. */
function usualMtu(facts: Facts, lan: LanSpec): { readonly mtu: number; readonly nodes: number } | undefined {
  const counts = new Map<number, number>();
  for (const { node, parent } of lanNodes(facts).filter((it) => it.lan === lan)) {
    const host = facts.hosts.get(node.id);
    const mtu = host?.kind === "known" ? host.value.nics.find((it) => it.name === parent)?.mtu : undefined;
    if (mtu !== undefined) counts.set(mtu, (counts.get(mtu) ?? 0) + 1);
  }
  const [best] = [...counts].sort(([a, many], [b, few]) => few - many || b - a);
  return best === undefined ? undefined : { mtu: best[0], nodes: best[1] };
}
