/**
 * Judges one LAN of a spec by itself: does its addressing make sense, before any swarm is asked.
 *
 * A LAN with a finding of severity `error` is not to be carved.
 */
import { bitsOf, type Family, formatAddress, sameAddress } from "../../model/address.ts";
import { contains, formatCidr, networkAndBroadcast, rangeOf } from "../../model/cidr.ts";
import { type Finding, finding, type SpecPath } from "../../model/finding.ts";
import { intersectionOf } from "../../model/range.ts";
import type { FamilySpec, PartialLan } from "../../model/spec.ts";
import { judgeExplicit } from "./explicit-slices.ts";
import { countOf, unionOf, within } from "./intervals.ts";
import { judgeFamilies } from "./judge-families.ts";
import { judgeNames } from "./judge-names.ts";
import { explicitSlices, lanPath, nodePath, statedHosts } from "./lane.ts";

/** All that is wrong with one LAN, as far as it could be read, with the places in the spec. */
export function judgeLan(lan: PartialLan): readonly Finding[] {
  const lanes = [laneToJudge(lan, 4), ...(lan.ipv6 === undefined ? [] : [laneToJudge(lan, 6)])];
  return [...judgeNames(lan), ...judgeFamilies(lan), ...lanes.flatMap(judgeLane), ...judgeReserve(lan)];
}

interface Judged {
  readonly lan: PartialLan;
  readonly family: Family;
  /** What there is in this family: a value of the other one is told elsewhere, and hides nothing here. */
  readonly spec: Partial<FamilySpec>;
}

function laneToJudge(lan: PartialLan, family: Family): Judged {
  const { subnet, gateway, sliceLength, pool } = (family === 6 ? lan.ipv6 : lan.ipv4) ?? {};
  const spec = {
    ...(subnet?.family === family ? { subnet } : {}),
    ...(gateway?.family === family ? { gateway } : {}),
    ...(pool?.family === family ? { pool } : {}),
    ...(sliceLength === undefined ? {} : { sliceLength }),
  };
  return { lan, family, spec };
}

function judgeLane(judged: Judged): readonly Finding[] {
  const { lan, family, spec } = judged;
  const slices = explicitSlices(lan, family).filter(({ slice }) => slice.family === family);
  const explicit = judgeExplicit(lan, spec.subnet, slices).findings;
  return [...judgeGatewayPlace(judged), ...judgePool(judged), ...explicit, ...judgeHosts(judged)];
}

function judgeGatewayPlace({ lan, family, spec: { subnet, gateway } }: Judged): readonly Finding[] {
  if (subnet === undefined || gateway === undefined) return [];
  const details = { lan: lan.name, gateway: formatAddress(gateway), subnet: formatCidr(subnet) };
  const where = placed(lan, lanPath(lan, family, "gateway"));
  if (!contains(subnet, gateway)) return [finding("GATEWAY_OUTSIDE_SUBNET", details, where)];
  const { network, broadcast } = networkAndBroadcast(subnet);
  const ends = [
    { what: "network", address: network },
    { what: "broadcast", address: broadcast },
  ] as const;
  return ends
    .filter(({ address }) => address !== undefined && sameAddress(address, gateway))
    .map(({ what }) => finding("GATEWAY_NOT_ASSIGNABLE", { ...details, what }, where));
}

function judgePool({ lan, family, spec: { subnet, pool, sliceLength } }: Judged): readonly Finding[] {
  if (pool === undefined) return [];
  const text = formatCidr(pool);
  const findings: Finding[] = [];
  if (subnet !== undefined && !contains(subnet, pool)) {
    const details = { lan: lan.name, pool: text, subnet: formatCidr(subnet) };
    findings.push(finding("POOL_OUTSIDE_SUBNET", details, placed(lan, lanPath(lan, family, "pool"))));
  }
  const bits = bitsOf(family);
  if (sliceLength !== undefined && (sliceLength < pool.length || sliceLength > bits)) {
    const details = { lan: lan.name, length: sliceLength, pool: text, bits };
    findings.push(finding("SLICE_LENGTH_UNFIT", details, placed(lan, lanPath(lan, family, "slice"))));
  }
  const ranges = lan.reserve.flatMap((it) => (it?.range.family === family ? [it.range] : []));
  const left = countOf([rangeOf(pool)]) - countOf(within(unionOf(ranges), rangeOf(pool)));
  if (left > 0n) return findings;
  const where = placed(lan, ["lans", lan.name, "reserve"]);
  return [...findings, finding("RESERVE_COVERS_POOL", { lan: lan.name, pool: text }, where)];
}

function judgeHosts({ lan, family, spec: { subnet } }: Judged): readonly Finding[] {
  const findings: Finding[] = [];
  const first = new Map<string, string>();
  for (const { hostname, address } of statedHosts(lan, family)) {
    if (address.family !== family) continue;
    const host = formatAddress(address);
    const at = nodePath(lan, family, hostname, "host");
    const other = first.get(host);
    if (subnet !== undefined && !contains(subnet, address)) {
      const details = { lan: lan.name, node: hostname, host, subnet: formatCidr(subnet) };
      findings.push(finding("HOST_OUTSIDE_SUBNET", details, placed(lan, at)));
    }
    if (other === undefined) first.set(host, hostname);
    else {
      const details = { lan: lan.name, host, nodes: [other, hostname] } as const;
      findings.push(finding("HOST_TWICE", details, placed(lan, nodePath(lan, family, other, "host"), at)));
    }
  }
  return findings;
}

/** An entry that keeps nothing out is most likely mistyped; one that reaches past the subnet is fine. */
function judgeReserve(lan: PartialLan): readonly Finding[] {
  const families = [lan.ipv4, ...(lan.ipv6 === undefined ? [] : [lan.ipv6])];
  const subnets = families.flatMap(({ subnet }) => subnet ?? []);
  // An entry that is for a subnet nobody could read is not outside of the other one.
  if (subnets.length < families.length) return [];
  return lan.reserve.flatMap((it, index) => {
    if (it === undefined) return [];
    const { range, text } = it;
    if (subnets.some((subnet) => intersectionOf(range, rangeOf(subnet)) !== undefined)) return [];
    const details = { lan: lan.name, reserve: text, subnet: subnets.map(formatCidr).join(" and ") };
    const where = placed(lan, ["lans", lan.name, "reserve", index]);
    return [finding("RESERVE_OUTSIDE_SUBNET", details, { ...where, severity: "warn" })];
  });
}

function placed(lan: PartialLan, ...at: readonly SpecPath[]) {
  return { target: { lan: lan.name }, at };
}
