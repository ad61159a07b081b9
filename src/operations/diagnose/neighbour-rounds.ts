/**
 * Who asks whom: by ARP, or by neighbour solicitation in IPv6. Pure.
 *
 * An address is asked for from other nodes than the one that owns it, since a parent cannot see its own macvlan
 * children; by two of them, so that one bad witness does not speak for all. In IPv4 the gateway comes in a round of its
 * own, after all others (lessons of spiderpool#4475: the other order poisons neighbours' tables).
 */
import type { Address, AddressRange } from "../../model/address.ts";
import { rangeOf, sizeOf } from "../../model/cidr.ts";
import { NEXT_ASKED, nextAddresses } from "../endpoints/next-address.ts";
import type { NodeId } from "../../model/ids.ts";
import type { NeighbourAim } from "../../model/wire-facts.ts";
import type { LanView, Member } from "./lan-view.ts";

export interface NeighbourRound {
  readonly aim: NeighbourAim;
  readonly from: NodeId;
  readonly interface: string;
  readonly ranges: readonly AddressRange[];
}

export interface NeighbourRoundsQuestion {
  readonly view: LanView;
  readonly sweep: boolean;
  /** The largest slice that is swept, addresses; of a larger one those that it hands out next are asked for. */
  readonly sweepLimit: bigint;
}

const WITNESSES = 2;

/** Whose nodes one member speaks for beside its own. */
const SPARE_LIMIT = 8;

/** The rounds before the gateway's. */
export function neighbourRounds(asked: NeighbourRoundsQuestion): readonly NeighbourRound[] {
  const { members, endpoints } = asked.view;
  const rounds = members.map((member, at) => {
    const watched = witnessed(members, at);
    const own = endpoints.filter((it) => watched.some((one) => one.node.id === it.node)).map((it) => it.address);
    const next = members[(at + 1) % members.length] as Member;
    return [
      round(member, "endpoints", own.map(single)),
      hostsRound(members, at),
      round(member, "sweep", next === member ? [] : swept(next, asked)),
    ];
  });
  return rounds.flat().filter((it) => it.ranges.length > 0);
}

/** Every member's own question for other hosts; apart from the rest where their addresses come from the first answers. */
export function hostRounds({ members }: LanView): readonly NeighbourRound[] {
  return members.map((_, at) => hostsRound(members, at)).filter((it) => it.ranges.length > 0);
}

function hostsRound(members: readonly Member[], at: number): NeighbourRound {
  const hosts = witnessed(members, at).flatMap((it) => it.host ?? []);
  return round(members[at] as Member, "hosts", hosts.map(single));
}

/** The whole slice of that member, or what it hands out next. */
function swept({ share }: Member, { view, sweep, sweepLimit }: NeighbourRoundsQuestion): readonly AddressRange[] {
  if (!sweep) return [];
  if (sizeOf(share.slice) <= sweepLimit) return [rangeOf(share.slice)];
  const used = view.endpoints.map((it) => it.address);
  return nextAddresses(view.addressing, share, { used, count: NEXT_ASKED }).map(single);
}

/**
 * What nobody could say who was asked first: from the next member behind in the circle who is a witness. None for a
 * swarm in which everybody hears; a member that has to step in for many does so for the nearest few.
 */
export function spareRounds(
  asked: NeighbourRoundsQuestion,
  isWitness: (member: Member) => boolean,
): readonly NeighbourRound[] {
  const { members, endpoints } = asked.view;
  const burden = new Map<NodeId, number>();
  return members.flatMap((member, at) => {
    const others = members.slice(1).map((_, step) => members.at(at - 1 - step) as Member);
    const spare = others.find(isWitness);
    const regular = others.slice(0, WITNESSES);
    if (spare === undefined || spare === regular[0]) return [];
    const done = burden.get(spare.node.id) ?? 0;
    burden.set(spare.node.id, done + 1);
    if (done >= SPARE_LIMIT) return [];
    const own = endpoints.filter((it) => it.node === member.node.id).map((it) => it.address);
    const unheard = !regular.includes(spare);
    return [
      ...(unheard ? [round(spare, "endpoints", own.map(single))] : []),
      ...(unheard ? [round(spare, "hosts", member.host === undefined ? [] : [single(member.host)])] : []),
      round(spare, "sweep", swept(member, asked)),
    ].filter((it) => it.ranges.length > 0);
  });
}

/** Every member asks for the gateway. */
export function gatewayRounds({ addressing, members }: LanView): readonly NeighbourRound[] {
  return members.map((it) => round(it, "gateway", [single(addressing.gateway)]));
}

/** The members that the one at `at` looks at: those behind it in the circle, never itself. */
function witnessed(members: readonly Member[], at: number): readonly Member[] {
  const count = Math.min(WITNESSES, members.length - 1);
  return Array.from({ length: count }, (_, step) => members[(at + 1 + step) % members.length] as Member);
}

function round({ node, parent }: Member, aim: NeighbourAim, ranges: readonly AddressRange[]): NeighbourRound {
  return { aim, from: node.id, interface: parent, ranges };
}

function single({ family, value }: Address): AddressRange {
  return { family, first: value, last: value };
}
