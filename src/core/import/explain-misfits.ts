/** Why networks cannot be taken over as they are: one finding per reason, each with the nodes that it is about. */
import { formatAddress, sameAddress } from "../../model/address.ts";
import { formatCidr } from "../../model/cidr.ts";
import { type Finding, finding } from "../../model/finding.ts";
import type { NodeShare } from "../../model/slices.ts";
import type { LanSpec } from "../../model/spec.ts";
import { differences, nodeNetworkSettings } from "../plan/node-network.ts";
import type { InferredLan } from "./infer-lan.ts";
import type { NodeFacts } from "./node-facts.ts";

export interface Misfits {
  readonly lan: LanSpec;
  readonly shares: readonly NodeShare[];
  readonly inferred: InferredLan;
  readonly facts: readonly NodeFacts[];
  readonly missing: readonly string[];
}

export function explainMisfits(it: Misfits): readonly Finding[] {
  const overlap = overlapping(it);
  // What overlaps differs too; it is said once.
  const told = new Set(overlap.length === 0 ? [] : it.inferred.overlapping);
  return [...overlap, ...absent(it), ...keptGateways(it), ...it.facts.flatMap((own) => differing(it, own, told))];
}

function overlapping({ lan, inferred, facts }: Misfits): readonly Finding[] {
  const nodes = inferred.overlapping;
  if (nodes.length === 0) return [];
  const slices = facts.filter((it) => nodes.includes(it.node.hostname)).map((it) => formatCidr(it.ipv4.slice));
  const details = { lan: lan.name, nodes, slices: [...new Set(slices)] };
  return [finding("IMPORT_OVERLAP", details, { target: { lan: lan.name } })];
}

function absent({ lan, missing }: Misfits): readonly Finding[] {
  if (missing.length === 0) return [];
  const details = { lan: lan.name, network: lan.nodeNetwork, nodes: missing };
  return [finding("IMPORT_MISSING", details, { target: { lan: lan.name } })];
}

/** Docker takes such a network, and then rejects every task on that node. */
function keptGateways({ lan, facts }: Misfits): readonly Finding[] {
  return facts.flatMap(({ node, network, ipv4, ipv6 }) =>
    [ipv4, ipv6].flatMap((family) => {
      const { gateway, aux = [] } = family ?? {};
      if (gateway === undefined || !aux.some((it) => sameAddress(it.address, gateway))) return [];
      const details = { network: network.name, node: node.hostname, gateway: formatAddress(gateway) };
      return [finding("IMPORT_GATEWAY_KEPT_OUT", details, { target: { lan: lan.name, node: node.hostname } })];
    }),
  );
}

function differing({ lan, shares }: Misfits, own: NodeFacts, told: ReadonlySet<string>): readonly Finding[] {
  const { hostname, id } = own.node;
  const share = shares.find((it) => it.node === id);
  if (share === undefined || told.has(hostname)) return [];
  const found = differences(own.network, nodeNetworkSettings(lan, share));
  if (found.length === 0) return [];
  const details = { network: own.network.name, node: hostname, differences: found };
  return [finding("IMPORT_DIFFERS", details, { target: { lan: lan.name, node: hostname } })];
}
