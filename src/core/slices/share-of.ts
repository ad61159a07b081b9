/**
 * One node's share in one family: its slice, what Docker must be told to keep out of it, and how much is left.
 *
 * Lists nothing when the list would be longer than an Engine should be asked to take; the count says so, and the
 * carver refuses.
 */
import {
  type Address,
  type Cidr,
  compareAddresses,
  type Family,
  formatAddress,
  sameAddress,
} from "../../model/address.ts";
import { contains } from "../../model/cidr.ts";
import type { AuxAddress, Share } from "../../model/slices.ts";
import { edgesIn } from "./edges.ts";
import { type KeptOut, keptOutOf } from "./kept-out.ts";
import type { Lane } from "./lane.ts";

/** The longest list of aux addresses that we ask of an Engine, edges included. */
export const AUX_LIMIT = 4096;

export interface JudgedShare {
  readonly share: Share;
  /** Aux addresses for hosts and reserve entries: edges come by themselves and are counted apart. */
  readonly toldCount: bigint;
  readonly edgeCount: bigint;
}

/** Whose share it is; `host` is absent for none, and for a router whose address is the gateway. */
export interface ShareOwner {
  readonly hostname: string;
  readonly host?: Address;
}

/** The share of `owner` in that slice, with its aux list unless that is beyond AUX_LIMIT. */
export function shareOf(lane: Lane, slice: Cidr, owner: ShareOwner): JudgedShare {
  const kept = keptOutOf(lane, slice, owner.host);
  const listable = kept.toldCount + kept.edgeCount <= BigInt(AUX_LIMIT);
  const share: Share = {
    slice,
    ...(owner.host === undefined ? {} : { host: owner.host }),
    aux: listable ? auxOf(slice, kept, owner) : [],
    usable: kept.usable,
    reserved: kept.reserved,
  };
  return { share, toldCount: kept.toldCount, edgeCount: kept.edgeCount };
}

/** Every address to keep out, once, ascending, each under a name of its own. */
function auxOf(slice: Cidr, kept: KeptOut, owner: ShareOwner): readonly AuxAddress[] {
  const names = hostNames(slice, kept, owner);
  const aux: AuxAddress[] = [];
  for (const { first, last } of kept.told) {
    for (let value = first; value <= last; value++) {
      const address = { family: slice.family, value };
      aux.push({ name: names.get(value) ?? `reserve-${formatAddress(address)}`, address });
    }
  }
  for (const gap of kept.edgesIn) {
    for (const value of edgesIn(gap)) aux.push(edgeAux(slice.family, value));
  }
  return aux.sort((a, b) => compareAddresses(a.address, b.address));
}

function edgeAux(family: Family, value: bigint): AuxAddress {
  const address = { family, value };
  return { name: `edge-${formatAddress(address)}`, address };
}

const SEEN_HOST = "host-";
const SEEN_ADDRESS = "address-";

/** Whether that aux address is a NIC's, but not the one that the spec gives the node's own. */
export function isSeenHostName(name: string): boolean {
  return name.startsWith(SEEN_HOST) || name.startsWith(SEEN_ADDRESS);
}

/** `host` for the node's own, `host-NAME` for others; further addresses of one NIC's host carry the address too. */
function hostNames(slice: Cidr, kept: KeptOut, owner: ShareOwner): ReadonlyMap<bigint, string> {
  const names = new Map<bigint, string>();
  const used = new Set(["host"]);
  const own = owner.host;
  if (own !== undefined && contains(slice, own)) names.set(own.value, "host");
  for (const { hostname, address } of kept.hosts) {
    if (names.has(address.value) || (own !== undefined && sameAddress(own, address))) continue;
    const plain = `${SEEN_HOST}${hostname}`;
    const name = used.has(plain) ? `${SEEN_ADDRESS}${formatAddress(address)}` : plain;
    used.add(name);
    names.set(address.value, name);
  }
  return names;
}
