/** What asking for addresses on a LAN brought, by who asked and who was asked for. Pure look-ups for the wire's checks. */
import { asksOnLan, type Heard, isWitness } from "../../core/hosts/witness.ts";
import { type Address, formatAddress, sameAddress } from "../../model/address.ts";
import { inRange } from "../../model/range.ts";
import type { Facts } from "../../model/facts.ts";
import type { Judged } from "../../model/diagnosis.ts";
import type { Target } from "../../model/finding.ts";
import { skipped, unknown } from "../define-check.ts";
import { hostnameOf } from "../facts-of.ts";
import type { NeighbourAim, NeighbourAnswer, NeighbourProbe, WireFacts } from "../../model/wire-facts.ts";

export function neighbourProbes({ wire }: Facts, aim: NeighbourAim): readonly NeighbourProbe[] {
  const made = byAim.get(wire) ?? new Map<NeighbourAim, readonly NeighbourProbe[]>();
  const probes = made.get(aim) ?? wire.neighbours.filter((it) => it.aim === aim);
  byAim.set(wire, made.set(aim, probes));
  return probes;
}

/** The same list for the same question, so that what is looked up in it is made once. */
const byAim = new WeakMap<WireFacts, Map<NeighbourAim, readonly NeighbourProbe[]>>();

/** The probes of an aim that asked for this address. */
export function askedFor(probes: readonly NeighbourProbe[], address: Address): readonly NeighbourProbe[] {
  const { single, wide } = asked(probes);
  const one = single.get(keyOf(address)) ?? [];
  return [...one, ...wide.filter((it) => !one.includes(it) && it.asked.some((range) => inRange(range, address)))];
}

interface Asked {
  /** By each address that was asked for by itself. */
  readonly single: ReadonlyMap<string, readonly NeighbourProbe[]>;
  readonly wide: readonly NeighbourProbe[];
}

/** Looked up for each of thousands of addresses: made once for each list. */
const indexes = new WeakMap<readonly NeighbourProbe[], Asked>();

function asked(probes: readonly NeighbourProbe[]): Asked {
  const made = indexes.get(probes);
  if (made !== undefined) return made;
  const single = new Map<string, NeighbourProbe[]>();
  for (const it of probes) {
    for (const { family, first } of it.asked.filter((range) => range.first === range.last)) {
      const key = keyOf({ family, value: first });
      const list = single.get(key);
      if (list === undefined) single.set(key, [it]);
      else list.push(it);
    }
  }
  const index = { single, wide: probes.filter((it) => it.asked.some((range) => range.first !== range.last)) };
  indexes.set(probes, index);
  return index;
}

function keyOf({ family, value }: Address): string {
  return `${family} ${value}`;
}

/**
 * What was answered for it; undefined when nobody could ask who hears anybody at all: a node that is cut off itself, or
 * asks on another segment, is no witness against another.
 */
export function answersFor(
  facts: Facts,
  probes: readonly NeighbourProbe[],
  address: Address,
): readonly NeighbourAnswer[] | undefined {
  const asked = askedFor(probes, address).filter((it) => it.result.kind === "known" && asksOnLan(heard(facts), it));
  const answers = asked.flatMap((it) => (it.result.kind === "known" ? it.result.value : []));
  const about = answers.filter((it) => sameAddress(it.address, address));
  if (about.length > 0) return about;
  return asked.some((it) => witnesses(facts, it)) ? [] : undefined;
}

/** Whether its answer counts: it could ask, and hears somebody on the LAN. */
export function witnesses(facts: Facts, probe: NeighbourProbe): boolean {
  return probe.result.kind === "known" && isWitness(heard(facts), probe);
}

function heard({ spec: { lans }, hosts, wire: { neighbours } }: Facts): Heard {
  return { lans, hosts, neighbours };
}

/** How it was asked for, as a clause's beginning. */
export function askingFor(address: Address): string {
  return `${address.family === 4 ? "ARP" : "neighbour solicitation"} for ${formatAddress(address)}`;
}

/**
 * What is to be said of an address or a slice for which nobody could ask: skipped where asking does not apply to any of
 * those who were to ask, else unknown; what is wrong with them explains it.
 */
export function unasked(facts: Facts, target: Target, asked: readonly NeighbourProbe[], what: string): Judged {
  const whys = asked.flatMap(({ result }) => (result.kind === "known" ? [] : [result]));
  const [first] = whys;
  if (first !== undefined && whys.length === asked.length && whys.every((it) => it.kind === "skipped"))
    return skipped(target, first.why);
  const why = whys.find((it) => it.kind === "unknown")?.why ?? "the nodes that asked hear nobody at all";
  const them = asked.filter((it) => !witnesses(facts, it));
  return unknown(target, `nobody could ask for ${what}: ${why}`, {
    alsoAbout: them.map(({ lan, from }) => ({ lan, node: hostnameOf(facts, from) })),
  });
}
