/** No DHCP server hands out addresses of a slice. Told from the offers that DHCPDISCOVERs of two nodes bring: what it would hand out next. */
import { type Address, formatAddress } from "../../model/address.ts";
import { contains, formatCidr } from "../../model/cidr.ts";
import type { Judged } from "../../model/diagnosis.ts";
import type { Facts } from "../../model/facts.ts";
import type { DhcpProbe } from "../../model/wire-facts.ts";
import { defineCheck, fail, pass, skipped, unknown } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";

/** What keeps a node from asking; an offer that came is none the less true. */
const ASKERS_TROUBLE = ["ENG001", "ENG017", "HOST001", "HOST002", "HOST003", "HOST004", "HOST005", "WIRE002"];

export const dhcpKeepsOut = defineCheck({
  code: "WIRE010",
  group: "wire",
  title: "no DHCP server serves inside the slices",
  pre: true,
  judge: (facts) => {
    const { sweep, dhcp } = facts.wire;
    if (sweep.kind !== "known") return facts.spec.lans.map((lan) => skipped({ lan: lan.name }, sweep.why));
    return facts.spec.lans.flatMap((lan) =>
      judged(
        facts,
        lan.name,
        dhcp.filter((it) => it.lan === lan.name),
      ),
    );
  },
});

interface Offer {
  readonly server: Address;
  readonly offered: Address;
}

function judged(facts: Facts, lan: string, probes: readonly DhcpProbe[]): readonly Judged[] {
  const offers: readonly Offer[] = probes.flatMap((it) => (it.result.kind === "known" ? it.result.value : []));
  const told = [...new Set(offers.map((it) => `${formatAddress(it.server)} offers ${formatAddress(it.offered)}`))];
  const hits = offers.flatMap((offer) => inSlice(facts, lan, offer));
  if (hits.length > 0) return [...new Map(hits.map((it) => [it.node, it])).values()].map((it) => served(lan, it, told));
  if (offers.length > 0) return [pass({ lan }, `it keeps out of them: ${told.join(", ")}`, { evidence: told })];
  const asked = probes.filter((it) => it.result.kind === "known");
  if (asked.length > 0)
    return [pass({ lan }, `no DHCP server answered ${asked.map((it) => hostnameOf(facts, it.from)).join(" and ")}`)];
  return probes.slice(0, 1).map(({ from, result }) => {
    const node = hostnameOf(facts, from);
    return unknown({ lan, node }, `${node} could not ask: ${result.kind === "known" ? "" : result.why}`, {
      after: ASKERS_TROUBLE,
    });
  });
}

interface Hit extends Offer {
  readonly node: string;
  readonly slice: string;
}

function inSlice(facts: Facts, lan: string, offer: Offer): readonly Hit[] {
  const shares = facts.plan.lans.find((it) => it.lan === lan)?.shares ?? [];
  const share = shares.find((it) => contains(it.ipv4.slice, offer.offered));
  return share === undefined ? [] : [{ ...offer, node: share.hostname, slice: formatCidr(share.ipv4.slice) }];
}

function served(lan: string, { node, slice, server, offered }: Hit, evidence: readonly string[]): Judged {
  const address = formatAddress(offered);
  return fail(
    { lan, node, address },
    `the DHCP server ${formatAddress(server)} hands out ${address}, in ${slice} of ${node}`,
    {
      evidence,
      fix: {
        text: "narrow the DHCP server's range, or carve the slices outside it",
        commands: [`# swarmlan.yaml: lans.${lan}.pool: the part of the subnet that DHCP leaves alone`],
      },
    },
  );
}
