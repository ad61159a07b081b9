/** In what state one LAN is on one node, by what the spec wants and what that node's Engine has. */
import { lanNodeOf } from "../slices/lane.ts";
import { readyLabel } from "./names.ts";
import { differences, nodeNetworkSettings } from "./node-network.ts";
import { formatAddress, parseAddress, sameAddress } from "../../model/address.ts";
import { type Finding, finding } from "../../model/finding.ts";
import type { LanName, NetworkId } from "../../model/ids.ts";
import type { NodeShare } from "../../model/slices.ts";
import type { EngineNetwork, EngineView, IpamConfig, NodeView } from "../../model/snapshot.ts";
import type { LanSpec } from "../../model/spec.ts";

/**
 * `missing`: no node network. `drifted`: it is not what the spec wants. `stale`: what runs was made from another node
 * network than the one there now. `not-ready`: all is there, but the label that lets services land is not.
 */
export type LanState =
  | "ready"
  | "missing"
  | "drifted"
  | "stale"
  | "unreachable"
  | "skipped"
  | "quarantined"
  | "not-ready";

export interface NodeState {
  readonly state: LanState;
  /** Why it is not ready. */
  readonly why?: string;
}

/** The swarm networks that carry a LAN. */
export interface LanNetworks {
  readonly lan: LanName;
  readonly ids: ReadonlySet<NetworkId>;
}

export interface NodeQuestion {
  readonly lan: LanSpec;
  readonly networks: LanNetworks;
  readonly view: NodeView;
  readonly share: NodeShare | undefined;
}

/** The first thing that is wrong, the worst first. */
export function nodeState({ lan, networks, view, share }: NodeQuestion): NodeState {
  if (lanNodeOf(lan, view.node.hostname)?.skip) return { state: "skipped", why: "the spec skips it" };
  if (view.kind === "failed") return { state: "unreachable", why: view.finding.message };
  const { engine } = view;
  const own = engine.networks.find((it) => it.name === lan.nodeNetwork && it.configOnly);
  if (own === undefined) return { state: "missing", why: `${lan.nodeNetwork} is not there` };
  if (share === undefined) return { state: "drifted", why: `it holds no slice of ${lan.name}` };
  const differ = differences(own, nodeNetworkSettings(lan, share));
  if (differ.length > 0) return { state: "drifted", why: differ.join(", ") };
  const stale = staleness(own, engine, networks);
  if (stale !== undefined) return { state: "stale", why: stale };
  if (networks.ids.size === 0) return { state: "not-ready", why: `the swarm network ${lan.name} is not there` };
  if (view.node.labels[readyLabel(lan.name)] === "ready") return { state: "ready" };
  return { state: "not-ready", why: `the label ${readyLabel(lan.name)}=ready is not set` };
}

/** Says a ready label that no service should trust. Of a node that does not answer nobody knows. */
export function labelLies({ lan, view }: NodeQuestion, { state, why = state }: NodeState): readonly Finding[] {
  const label = readyLabel(lan.name);
  const lies = state === "missing" || state === "drifted" || state === "skipped";
  if (view.node.labels[label] !== "ready" || !lies) return [];
  const { hostname } = view.node;
  const target = { lan: lan.name, node: hostname };
  const because = state === "drifted" ? `its ${lan.nodeNetwork} is not as planned: ${why}` : why;
  return [finding("LABEL_LIES", { node: hostname, label, because }, { severity: "warn", target })];
}

function staleness(own: EngineNetwork, engine: EngineView, { ids }: LanNetworks): string | undefined {
  const instance = engine.networks.find((it) => ids.has(it.id) && it.instance);
  if (instance === undefined) return undefined;
  const [runs, wanted] = [instance, own].map((it) => it.ipam.config.map(ipamText).sort().join(", "));
  if (runs !== wanted) return `the running instance has ${runs}, the node network ${wanted}`;
  const parents = [instance, own].map((it) => it.options["parent"] ?? "none");
  if (parents[0] !== parents[1]) return `the running instance is on ${parents[0]}, the node network on ${parents[1]}`;
  const gateways = instance.ipam.config.flatMap((it) => parseAddress(it.gateway ?? "") ?? []);
  for (const container of engine.containers) {
    for (const { network, gateway } of container.endpoints) {
      if (!ids.has(network) || gateway === undefined || gateways.length === 0) continue;
      if (gateways.some((it) => sameAddress(it, gateway))) continue;
      return `${container.name} has the gateway ${formatAddress(gateway)}, the network ${gateways.map(formatAddress).join(", ")}`;
    }
  }
  return undefined;
}

function ipamText({ subnet, ipRange, gateway }: IpamConfig): string {
  const at = gateway === undefined ? undefined : parseAddress(gateway);
  return `${ipRange ?? "no slice"} of ${subnet} by ${at === undefined ? (gateway ?? "no gateway") : formatAddress(at)}`;
}
