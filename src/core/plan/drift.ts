/** What was changed outside swarmlan since the last apply finished: what the ledger recorded and the swarm has no more. */
import { type Finding, finding } from "../../model/finding.ts";
import type { LanScene } from "./lan-scene.ts";
import { holderName, readyLabel } from "./names.ts";

/** `rebuilt` tells that the ledger itself was lost and made again from labels. */
export function driftOf(scene: LanScene, nodeNetwork: string, rebuilt: boolean): readonly Finding[] {
  const { lan, ledger, swarmNetwork, holder, snapshot } = scene;
  const target = { lan };
  const found: Finding[] = [];
  // What a destroy of ours took away is no drift; that it is not finished is said on its own.
  if (ledger.destroying !== undefined) return found;
  if (rebuilt) {
    found.push(finding("DRIFT_LEDGER_LOST", { lan, nodes: ledger.entries.length }, { severity: "warn", target }));
    return found;
  }
  const recorded = ledger.swarmNetworks.length > 0;
  if (recorded && !snapshot.swarm.networks.some((it) => ledger.swarmNetworks.includes(it.id))) {
    found.push(
      finding("DRIFT_SWARM_NETWORK_GONE", { network: lan }, { severity: "warn", target: { lan, network: lan } }),
    );
  } else if (recorded && swarmNetwork !== undefined && holder === undefined) {
    found.push(finding("DRIFT_HOLDER_GONE", { lan, service: holderName(lan) }, { severity: "warn", target }));
  }
  return [...found, ...nodeDrift(scene, nodeNetwork)];
}

function nodeDrift(scene: LanScene, nodeNetwork: string): readonly Finding[] {
  return scene.answered.flatMap(({ node, engine }) => {
    const entry = scene.entryOf(node.id);
    if (entry === undefined || entry.state.kind !== "held" || entry.networks.length === 0) return [];
    if (entry.changing) return [];
    const where = { severity: "warn" as const, target: { lan: scene.lan, node: node.hostname } };
    if (!engine.networks.some((it) => entry.networks.includes(it.id))) {
      return [finding("DRIFT_NODE_NETWORK_GONE", { network: nodeNetwork, node: node.hostname }, where)];
    }
    const label = readyLabel(scene.lan);
    if (node.labels[label] === "ready" || entry.drainedFrom !== undefined) return [];
    return [finding("DRIFT_LABEL_GONE", { node: node.hostname, label }, where)];
  });
}
