/** A LAN as a spec has it, ready to be written: what is a default is left out where a reader need not see it. */
import { sameCidr } from "../../model/cidr.ts";
import type { NodeShare } from "../../model/slices.ts";
import type { FamilySpec, LanSpec } from "../../model/spec.ts";
import type { Ipv6Proposal, LanProposal, NodeProposal } from "./spec-proposal.ts";

/** `shares` are written beside the nodes, as comments. */
export function proposalOf(lan: LanSpec, shares: readonly NodeShare[]): LanProposal {
  const { ipv4, ipv6 } = lan;
  return {
    name: lan.name,
    subnet: ipv4.subnet,
    gateway: ipv4.gateway,
    sliceLength: ipv4.sliceLength,
    ...poolOf(ipv4),
    parent: lan.parent,
    host: lan.host,
    edges: lan.edges,
    reserve: lan.reserve.map((it) => it.text),
    nodeNetwork: lan.nodeNetwork,
    ...(lan.attachable ? {} : { attachable: false as const }),
    ...(lan.internal ? { internal: true as const } : {}),
    ...(lan.mode === "bridge" ? {} : { mode: lan.mode }),
    ...(ipv6 === undefined ? {} : { ipv6: proposal6(ipv6) }),
    nodes: nodesOf(lan, shares),
  };
}

function poolOf({ pool, subnet }: FamilySpec): { pool?: FamilySpec["pool"] } {
  return sameCidr(pool, subnet) ? {} : { pool };
}

function proposal6(family: FamilySpec): Ipv6Proposal {
  const { subnet, gateway, sliceLength } = family;
  return { subnet, gateway, sliceLength, ...poolOf(family) };
}

function nodesOf(lan: LanSpec, shares: readonly NodeShare[]): readonly NodeProposal[] {
  const hostnames = new Set([...shares.map((it) => it.hostname), ...Object.keys(lan.nodes)]);
  return [...hostnames].map((hostname): NodeProposal => {
    const own = Object.hasOwn(lan.nodes, hostname) ? lan.nodes[hostname] : undefined;
    const share = shares.find((it) => it.hostname === hostname);
    const { slice, slice6, ...said } = own ?? {};
    const pin = slice !== undefined || slice6 !== undefined;
    const shown = pin ? { slice, slice6 } : { slice: share?.ipv4.slice, slice6: share?.ipv6?.slice };
    return {
      hostname,
      pin,
      ...(shown.slice === undefined ? {} : { slice: shown.slice }),
      ...(shown.slice6 === undefined ? {} : { slice6: shown.slice6 }),
      ...said,
    };
  });
}
