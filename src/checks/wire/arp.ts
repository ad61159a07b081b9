/** What the ARP probes of a LAN brought, by who asked and who was asked for. Pure look-ups for the wire's checks. */
import { type Address, sameAddress } from "../../model/address.ts";
import { inRange } from "../../model/range.ts";
import type { Facts } from "../../model/facts.ts";
import type { Target } from "../../model/finding.ts";
import { hostnameOf } from "../facts-of.ts";
import type { ArpAim, ArpAnswer, ArpProbe } from "../../model/wire-facts.ts";

export function arpProbes({ wire }: Facts, aim: ArpAim): readonly ArpProbe[] {
  return wire.arp.filter((it) => it.aim === aim);
}

/** The probes of an aim that asked for this address. */
export function askedFor(probes: readonly ArpProbe[], address: Address): readonly ArpProbe[] {
  return probes.filter((it) => it.asked.some((range) => inRange(range, address)));
}

/** What was answered for it, over all who could ask; undefined when nobody could. */
export function answersFor(probes: readonly ArpProbe[], address: Address): readonly ArpAnswer[] | undefined {
  const known = askedFor(probes, address).flatMap((it) => (it.result.kind === "known" ? [it.result.value] : []));
  if (known.length === 0) return undefined;
  return known.flat().filter((it) => sameAddress(it.address, address));
}

/** Those who were to ask for it and could not: what is wrong with them explains it. */
export function couldNotAsk(facts: Facts, probes: readonly ArpProbe[], address: Address): readonly Target[] {
  const them = askedFor(probes, address).filter((it) => it.result.kind !== "known");
  return them.map(({ lan, from }) => ({ lan, node: hostnameOf(facts, from) }));
}

/** Why nobody could ask for it. */
export function whyUnasked(probes: readonly ArpProbe[], address: Address): string {
  const whys = askedFor(probes, address).flatMap((it) => (it.result.kind === "known" ? [] : [it.result.why]));
  return whys[0] ?? "no other node could ask";
}
