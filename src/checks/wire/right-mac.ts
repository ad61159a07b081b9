/** The MAC that answers for a container's address is the one that its Engine knows. */
import { formatAddress } from "../../model/address.ts";
import { defineCheck, fail, pass, skipped } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";
import { answersFor, neighbourProbes } from "./neighbours.ts";

export const rightMac = defineCheck({
  code: "WIRE005",
  group: "wire",
  title: "the MAC address that answers for a container is the container's",
  after: ["ADDR002", "ADDR003", "ADDR012"],
  judge: (facts) => {
    const probes = [...neighbourProbes(facts, "endpoints"), ...neighbourProbes(facts, "sweep")];
    return facts.wire.endpoints.map(({ lan, node, container, address: at, mac }) => {
      const hostname = hostnameOf(facts, node);
      const address = formatAddress(at);
      const target = { lan, node: hostname, address };
      const answers = answersFor(facts, probes, at) ?? [];
      if (mac === undefined || answers.length === 0)
        return skipped(target, mac === undefined ? "its Engine tells no MAC address" : "nobody answered");
      const others = [...new Set(answers.map((it) => it.mac).filter((it) => it !== mac))];
      if (others.length === 0) return pass(target, `${mac}, as the Engine of ${hostname} says`);
      return fail(
        target,
        `${others.join(" and ")} answer${others.length === 1 ? "s" : ""} for ${address} of ${container} on ${hostname}, which is ${mac}`,
        {
          evidence: answers.map((it) => `${formatAddress(it.address)} is at ${it.mac}`),
          fix: {
            text: "find the device with that MAC address (the switch's table tells the port) and give it another address, or reserve this one",
            commands: [`# swarmlan.yaml: lans.${lan}.reserve: [${address}]`, `swarmlan find ${others[0]}`],
          },
        },
      );
    });
  },
});
