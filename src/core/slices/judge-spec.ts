/** Judges all LANs of a spec, each by itself and beside the others: overlapping subnets, and networks of one name. */
import { compareCidrs, formatCidr, lastOf } from "../../model/cidr.ts";
import { type Finding, finding, type SpecPath } from "../../model/finding.ts";
import type { PartialLan, PartialSpec } from "../../model/spec.ts";
import { judgeLan } from "./judge-lan.ts";
import { lanPath } from "./lane.ts";

/** All that is wrong with the addressing and names of a spec, as far as it could be read; overlaps carry both places. */
export function judgeSpec(spec: PartialSpec): readonly Finding[] {
  return [...spec.lans.flatMap(judgeLan), ...judgeSubnets(spec.lans), ...judgeUniqueNames(spec.lans)];
}

/**
 * LANs that share addresses. Not only on one parent: an Engine keeps one bitmap for one subnet, and two LANs of one
 * subnet cannot both reserve its gateway on a node (`failed to allocate gateway … Address already in use`, 26.1, 28.5).
 */
function judgeSubnets(lans: readonly PartialLan[]): readonly Finding[] {
  const subnets = lans.flatMap((lan) =>
    ([4, 6] as const).flatMap((family) => {
      const subnet = (family === 4 ? lan.ipv4 : lan.ipv6)?.subnet;
      return subnet === undefined ? [] : [{ lan, subnet, at: lanPath(lan, family, "subnet") }];
    }),
  );
  const findings: Finding[] = [];
  let open: (typeof subnets)[number] | undefined;
  for (const it of subnets.sort((a, b) => compareCidrs(a.subnet, b.subnet))) {
    const apart =
      open === undefined || open.subnet.family !== it.subnet.family || it.subnet.base > lastOf(open.subnet).value;
    if (open === undefined || apart) {
      open = it;
      continue;
    }
    const details = {
      lans: [open.lan.name, it.lan.name],
      subnets: [formatCidr(open.subnet), formatCidr(it.subnet)],
      ...(it.lan.parent !== undefined && open.lan.parent === it.lan.parent ? { parent: it.lan.parent } : {}),
    } as const;
    findings.push(finding("LANS_OVERLAP", details, { target: { lan: it.lan.name }, at: [open.at, it.at] }));
  }
  return findings;
}

/** On a node, swarm networks and node networks share one name space. */
function judgeUniqueNames(lans: readonly PartialLan[]): readonly Finding[] {
  const uses = lans.flatMap((lan) => [
    { lan, name: lan.name as string, use: `the LAN ${lan.name}`, at: ["lans", lan.name] as SpecPath },
    ...(lan.nodeNetwork === undefined
      ? []
      : [{ lan, name: lan.nodeNetwork, use: `the node network of ${lan.name}`, at: lanPath(lan, 4, "node-network") }]),
  ]);
  const first = new Map<string, (typeof uses)[number]>();
  return uses.flatMap((it) => {
    const other = first.get(it.name);
    if (other === undefined) {
      first.set(it.name, it);
      return [];
    }
    const details = { name: it.name, uses: [other.use, it.use] } as const;
    return [finding("NETWORK_NAME_TWICE", details, { target: { lan: it.lan.name }, at: [other.at, it.at] })];
  });
}
