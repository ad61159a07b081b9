/**
 * Judges one LAN of a spec by itself: does its addressing make sense, before any swarm is asked.
 *
 * A LAN with a finding of severity `error` is not to be carved.
 */
import { bitsOf, formatAddress, sameAddress } from "../../model/address.ts";
import { contains, formatCidr, networkAndBroadcast, rangeOf } from "../../model/cidr.ts";
import { type Finding, finding, type SpecPath } from "../../model/finding.ts";
import { intersectionOf } from "../../model/range.ts";
import type { LanSpec } from "../../model/spec.ts";
import { judgeExplicit } from "./explicit-slices.ts";
import { countOf, unionOf, within } from "./intervals.ts";
import { judgeFamilies } from "./judge-families.ts";
import { judgeNames } from "./judge-names.ts";
import { explicitSlices, lanPath, nodePath, statedHosts } from "./lane.ts";

/** All that is wrong with one LAN, with the places in the spec. */
export function judgeLan(lan: LanSpec): readonly Finding[] {
  const mixed = judgeFamilies(lan);
  // What compares addresses of two families is not worth reading.
  if (mixed.length > 0) return [...judgeNames(lan), ...mixed];
  const lanes = [lanToJudge(lan, 4), ...(lan.ipv6 === undefined ? [] : [lanToJudge(lan, 6)])];
  return [...judgeNames(lan), ...lanes.flatMap(judgeLane), ...judgeReserve(lan)];
}

type Judged = ReturnType<typeof lanToJudge>;

function lanToJudge(lan: LanSpec, family: 4 | 6) {
  return { lan, family, spec: family === 6 && lan.ipv6 !== undefined ? lan.ipv6 : lan.ipv4 };
}

function judgeLane(judged: Judged): readonly Finding[] {
  const { lan, family, spec } = judged;
  const explicit = judgeExplicit(lan, spec.subnet, explicitSlices(lan, family)).findings;
  return [...judgeGatewayPlace(judged), ...judgePool(judged), ...explicit, ...judgeHosts(judged)];
}

function judgeGatewayPlace({ lan, family, spec }: Judged): readonly Finding[] {
  const details = { lan: lan.name, gateway: formatAddress(spec.gateway), subnet: formatCidr(spec.subnet) };
  const where = placed(lan, lanPath(lan, family, "gateway"));
  if (!contains(spec.subnet, spec.gateway)) return [finding("GATEWAY_OUTSIDE_SUBNET", details, where)];
  const { network, broadcast } = networkAndBroadcast(spec.subnet);
  const ends = [
    { what: "network", address: network },
    { what: "broadcast", address: broadcast },
  ] as const;
  return ends
    .filter(({ address }) => address !== undefined && sameAddress(address, spec.gateway))
    .map(({ what }) => finding("GATEWAY_NOT_ASSIGNABLE", { ...details, what }, where));
}

function judgePool({ lan, family, spec }: Judged): readonly Finding[] {
  const pool = formatCidr(spec.pool);
  if (!contains(spec.subnet, spec.pool)) {
    const details = { lan: lan.name, pool, subnet: formatCidr(spec.subnet) };
    return [finding("POOL_OUTSIDE_SUBNET", details, placed(lan, lanPath(lan, family, "pool")))];
  }
  const bits = bitsOf(family);
  if (spec.sliceLength < spec.pool.length || spec.sliceLength > bits) {
    const details = { lan: lan.name, length: spec.sliceLength, pool, bits };
    return [finding("SLICE_LENGTH_UNFIT", details, placed(lan, lanPath(lan, family, "slice")))];
  }
  const reserved = unionOf(lan.reserve.filter(({ range }) => range.family === family).map(({ range }) => range));
  const left = countOf([rangeOf(spec.pool)]) - countOf(within(reserved, rangeOf(spec.pool)));
  if (left > 0n) return [];
  return [finding("RESERVE_COVERS_POOL", { lan: lan.name, pool }, placed(lan, ["lans", lan.name, "reserve"]))];
}

function judgeHosts({ lan, family, spec }: Judged): readonly Finding[] {
  const findings: Finding[] = [];
  const first = new Map<string, string>();
  for (const { hostname, address } of statedHosts(lan, family)) {
    const host = formatAddress(address);
    const at = nodePath(lan, family, hostname, "host");
    const other = first.get(host);
    if (!contains(spec.subnet, address)) {
      const details = { lan: lan.name, node: hostname, host, subnet: formatCidr(spec.subnet) };
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
function judgeReserve(lan: LanSpec): readonly Finding[] {
  const subnets = [lan.ipv4.subnet, ...(lan.ipv6 === undefined ? [] : [lan.ipv6.subnet])];
  return lan.reserve.flatMap(({ range, text }, index) => {
    if (subnets.some((subnet) => intersectionOf(range, rangeOf(subnet)) !== undefined)) return [];
    const details = { lan: lan.name, reserve: text, subnet: subnets.map(formatCidr).join(" and ") };
    const where = placed(lan, ["lans", lan.name, "reserve", index]);
    return [finding("RESERVE_OUTSIDE_SUBNET", details, { ...where, severity: "warn" })];
  });
}

function placed(lan: LanSpec, ...at: readonly SpecPath[]) {
  return { target: { lan: lan.name }, at };
}
