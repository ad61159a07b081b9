/** The router answers when a node asks for the gateway: without it containers reach their own LAN and nothing else. */
import { formatAddress } from "../../model/address.ts";
import { defineCheck, fail, pass, skipped, unknown } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";
import { askingFor, neighbourProbes } from "./neighbours.ts";

export const gatewayAnswers = defineCheck({
  code: "WIRE001",
  group: "wire",
  title: "the gateway answers from every node",
  pre: true,
  after: ["ENG001", "ENG017", "HOST001", "HOST002", "HOST005", "WIRE002", "ADDR006"],
  judge: (facts) =>
    neighbourProbes(facts, "gateway").flatMap(({ lan, family, from, interface: nic, result }) => {
      const node = hostnameOf(facts, from);
      const spec = facts.spec.lans.find((it) => it.name === lan);
      const gateway = (family === 4 ? spec?.ipv4 : spec?.ipv6)?.gateway;
      if (gateway === undefined) return [];
      const address = formatAddress(gateway);
      const target = { lan, node, interface: nic, address };
      if (spec?.nodes[node]?.router === true) return skipped(target, `${node} is the router itself`);
      if (result.kind === "skipped") return skipped(target, result.why);
      if (result.kind !== "known") return unknown(target, `${node} could not ask for ${address}: ${result.why}`);
      const [first] = result.value;
      if (first !== undefined) return pass(target, `${address} is at ${first.mac}`);
      return fail(target, `nobody answers for the gateway ${address} on ${nic} of ${node}`, {
        evidence: [`${askingFor(gateway)} from ${node}: no answer`],
        fix: {
          text: "see that the router is on, has that address on this VLAN, and that the switch port of the node carries the VLAN",
          commands: [`ssh ${node} ${family === 4 ? `arping -c2 -I ${nic} ${address}` : `ndisc6 ${address} ${nic}`}`],
        },
      });
    }),
});
