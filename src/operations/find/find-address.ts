/** Who has an address of a LAN, or why nobody has it: kept out, free, in quarantine, or in no slice yet. */
import { hostAddressesOf } from "../../core/plan/lan-shares.ts";
import { countEdges } from "../../core/slices/edges.ts";
import { type Address, formatAddress, sameAddress } from "../../model/address.ts";
import { contains, formatCidr, networkAndBroadcast } from "../../model/cidr.ts";
import { inRange } from "../../model/range.ts";
import { addressesOf } from "../list-endpoints.ts";
import { endpointMatch, type FindMatch, type FindScene, type LanSlices, slicesOf } from "./find-match.ts";

/** Empty for an address outside all LANs that no host has. */
export function findAddress(scene: FindScene, address: Address): readonly FindMatch[] {
  const inside = scene.lans.filter(({ lan }) => [lan.ipv4, lan.ipv6].some((it) => it && contains(it.subnet, address)));
  const users = scene.items
    .filter((item) => addressesOf(item).some((it) => sameAddress(it, address)))
    .map((item) => ({ ...endpointMatch(item), address }));
  const hosts = hostAddressesOf(scene.snapshot)
    .filter((it) => sameAddress(it.address, address))
    .map(({ hostname }) => hostname);
  const seen = [...new Set(hosts)].map((node): FindMatch => {
    return { kind: "host", node, address, text: `${formatAddress(address)} is an address of the host ${node}` };
  });
  const judged = inside.flatMap((lan) => {
    const kept = reasons(lan, address).map(({ text, node }): FindMatch => {
      return { kind: "reserved", lan: lan.lan.name, address, ...(node === undefined ? {} : { node }), text };
    });
    return kept.length > 0 || users.length > 0 || seen.length > 0 ? kept : [whereIs(scene, lan, address)];
  });
  return [...users, ...seen, ...judged];
}

interface Reason {
  readonly text: string;
  readonly node?: string;
}

/** Every reason for which no container may get the address. */
function reasons({ lan, shares }: LanSlices, address: Address): readonly Reason[] {
  const family = address.family === 4 ? lan.ipv4 : lan.ipv6;
  if (family === undefined) return [];
  const text = formatAddress(address);
  const is = (other: Address | undefined) => other !== undefined && sameAddress(other, address);
  const { network, broadcast } = networkAndBroadcast(family.subnet);
  const found: Reason[] = [];
  if (is(family.gateway)) found.push({ text: `${text} is the gateway of ${lan.name}` });
  if (is(network)) found.push({ text: `${text} is the network address of ${formatCidr(family.subnet)}` });
  if (is(broadcast)) found.push({ text: `${text} is the broadcast address of ${formatCidr(family.subnet)}` });
  for (const { hostname, ipv4, ipv6 } of shares) {
    if (!is(ipv4.host) && !is(ipv6?.host)) continue;
    found.push({ text: `${text} is kept out of ${lan.name} for the host ${hostname}`, node: hostname });
  }
  for (const entry of lan.reserve) {
    if (inRange(entry.range, address)) found.push({ text: `${text} is reserved in ${lan.name} by "${entry.text}"` });
  }
  const edge = address.family === 4 && countEdges({ first: address.value, last: address.value }) > 0n;
  if (found.length === 0 && edge && lan.edges === "reserve") {
    found.push({ text: `${text} is an edge address, kept out of ${lan.name}` });
  }
  return found;
}

function whereIs(
  { silent, gossiped }: FindScene,
  { lan, shares, quarantined }: LanSlices,
  address: Address,
): FindMatch {
  const text = formatAddress(address);
  const gone = quarantined.find((it) => contains(it.slice, address));
  const share = shares.find((it) => slicesOf(it).some((slice) => contains(slice, address)));
  const common = { lan: lan.name, address };
  if (share === undefined && gone !== undefined) {
    const why = `${text} is in ${formatCidr(gone.slice)}, in quarantine since ${gone.hostname} gave it up`;
    return { ...common, kind: "quarantined", node: gone.hostname, slice: gone.slice, text: why };
  }
  const slice = share && slicesOf(share).find((it) => contains(it, address));
  if (share === undefined || slice === undefined) {
    return { ...common, kind: "unassigned", text: `${text} is in ${lan.name}, but in no node's slice` };
  }
  const place = { ...common, node: share.hostname, slice };
  const within = `the slice ${formatCidr(slice)} of ${share.hostname}`;
  if (!silent.has(share.hostname)) return { ...place, kind: "free", text: `${text} is free in ${within}` };
  const told = gossiped.has(lan.name) && address.family === 4 ? "; the other nodes know of nobody on it" : "";
  return { ...place, kind: "unknown", text: `${text} is in ${within}, which could not be asked who uses it${told}` };
}
