/**
 * One step as one write. What the write needs to know and cannot be in the plan (ids that were just made, a node's newest
 * version) is looked up here; every write tells its own kind of "already so" apart from failure.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { isAppError } from "../errors/app-error.ts";
import { formatAddress } from "../model/address.ts";
import { formatCidr } from "../model/cidr.ts";
import type { LanName, NodeId } from "../model/ids.ts";
import type { Step } from "../model/plan.ts";
import type { NodeNetworkSettings, SwarmNode, SwarmService } from "../model/snapshot.ts";
import { HOLDER_IMAGE, HOLDER_LABEL, LAN_LABEL, readyLabel } from "../core/plan/names.ts";
import { attachedSpec, detachedSpec } from "../core/plan/service-spec.ts";
import { type Performing, placeOf } from "./performing.ts";
import { probeOf, probeParent } from "./probe-parent.ts";
import { removeNodeNetwork, removeWhenFree } from "./remove-network.ts";
import { removeLedger, writeLedger } from "./store-ledger.ts";
import type { Engine, NetworkCreate, NodeChange } from "./ports/engine.ts";

/** A task that is stopping keeps its network in use for up to its grace. */
const IN_USE_TRIES = 120;
const IN_USE_PAUSE_MS = 500;
const RACE_TRIES = 5;

export async function performStep(step: Step, by: Performing): Promise<void> {
  const { signal } = by;
  const manager = () => by.fleet.manager(signal);
  const on = (node: NodeId): Engine => by.fleet.node(by.nodes.get(node) as SwarmNode);
  switch (step.kind) {
    case "write-ledger":
      return writeLedger(await manager(), step, by);
    case "remove-ledger":
      return removeLedger(await manager(), step, signal);
    case "find-parent":
      return on(step.node).networks.findParent(probeOf(step), signal);
    case "probe-parent":
      return probeParent(on(step.node), step, by);
    case "remove-probe": {
      const network = step.network ?? by.made.probes.get(placeOf(step));
      if (network !== undefined) await on(step.node).networks.remove(network, signal);
      return;
    }
    case "create-node-network": {
      const id = await on(step.node).networks.create(configOnly(step.settings, step.labels), signal);
      by.made.networks.set(placeOf(step), id);
      return;
    }
    case "remove-node-network":
      return removeNodeNetwork(on(step.node), step, signal);
    case "create-swarm-network": {
      const { name, configFrom, attachable, internal } = step;
      const create = async () =>
        (await manager()).networks.create({ kind: "swarm", name, configFrom, attachable, internal }, signal);
      by.made.swarmNetworks.set(step.lan, await whileDraining(create, signal));
      return;
    }
    case "remove-swarm-network":
      return removeWhenFree(await manager(), step.network, { tries: IN_USE_TRIES, signal });
    case "create-holder":
      await (await manager()).swarm.createService(holderSpec(step.lan, step), signal);
      return;
    case "remove-holder":
      await (await manager()).swarm.removeService(step.service, signal);
      return;
    case "detach-service":
      return updateService(await manager(), step.service, by, (service) => detachedSpec(service, step));
    case "attach-service":
      return updateService(await manager(), step.service, by, (service) => attachedSpec(service, step));
    case "set-label":
    case "remove-label":
    case "drain-node":
    case "undrain-node":
      return updateNode(await manager(), step.node, nodeChangeOf(step), by);
  }
}

type NodeStep = Step & { readonly kind: "set-label" | "remove-label" | "drain-node" | "undrain-node" };

function nodeChangeOf(step: NodeStep): NodeChange {
  const label = readyLabel(step.lan);
  if (step.kind === "set-label") return { setLabels: { [label]: "ready" } };
  if (step.kind === "remove-label") return { removeLabels: [label] };
  return { availability: step.kind === "drain-node" ? "drain" : step.availability };
}

function configOnly(settings: NodeNetworkSettings, labels: Readonly<Record<string, string>>): NetworkCreate {
  return {
    kind: "config-only",
    name: settings.name,
    enableIPv6: settings.families.some((it) => it.subnet.family === 6),
    ipam: settings.families.map((it) => ({
      subnet: formatCidr(it.subnet),
      ipRange: formatCidr(it.slice),
      gateway: formatAddress(it.gateway),
      aux: it.aux,
    })),
    options: { parent: settings.parent, ...(settings.mode === "bridge" ? {} : { macvlan_mode: settings.mode }) },
    labels,
  };
}

function holderSpec(lan: LanName, { name, network }: { name: string; network: string }): unknown {
  return {
    Name: name,
    Labels: { [HOLDER_LABEL]: lan, [LAN_LABEL]: lan },
    TaskTemplate: { ContainerSpec: { Image: HOLDER_IMAGE }, Networks: [{ Target: network }] },
    Mode: { Replicated: { Replicas: 0 } },
  };
}

/** An old local instance of the name makes the manager refuse for a moment (observed on 26.1). */
async function whileDraining<T>(create: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let left = 20; ; left--) {
    try {
      return await create();
    } catch (error) {
      if (!isAppError(error, "NAME_TAKEN") || left <= 1) throw error;
    }
    await sleep(IN_USE_PAUSE_MS, undefined, { signal });
  }
}

async function updateNode(manager: Engine, id: NodeId, change: NodeChange, by: Performing): Promise<void> {
  let version = by.nodes.get(id)?.version;
  for (let left = RACE_TRIES; ; left--) {
    try {
      if (version === undefined) return;
      return await manager.swarm.updateNode(id, version, change, by.signal);
    } catch (error) {
      if (!isAppError(error, "OUT_OF_SEQUENCE") || left <= 1) throw error;
    }
    version = (await manager.swarm.nodes(by.signal)).find((it) => it.id === id)?.version;
  }
}

async function updateService(
  manager: Engine,
  id: SwarmService["id"],
  by: Performing,
  change: (service: SwarmService) => unknown,
): Promise<void> {
  for (let left = RACE_TRIES; ; left--) {
    const service = (await manager.swarm.services(by.signal)).find((it) => it.id === id);
    if (service === undefined) return;
    try {
      return await manager.swarm.updateService(id, service.version, change(service), by.signal);
    } catch (error) {
      if (!isAppError(error, "OUT_OF_SEQUENCE") || left <= 1) throw error;
    }
  }
}
