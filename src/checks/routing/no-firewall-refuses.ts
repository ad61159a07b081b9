/** No firewall on the way refuses what the container itself would take: a refusal (RST, or ICMP "administratively prohibited") for a port that listens. */
import { formatAddress } from "../../model/address.ts";
import type { PathProbe } from "../../model/wire-facts.ts";
import { defineCheck, fail, pass } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";

export const noFirewallRefuses = defineCheck({
  code: "ROUT002",
  group: "routing",
  title: "no firewall refuses what containers would take",
  after: ["ENG001", "ADDR012", "HOST002", "WIRE001", "WIRE002", "WIRE005"],
  judge: (facts) =>
    facts.wire.paths.flatMap((it) => {
      if (it.result.kind !== "known") return [];
      const node = hostnameOf(facts, it.node);
      const address = formatAddress(it.address);
      const target = { lan: it.lan, node, address };
      const how = refusal(it);
      if (how === undefined) return [pass(target, "none does")];
      return [
        fail(
          target,
          `something between ${it.from} and ${address}${it.port === undefined ? "" : ` port ${it.port}`} refuses it: ${how}`,
          {
            evidence: [`${it.container} listens on ${it.port ?? "?"}`, `from ${it.from}: ${how}`],
            fix: {
              text: "allow it in the firewall that says so (mostly the router's)",
              commands: [`traceroute -n ${address}`],
            },
          },
        ),
      ];
    }),
});

/** Paths are tried on a port that was seen to listen: who refuses it is not the container. */
function refusal({ result, port }: PathProbe): string | undefined {
  if (result.kind !== "known") return undefined;
  const reach = result.value;
  if (reach.kind === "refused" && port !== undefined) return "connection refused";
  if (reach.kind === "unreachable" && /prohibited|filtered/i.test(reach.text)) return reach.text;
  return undefined;
}
