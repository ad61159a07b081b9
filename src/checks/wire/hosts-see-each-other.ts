/** The hosts of a LAN see each other by ARP: one that nobody sees is cut off from the LAN, though its Engine may answer elsewhere. */
import { formatAddress, parseAddress } from "../../model/address.ts";
import { contains } from "../../model/cidr.ts";
import { defineCheck, fail, pass, skipped, unknown } from "../define-check.ts";
import { lanNodes } from "../facts-of.ts";
import { answersFor, neighbourProbes, askedFor, couldNotAsk, whyUnasked } from "./neighbours.ts";

export const hostsSeeEachOther = defineCheck({
  code: "WIRE002",
  group: "wire",
  title: "every host is seen on the LAN by other hosts",
  pre: true,
  after: ["ENG001", "ENG017", "HOST001", "HOST002", "HOST005"],
  judge: (facts) => {
    const probes = neighbourProbes(facts, "hosts");
    return lanNodes(facts).map(({ lan, node, parent }) => {
      const share = facts.plan.lans.find((it) => it.lan === lan.name)?.shares.find((it) => it.node === node.id);
      const known = parseAddress(node.address);
      const host = share?.ipv4.host ?? (known && contains(lan.ipv4.subnet, known) ? known : undefined);
      const target = {
        lan: lan.name,
        node: node.hostname,
        interface: parent,
        ...(host && { address: formatAddress(host) }),
      };
      if (host === undefined) return skipped(target, "the host has no address on the LAN");
      if (askedFor(probes, host).length === 0) return skipped(target, "there is no other node to ask from");
      const answers = answersFor(facts, probes, host);
      if (answers === undefined)
        return unknown(target, `nobody could ask for ${formatAddress(host)}: ${whyUnasked(probes, host)}`, {
          alsoAbout: couldNotAsk(facts, probes, host),
        });
      if (answers.length > 0) return pass(target, `${formatAddress(host)} is at ${answers[0]?.mac}`);
      return fail(target, `${node.hostname} is not seen on ${lan.name}: nobody answers for ${formatAddress(host)}`, {
        evidence: [`ARP for ${formatAddress(host)} from ${askedFor(probes, host).length} other node(s): no answer`],
        fix: {
          text: "see the cable, the switch port and its VLAN, and that the NIC has that address",
          commands: [
            `ssh ${node.hostname} ip -br address show ${parent}`,
            `ssh ${node.hostname} ip -s link show ${parent}`,
          ],
        },
      });
    });
  },
});
