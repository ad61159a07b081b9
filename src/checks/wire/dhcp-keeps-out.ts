/** No DHCP server hands out addresses of a slice. Told from the offers that one DHCPDISCOVER brings: what it would hand out next. */
import { formatAddress } from "../../model/address.ts";
import { contains, formatCidr } from "../../model/cidr.ts";
import { defineCheck, fail, pass, skipped, unknown } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";

export const dhcpKeepsOut = defineCheck({
  code: "WIRE010",
  group: "wire",
  title: "no DHCP server serves inside the slices",
  pre: true,
  after: ["ENG001", "HOST001", "HOST002", "HOST004", "HOST005", "WIRE002"],
  judge: (facts) => {
    const { sweep } = facts.wire;
    if (sweep.kind !== "known") return facts.spec.lans.map((lan) => skipped({ lan: lan.name }, sweep.why));
    return facts.wire.dhcp.map(({ lan, from, result }) => {
      const node = hostnameOf(facts, from);
      if (result.kind !== "known") return unknown({ lan, node }, `${node} could not ask: ${result.why}`);
      if (result.value.length === 0) return pass({ lan }, `no DHCP server answered ${node}`);
      const shares = facts.plan.lans.find((it) => it.lan === lan)?.shares ?? [];
      const hit = result.value.flatMap((offer) => {
        const share = shares.find((it) => contains(it.ipv4.slice, offer.offered));
        return share === undefined ? [] : [{ ...offer, share }];
      })[0];
      const offers = result.value.map((it) => `${formatAddress(it.server)} offers ${formatAddress(it.offered)}`);
      if (hit === undefined) return pass({ lan }, `it keeps out of them: ${offers.join(", ")}`, { evidence: offers });
      const slice = formatCidr(hit.share.ipv4.slice);
      return fail(
        { lan, node: hit.share.hostname, address: formatAddress(hit.offered) },
        `the DHCP server ${formatAddress(hit.server)} hands out ${formatAddress(hit.offered)}, in ${slice} of ${hit.share.hostname}`,
        {
          evidence: offers,
          fix: {
            text: "narrow the DHCP server's range, or carve the slices outside it",
            commands: [`# swarmlan.yaml: lans.${lan}.pool: the part of the subnet that DHCP leaves alone`],
          },
        },
      );
    });
  },
});
