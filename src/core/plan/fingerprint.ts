/**
 * What a plan is made from, thing by thing: the spec's LANs, the nodes, the networks of the LANs wherever they stand, the
 * ledgers and the holders. Leaves out what comes and goes with tasks: containers, local instances, versions.
 */
import { formatAddress } from "../../model/address.ts";
import { formatCidr } from "../../model/cidr.ts";
import type { Fingerprint, FingerprintItem } from "../../model/fingerprint.ts";
import type { LanName } from "../../model/ids.ts";
import type { EngineNetwork, NodeView, Snapshot, SwarmConfig } from "../../model/snapshot.ts";
import type { FamilySpec, LanNode, LanSpec, Spec } from "../../model/spec.ts";
import { readLedgers } from "./ledger-labels.ts";
import { HOLDER_LABEL, LAN_LABEL, LEDGER_LABEL, probeName } from "./names.ts";

/** In a fixed order: the same swarm and spec give the same fingerprint. */
export function fingerprintOf(spec: Spec, snapshot: Snapshot): Fingerprint {
  const matters = networksOf(spec, snapshot);
  const { swarm } = snapshot;
  return {
    swarmId: swarm.id,
    items: [
      ...spec.lans.map(specItem),
      ...snapshot.nodes.map(nodeItem),
      ...swarm.networks.filter(matters).map((it) => networkItem(it, "")),
      ...snapshot.nodes.flatMap((view) => nodeNetworks(view, matters)),
      ...swarm.configs.filter((it) => it.labels[LEDGER_LABEL] !== undefined).flatMap(ledgerItems),
      ...swarm.services.flatMap((it): readonly FingerprintItem[] => {
        const lan = it.labels[HOLDER_LABEL];
        return lan === undefined ? [] : [{ kind: "holder", id: `holder ${it.id}`, title: it.name, facts: { lan } }];
      }),
    ],
  };
}

/** By name, by label or by what the ledgers record: every network that a plan looks at. */
function networksOf(spec: Spec, snapshot: Snapshot): (network: EngineNetwork) => boolean {
  const ledgers = [...readLedgers(snapshot.swarm.configs).values()];
  const lans = [...spec.lans.map((it) => it.name), ...ledgers.map((it) => it.lan)];
  const borrowed = snapshot.swarm.networks.filter((it) => lans.includes(it.name as LanName)).map((it) => it.configFrom);
  const names = new Set([...lans, ...lans.map(probeName), ...spec.lans.map((it) => it.nodeNetwork), ...borrowed]);
  const ids = new Set(ledgers.flatMap((it) => [it.swarmNetworks, ...it.entries.map((entry) => entry.networks)]).flat());
  return (it) => names.has(it.name) || ids.has(it.id) || it.labels[LAN_LABEL] !== undefined;
}

function specItem(lan: LanSpec): FingerprintItem {
  const nodes = Object.entries(lan.nodes).map(([hostname, node]) => [`nodes.${hostname}`, nodeText(node)]);
  const facts = {
    ...familyFacts(lan.ipv4, ""),
    ...(lan.ipv6 === undefined ? {} : familyFacts(lan.ipv6, "ipv6.")),
    parent: lan.parent,
    host: lan.host,
    edges: lan.edges,
    reserve: lan.reserve.map((it) => it.text).join(", "),
    "node-network": lan.nodeNetwork,
    attachable: String(lan.attachable),
    internal: String(lan.internal),
    mode: lan.mode,
    ...Object.fromEntries(nodes),
  };
  return { kind: "spec", id: `spec ${lan.name}`, title: `${lan.name} in the spec`, facts };
}

function familyFacts(family: FamilySpec, prefix: string): Readonly<Record<string, string>> {
  return {
    [`${prefix}subnet`]: formatCidr(family.subnet),
    [`${prefix}gateway`]: formatAddress(family.gateway),
    [`${prefix}slice`]: `/${family.sliceLength}`,
    [`${prefix}pool`]: formatCidr(family.pool),
  };
}

function nodeText(node: LanNode): string {
  const said = Object.entries(node).map(([key, value]: [string, LanNode[keyof LanNode]]) => {
    if (typeof value !== "object") return `${key} ${value}`;
    return `${key} ${"length" in value ? formatCidr(value) : formatAddress(value)}`;
  });
  return said.sort().join(", ");
}

function nodeItem({ node, kind }: NodeView): FingerprintItem {
  const ours = Object.entries(node.labels).filter(([key]) => key.startsWith("swarmlan."));
  const facts = {
    hostname: node.hostname,
    role: node.role,
    availability: node.availability,
    address: node.address,
    state: node.state === "down" ? "down" : "up",
    "its Engine": kind === "answered" ? "answers" : "cannot be asked",
    ...Object.fromEntries(ours.map(([key, value]) => [`label ${key}`, value])),
  };
  return { kind: "node", id: `node ${node.id}`, title: node.hostname, facts };
}

/** Local ones: what an Engine says of a swarm network is its instance, which comes and goes with tasks. */
function nodeNetworks(view: NodeView, matters: (network: EngineNetwork) => boolean): readonly FingerprintItem[] {
  if (view.kind === "failed") return [];
  const there = view.engine.networks.filter((it) => it.scope !== "swarm" && matters(it));
  return there.map((it) => networkItem(it, ` on ${view.node.hostname}`));
}

function networkItem(network: EngineNetwork, where: string): FingerprintItem {
  const facts = {
    driver: network.driver,
    scope: network.scope,
    "config-only": String(network.configOnly),
    borrows: network.configFrom,
    attachable: String(network.attachable),
    internal: String(network.internal),
    ipam: sorted(network.ipam.config.map(({ aux, ...it }) => ({ ...it, aux: sortedObject(aux) }))),
    options: sorted(Object.entries(network.options)),
    labels: sorted(Object.entries(network.labels)),
  };
  const title = `${where === "" ? "the swarm network " : ""}${network.name}${where}`;
  return { kind: "network", id: `network ${network.id}${where}`, title, facts };
}

function sorted(all: readonly unknown[]): string {
  return all
    .map((it) => JSON.stringify(it))
    .sort()
    .join(" ");
}

function sortedObject(all: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The ledger itself, and each node's entry: whatever fields it has, so that none is forgotten. */
function ledgerItems(config: SwarmConfig): readonly FingerprintItem[] {
  const title = `the ledger ${config.name}`;
  return Object.entries(config.labels).map(([key, text]): FingerprintItem => {
    const { host, ...fields } = fieldsOf(text);
    if (key === LEDGER_LABEL)
      return { kind: "ledger", id: `ledger ${config.name}`, title, facts: { config: config.id, ...fields } };
    return { kind: "ledger", id: `ledger ${config.name} ${key}`, title: `${host ?? key} in ${title}`, facts: fields };
  });
}

function fieldsOf(text: string): Readonly<Record<string, string>> {
  const fields = Object.entries(JSON.parse(text) as Record<string, unknown>);
  return Object.fromEntries(
    fields.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
  );
}
