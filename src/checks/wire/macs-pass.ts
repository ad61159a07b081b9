/** The way from a node to the LAN lets the MAC addresses of containers through. Where the host itself is seen and none of its containers is, a switch port or a hypervisor drops them. */
import type { Facts } from "../../model/facts.ts";
import type { Judged } from "../../model/diagnosis.ts";
import { defineCheck, fail, pass, skipped } from "../define-check.ts";
import { type LanNodeFacts, lanNodes } from "../facts-of.ts";
import { answersFor, askingFor, neighbourProbes } from "./neighbours.ts";
import { hostsSeeEachOther } from "./hosts-see-each-other.ts";

export const macsPass = defineCheck({
  code: "WIRE003",
  group: "wire",
  title: "the switch lets the MAC addresses of containers through",
  after: ["ENG001", "ENG017", "HOST001", "HOST002", "HOST004", "HOST005", "WIRE002"],
  judge: (facts) => {
    const hosts = hostsSeeEachOther.judge(facts).filter((it) => it.verdict === "pass");
    const seen = new Set(hosts.map(({ target }) => `${target.lan} ${target.node}`));
    return lanNodes(facts).map((it) => judged(facts, it, seen.has(`${it.lan.name} ${it.node.hostname}`)));
  },
});

function judged(facts: Facts, { lan, node, parent }: LanNodeFacts, hostSeen: boolean): Judged {
  const target = { lan: lan.name, node: node.hostname, interface: parent };
  const probes = neighbourProbes(facts, "endpoints");
  const asked = facts.wire.endpoints
    .filter((it) => it.lan === lan.name && it.node === node.id)
    .map((it) => ({ ...it, answers: answersFor(facts, probes, it.address) }))
    .filter((it) => it.answers !== undefined);
  if (asked.length === 0) return skipped(target, "no container there was asked for");
  if (asked.some((it) => (it.answers ?? []).length > 0)) return pass(target, "containers there are seen");
  if (!hostSeen) return skipped(target, "the host itself is not seen, or has no address there");
  const count = new Set(asked.map((it) => it.id)).size;
  return fail(
    target,
    `${node.hostname} itself is seen on ${lan.name}, and none of its ${count} container(s): their MAC addresses are dropped`,
    {
      evidence: asked.slice(0, 4).map((it) => `${askingFor(it.address)} (${it.container}): no answer`),
      fix: {
        text: "allow several MAC addresses on that switch port (port security, 802.1X), or in the hypervisor (promiscuous mode, forged transmits, MAC spoofing)",
        commands: ["swarmlan explain WIRE003"],
      },
    },
  );
}
