/** Nobody foreign answers on an address of a slice: whoever it is, a container will get that address one day (RFC 5227 asks so before it does). */
import { formatAddress } from "../../model/address.ts";
import type { LanSpec } from "../../model/spec.ts";
import type { Facts } from "../../model/facts.ts";
import { contains, formatCidr } from "../../model/cidr.ts";
import type { NeighbourAnswer } from "../../model/wire-facts.ts";
import type { Judged } from "../../model/diagnosis.ts";
import type { NodeShare } from "../../model/slices.ts";
import { defineCheck, fail, pass, skipped, unknown } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";
import { neighbourProbes, askedFor, couldNotAsk, whyUnasked, witnesses } from "./neighbours.ts";

export const nobodyForeign = defineCheck({
  code: "WIRE006",
  group: "wire",
  title: "nobody foreign answers on an address of a slice",
  pre: true,
  after: ["ENG001", "ENG017", "HOST001", "HOST002", "HOST003", "HOST004", "HOST005", "WIRE001", "WIRE002"],
  judge: (facts) =>
    facts.spec.lans.flatMap((lan) => {
      const shares = facts.plan.lans.find((it) => it.lan === lan.name)?.shares ?? [];
      return shares.flatMap((share) => judged(facts, lan, share));
    }),
});

function judged(
  facts: Facts,
  { name: lan, ipv4: { gateway } }: LanSpec,
  { node: id, ipv4: { slice, aux, host } }: NodeShare,
): readonly Judged[] {
  const node = hostnameOf(facts, id);
  const target = { lan, node };
  const probes = neighbourProbes(facts, "sweep").filter((it) => it.lan === lan);
  const first = { family: 4, value: slice.base } as const;
  const asked = askedFor(probes, first);
  if (facts.wire.sweep.kind !== "known") return [skipped(target, facts.wire.sweep.why)];
  if (asked.length === 0)
    return [skipped(target, "there is no other node to ask from, or the slice is too large to ask for")];
  const counted = asked.filter((it) => witnesses(facts, it));
  if (counted.length === 0)
    return [
      unknown(target, `nobody could ask for ${formatCidr(slice)}: ${whyUnasked(probes, first)}`, {
        alsoAbout: couldNotAsk(facts, probes, first),
      }),
    ];
  // Docker keeps the gateway out by itself, in whichever slice it lies.
  const kept = new Set([gateway.value, ...aux.map((it) => it.address.value), ...(host ? [host.value] : [])]);
  const foreign = counted
    .flatMap((it) => (it.result.kind === "known" ? it.result.value : []))
    .filter((it) => contains(slice, it.address) && !kept.has(it.address.value) && !isOurs(facts, it));
  if (foreign.length === 0) return [pass(target, `nobody but containers answers on ${formatCidr(slice)}`)];
  return [...new Map(foreign.map((it) => [formatAddress(it.address), it])).values()].map((it) => squatter(target, it));
}

/** A container, or an interface of one of the hosts. */
function isOurs(facts: Facts, { address, mac }: NeighbourAnswer): boolean {
  const container = facts.wire.endpoints.some(
    (it) => it.mac === mac || (it.mac === undefined && it.address.value === address.value),
  );
  return (
    container ||
    [...facts.hosts.values()].some((it) => it.kind === "known" && it.value.nics.some((nic) => nic.mac === mac))
  );
}

function squatter(
  target: { readonly lan: string; readonly node: string },
  { address: at, mac }: NeighbourAnswer,
): Judged {
  const address = formatAddress(at);
  return fail(
    { ...target, address },
    `${mac} answers for ${address}, in the slice of ${target.node}, and is nobody that the swarm knows`,
    {
      evidence: [`${address} is at ${mac}`],
      fix: {
        text: "give that device an address outside the slices, or reserve this one, so that no container gets it",
        commands: [`# swarmlan.yaml: lans.${target.lan}.reserve: [${address}]`, "swarmlan apply"],
      },
    },
  );
}
