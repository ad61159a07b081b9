/** No address stands on two containers anywhere in the swarm. */
import { formatAddress } from "../../model/address.ts";
import type { WireEndpoint } from "../../model/wire-facts.ts";
import { defineCheck, fail, pass } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";

export const noAddressTwice = defineCheck({
  code: "ADDR012",
  group: "addressing",
  title: "no address stands on two containers",
  after: ["ADDR002", "ADDR003"],
  judge: (facts) => {
    const holders = new Map<string, WireEndpoint[]>();
    for (const it of facts.wire.endpoints) {
      const key = `${it.lan} ${formatAddress(it.address)}`;
      holders.set(key, [...(holders.get(key) ?? []), it]);
    }
    const twice = [...holders.values()].filter((all) => new Set(all.map((it) => it.id)).size > 1);
    if (twice.length === 0) return facts.wire.endpoints.length === 0 ? [] : [pass({}, "every one stands once")];
    return twice.flatMap((all) =>
      all.map(({ lan, node, address, container }) => {
        const names = all.map((it) => `${it.container} on ${hostnameOf(facts, it.node)}`);
        const target = { lan, node: hostnameOf(facts, node), address: formatAddress(address) };
        return fail(target, `${formatAddress(address)} stands on ${names.join(" and ")}`, {
          evidence: names,
          fix: {
            text: "mend the slices first; then make the tasks anew",
            commands: ["swarmlan apply", `docker service update --force SERVICE  # of ${container}`],
          },
        });
      }),
    );
  },
});
