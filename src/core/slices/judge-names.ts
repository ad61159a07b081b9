/**
 * Judges the names that Docker gets: of the swarm network (the LAN's own) and of its node network.
 *
 * A swarm network's name must be a DNS name component: Engines refuse a dot, and an end of - or _, with
 * `name must be valid as a DNS name component` (observed on 20.10), after the node networks exist already.
 */
import { type Finding, finding } from "../../model/finding.ts";
import type { PartialLan } from "../../model/spec.ts";

const MAX_LENGTH = 50;
const SWARM_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]*$/;
const NODE_NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]*$/;

/** What no Engine would take as the name of the LAN's networks. */
export function judgeNames(lan: PartialLan): readonly Finding[] {
  const found: Finding[] = [];
  const swarm = swarmNameProblem(lan.name);
  if (swarm !== undefined) {
    const details = { name: lan.name, what: "a LAN", reason: swarm };
    found.push(finding("NETWORK_NAME_INVALID", details, { target: { lan: lan.name }, at: [["lans", lan.name]] }));
  }
  const { nodeNetwork } = lan;
  if (nodeNetwork !== undefined && (!NODE_NAME.test(nodeNetwork) || nodeNetwork.length > 2 * MAX_LENGTH)) {
    const reason = "a node network begins with a letter or digit and goes on with these, - _ and .";
    const details = { name: nodeNetwork, what: "a node network", reason };
    const at = [["lans", lan.name, "node-network"]];
    found.push(finding("NETWORK_NAME_INVALID", details, { target: { lan: lan.name }, at }));
  }
  return found;
}

/** Why a swarm network cannot have that name; `undefined` when it can. */
function swarmNameProblem(name: string): string | undefined {
  if (name.length > MAX_LENGTH) return `it has ${name.length} characters, ${MAX_LENGTH} are the limit`;
  if (name.includes(".")) return "Engines take no dot in a swarm network's name (valid as a DNS name component)";
  if (/[-_]$/.test(name)) return "a swarm network's name ends with a letter or digit";
  return SWARM_NAME.test(name) ? undefined : "it begins with a letter or digit and goes on with these, - and _";
}
