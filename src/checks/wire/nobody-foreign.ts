/**
 * Nobody foreign answers on an address of a slice: whoever it is, a container will get that address one day (RFC 5227 asks
 * so before it does). Of a slice that is too large to ask for, those addresses count that it hands out next.
 */
import { type Address, type AddressRange, formatAddress, sameAddress } from "../../model/address.ts";
import { contains, formatCidr, rangeOf } from "../../model/cidr.ts";
import type { Judged } from "../../model/diagnosis.ts";
import type { Facts } from "../../model/facts.ts";
import type { Share } from "../../model/slices.ts";
import type { NeighbourAnswer } from "../../model/wire-facts.ts";
import { defineCheck, fail, pass, skipped } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";
import { neighbourProbes, unasked, witnesses } from "./neighbours.ts";

export const nobodyForeign = defineCheck({
  code: "WIRE006",
  group: "wire",
  title: "nobody foreign answers on an address of a slice",
  pre: true,
  after: ["ENG001", "ENG017", "HOST001", "HOST002", "HOST003", "HOST004", "HOST005", "WIRE001", "WIRE002"],
  judge: (facts) =>
    facts.spec.lans.flatMap((lan) => {
      const shares = facts.plan.lans.find((it) => it.lan === lan.name)?.shares ?? [];
      return shares.flatMap(({ node, ipv4, ipv6 }) => {
        const about = { lan: lan.name, node: hostnameOf(facts, node) };
        return [
          ...judged(facts, about, { share: ipv4, gateway: lan.ipv4.gateway }),
          ...(ipv6 && lan.ipv6 ? judged(facts, about, { share: ipv6, gateway: lan.ipv6.gateway }) : []),
        ];
      });
    }),
});

interface About {
  readonly lan: string;
  readonly node: string;
}

interface Handed {
  readonly share: Share;
  readonly gateway: Address;
}

function judged(facts: Facts, target: About, { share, gateway }: Handed): readonly Judged[] {
  const { slice, aux, host } = share;
  const text = formatCidr(slice);
  if (facts.wire.sweep.kind !== "known") return [skipped(target, facts.wire.sweep.why)];
  const asked = neighbourProbes(facts, "sweep").filter(
    (it) => it.lan === target.lan && it.asked.some((one) => contains(slice, startOf(one))),
  );
  if (asked.length === 0) return [skipped(target, `there is no other node to ask for ${text} from`)];
  const counted = asked.filter((it) => witnesses(facts, it));
  if (counted.length === 0) return [unasked(facts, target, asked, text)];
  // Docker keeps the gateway out by itself, in whichever slice it lies.
  const kept = new Set([gateway.value, ...aux.map((it) => it.address.value), ...(host ? [host.value] : [])]);
  const foreign = counted
    .flatMap((it) => (it.result.kind === "known" ? it.result.value : []))
    .filter((it) => contains(slice, it.address) && !kept.has(it.address.value) && !isOurs(facts, it));
  const ranges = asked.flatMap((it) => it.asked).filter((it) => contains(slice, startOf(it)));
  const some = [...new Map(ranges.map((it) => [it.first, it])).values()];
  const { first, last } = rangeOf(slice);
  const whole = some.some((it) => it.first === first && it.last === last);
  const next = `the ${some.length} addresses that ${text} hands out next, from ${formatAddress(startOf(some[0] as AddressRange))} on`;
  return [
    ...(whole
      ? []
      : [
          skipped(
            target,
            `${text} is too large to ask for all of it at ${facts.wire.sweep.value.packetsPerSecond} packets a second`,
          ),
        ]),
    ...(foreign.length > 0 ? [] : [pass(target, `nobody but containers answers on ${whole ? text : next}`)]),
    ...[...new Map(foreign.map((it) => [formatAddress(it.address), it])).values()].map((it) => squatter(target, it)),
  ];
}

function startOf({ family, first }: AddressRange): Address {
  return { family, value: first };
}

/** A container, or an interface of one of the hosts. */
function isOurs(facts: Facts, { address, mac }: NeighbourAnswer): boolean {
  const container = facts.wire.endpoints.some(
    (it) => it.mac === mac || (it.mac === undefined && sameAddress(it.address, address)),
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
