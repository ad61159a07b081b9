/** The hosts of a LAN see each other in each of its families: one that nobody sees is cut off from the LAN, though its Engine may answer elsewhere. */
import { hostOnLan } from "../../core/hosts/host-on-lan.ts";
import { formatAddress } from "../../model/address.ts";
import type { Judged } from "../../model/diagnosis.ts";
import type { Facts } from "../../model/facts.ts";
import type { FamilySpec } from "../../model/spec.ts";
import { defineCheck, fail, pass, skipped, unknown } from "../define-check.ts";
import { type LanNodeFacts, lanNodes } from "../facts-of.ts";
import { answersFor, askedFor, askingFor, neighbourProbes, unasked } from "./neighbours.ts";

export const hostsSeeEachOther = defineCheck({
  code: "WIRE002",
  group: "wire",
  title: "every host is seen on the LAN by other hosts",
  pre: true,
  after: ["ENG001", "ENG017", "HOST001", "HOST002", "HOST005"],
  judge: (facts) =>
    lanNodes(facts).flatMap((it) =>
      [it.lan.ipv4, it.lan.ipv6].flatMap((addressing) =>
        addressing === undefined ? [] : [judged(facts, it, addressing)],
      ),
    ),
});

function judged(facts: Facts, { lan, node, parent }: LanNodeFacts, addressing: FamilySpec): Judged {
  const { family } = addressing.subnet;
  const probes = neighbourProbes(facts, "hosts");
  const shares = facts.plan.lans.find((it) => it.lan === lan.name)?.shares.find((it) => it.node === node.id);
  const share = family === 4 ? shares?.ipv4 : shares?.ipv6;
  const details = facts.hosts.get(node.id);
  const host = hostOnLan({ addressing, node, parent, share, host: details });
  const target = { lan: lan.name, node: node.hostname, interface: parent };
  if (host === undefined && family === 6 && details?.kind !== "known")
    return unknown(target, `its IPv6 address is not known: ${details?.why ?? "its host was not asked"}`);
  if (host === undefined) return skipped(target, `the host has no ${family === 4 ? "" : "IPv6 "}address on the LAN`);
  const address = formatAddress(host);
  const about = { ...target, address };
  // One host's interfaces on several VLANs mostly have one MAC address, and so one link-local address: only this LAN counts.
  const asked = askedFor(probes, host).filter((it) => it.lan === lan.name);
  if (asked.length === 0) return skipped(about, "there is no other node to ask from");
  const answers = answersFor(facts, asked, host);
  if (answers === undefined) return unasked(facts, about, asked, address);
  if (answers.length > 0) return pass(about, `${address} is at ${answers[0]?.mac}`);
  return fail(about, `${node.hostname} is not seen on ${lan.name}: nobody answers for ${address}`, {
    evidence: [`${askingFor(host)} from ${asked.length} other node(s): no answer`],
    fix: {
      text: "see the cable, the switch port and its VLAN, and that the NIC has that address",
      commands: [
        `ssh ${node.hostname} ip -br address show ${parent}`,
        `ssh ${node.hostname} ip -s link show ${parent}`,
      ],
    },
  });
}
