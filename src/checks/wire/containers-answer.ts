/** Every address of a container is answered for when another node asks: a parent cannot see its own macvlan children, so its own node is not asked. */
import { formatAddress } from "../../model/address.ts";
import { defineCheck, fail, pass, skipped } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";
import { answersFor, askedFor, askingFor, neighbourProbes, unasked } from "./neighbours.ts";

export const containersAnswer = defineCheck({
  code: "WIRE004",
  group: "wire",
  title: "every container answers for its address on the LAN",
  after: ["ENG001", "ENG017", "HOST001", "HOST002", "HOST004", "HOST005", "WIRE002", "WIRE003", "ENG010"],
  judge: (facts) => {
    const probes = neighbourProbes(facts, "endpoints");
    return facts.wire.endpoints.map(({ lan, node, container, address: at }) => {
      const hostname = hostnameOf(facts, node);
      const address = formatAddress(at);
      const target = { lan, node: hostname, address };
      const asked = askedFor(probes, at);
      if (asked.length === 0) return skipped(target, "there is no other node to ask from, or it started meanwhile");
      const answers = answersFor(facts, probes, at);
      if (answers === undefined) return unasked(facts, target, asked, address);
      if (answers.length > 0) return pass(target, `${address} is at ${answers[0]?.mac}`);
      return fail(target, `${container} on ${hostname} has ${address}, and nobody answers for it`, {
        evidence: [`${askingFor(at)} from other nodes: no answer`],
        fix: {
          text: "see whether the container's interface is up in it, and its parent on the node",
          commands: [`ssh ${hostname} docker exec ${container} ip address`, `docker service update --force SERVICE`],
        },
      });
    });
  },
});
