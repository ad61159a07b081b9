/** One LAN of the swarm as a plan sees it: everything looked up once, so that deciding reads like the decision. */
import type { LanName, NodeId } from "../../model/ids.ts";
import type { Ledger, LedgerEntry } from "../../model/ledger.ts";
import type { CutOff, Wait } from "../../model/plan.ts";
import type { EngineNetwork, EngineView, NodeView, Snapshot, SwarmNode, SwarmService } from "../../model/snapshot.ts";
import { HOLDER_LABEL, isReadyConstraint, reattachLabel } from "./names.ts";

export interface LanScene {
  readonly lan: LanName;
  readonly snapshot: Snapshot;
  readonly ledger: Ledger;
  /** The swarm network of this name, if there is one. */
  readonly swarmNetwork: EngineNetwork | undefined;
  readonly holder: SwarmService | undefined;
  /** Services on the LAN, without the holder. */
  readonly services: readonly SwarmService[];
  readonly answered: readonly Answered[];
  readonly entryOf: (node: NodeId) => LedgerEntry | undefined;
}

export interface Answered {
  readonly node: SwarmNode;
  readonly engine: EngineView;
}

export function lanScene(lan: LanName, snapshot: Snapshot, ledger: Ledger): LanScene {
  const swarmNetwork = snapshot.swarm.networks.find((it) => it.name === lan && it.scope === "swarm");
  const holder = snapshot.swarm.services.find((it) => it.labels[HOLDER_LABEL] === lan);
  const entries = new Map(ledger.entries.map((entry) => [entry.node, entry]));
  return {
    lan,
    snapshot,
    ledger,
    swarmNetwork,
    holder,
    services: snapshot.swarm.services.filter((it) => it !== holder && isOn(it, swarmNetwork)),
    answered: snapshot.nodes.flatMap((view) =>
      view.kind === "answered" ? [{ node: view.node, engine: view.engine }] : [],
    ),
    entryOf: (node) => entries.get(node),
  };
}

export function failedNodes(snapshot: Snapshot): readonly Extract<NodeView, { kind: "failed" }>[] {
  return snapshot.nodes.filter((view) => view.kind === "failed");
}

function isOn(service: SwarmService, network: EngineNetwork | undefined): boolean {
  return network !== undefined && service.networks.some((it) => it === network.id || it === network.name);
}

/** Services that are not on the LAN now but bound to it: by their constraint, or since a run is to attach them again. */
export function boundServices({ lan, services, snapshot }: LanScene): readonly SwarmService[] {
  const isBound = (it: SwarmService) => it.labels[reattachLabel(lan)] !== undefined || isConstrained(it, lan);
  return snapshot.swarm.services.filter((it) => isBound(it) && !services.includes(it));
}

/** True when swarm itself keeps the service's tasks off nodes whose ready label is away. */
export function isConstrained(service: SwarmService, lan: LanName): boolean {
  return service.constraints.some((it) => isReadyConstraint(it, lan));
}

/** The tasks of the given services that run on a node now (on any node when none is named). */
export function tasksOn(scene: LanScene, services: readonly SwarmService[], node?: NodeId): readonly CutOff[] {
  const byId = new Map(services.map((service) => [service.id, service]));
  const hostnames = new Map(scene.snapshot.swarm.nodes.map((it) => [it.id, it.hostname]));
  return scene.snapshot.swarm.tasks.flatMap((task): readonly CutOff[] => {
    const service = byId.get(task.service);
    if (service === undefined || task.node === undefined || !isLive(task.state)) return [];
    if (node !== undefined && task.node !== node) return [];
    const hostname = hostnames.get(task.node) ?? task.node;
    const onLan = scene.services.includes(service);
    return [{ kind: "task", name: `${service.name}.${task.slot ?? hostname}`, id: task.id, node: hostname, onLan }];
  });
}

function isLive(state: string): boolean {
  return ["assigned", "accepted", "preparing", "ready", "starting", "running"].includes(state);
}

/** Containers on the LAN that no service made: they do not leave with a drain. */
export function attachedByHand({ swarmNetwork }: LanScene, { node, engine }: Answered): readonly CutOff[] {
  if (swarmNetwork === undefined) return [];
  return engine.containers
    .filter((it) => it.service === undefined && it.endpoints.some((end) => end.network === swarmNetwork.id))
    .map((it) => ({ kind: "container", name: it.name, id: it.id, node: node.hostname, onLan: true }));
}

/** What must be gone from a node: its instance of the swarm network, and of one that was removed and still drains there. */
export function instancesGone(scene: LanScene, at: Answered): readonly Wait[] {
  const left = at.engine.networks.filter((it) => it.name === scene.lan && it.instance).map((it) => it.id);
  const all = new Set([...(scene.swarmNetwork === undefined ? [] : [scene.swarmNetwork.id]), ...left]);
  return [...all].map((network) => ({ kind: "no-instance", node: at.node.id, network }));
}

/** The node's local instance of the swarm network. */
export function instanceOn({ swarmNetwork }: LanScene, { engine }: Answered): EngineNetwork | undefined {
  return engine.networks.find((it) => it.id === swarmNetwork?.id && it.instance);
}
