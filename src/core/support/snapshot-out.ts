/**
 * A snapshot as it may leave the house: only fields that are known to hold no secrets of the user's. A service's spec
 * (environment, arguments, mounts, secrets) is left out whole; of labels that are not swarmlan's or swarm's own the
 * value is; of configs that are no ledger everything but the name.
 */
import type { EngineContainer, EngineNetwork, Snapshot, SwarmConfig, SwarmService } from "../../model/snapshot.ts";
import { LEDGER_LABEL } from "../plan/names.ts";

type Labels = Readonly<Record<string, string>>;

const OWN = /^(?:swarmlan[.]|com[.]docker[.](?:swarm|stack)[.])/;
const DRIVER_OPTIONS = new Set(["parent", "macvlan_mode", "ipvlan_mode"]);
const REMOVED = "(removed)";

export function snapshotOut({ takenAt, swarm, nodes }: Snapshot): object {
  return {
    takenAt,
    swarm: {
      id: swarm.id,
      manager: swarm.manager,
      nodes: swarm.nodes.map((it) => ({ ...it, labels: labelsOut(it.labels) })),
      networks: swarm.networks.map(networkOut),
      services: swarm.services.map(serviceOut),
      tasks: swarm.tasks,
      configs: swarm.configs.map(configOut),
    },
    nodes: nodes.map((view) => {
      const node = view.node.hostname;
      if (view.kind === "failed") return { node, finding: view.finding };
      const { networks, containers, ...engine } = view.engine;
      return { node, ...engine, networks: networks.map(networkOut), containers: containers.map(containerOut) };
    }),
  };
}

function serviceOut({ spec: _, labels, ...it }: SwarmService): object {
  return { ...it, labels: labelsOut(labels) };
}

function containerOut({ labels, ...it }: EngineContainer): object {
  return { ...it, labels: labelsOut(labels) };
}

function networkOut({ labels, options, ...it }: EngineNetwork): object {
  return { ...it, labels: labelsOut(labels), options: keptValues(options, (key) => DRIVER_OPTIONS.has(key)) };
}

function configOut({ labels, ...it }: SwarmConfig): object {
  return LEDGER_LABEL in labels ? { ...it, labels } : { name: it.name };
}

function labelsOut(labels: Labels): Labels {
  return keptValues(labels, (key) => OWN.test(key));
}

function keptValues(values: Labels, keep: (key: string) => boolean): Labels {
  return Object.fromEntries(Object.entries(values).map(([key, it]) => [key, keep(key) ? it : REMOVED]));
}
