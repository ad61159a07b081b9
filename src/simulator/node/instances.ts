/**
 * Local instances of swarm networks: made from the node's config-only network when the first task lands, dropped with the
 * last. What of them survives a power loss is moby's, not ours (engine-facts 1.4).
 */
import { Refusal } from "../refusal.ts";
import type { NetworkWire } from "../wire-types.ts";
import { type DriverRecord, emit, type LocalNetwork, type SimNode, type World } from "../world.ts";
import { checkParent } from "./parents.ts";
import { release, reserve } from "./pools.ts";

/** True when a network of the node has the swarm network's name but not its id. */
export function nameClash(world: World, node: SimNode, id: string): boolean {
  const name = world.swarm.networks.get(id)?.Name;
  return [...node.networks.values()].some((it) => it.wire.Name === name && it.wire.Id !== id);
}

/** Makes the local instance of a swarm network unless it is there. Throws Docker's texts. */
export function landNetwork(world: World, node: SimNode, id: string): void {
  const raft = world.swarm.networks.get(id);
  if (!raft) throw new Refusal(404, `network ${id} not found`);
  if (node.networks.has(id) || nameClash(world, node, id) || raft.Driver !== "macvlan") return;
  const config = [...node.networks.values()].find(
    (it) => it.wire.ConfigOnly && it.wire.Name === raft.ConfigFrom.Network,
  );
  if (!config) throw new Refusal(404, `configuration network "${raft.ConfigFrom.Network}" does not exist`);
  const instance = instanceOf(raft, config.wire);
  checkParent(node, instance.wire.Options?.["parent"] ?? "", id);
  reserve(node, instance);
  try {
    remember(node, instance.wire);
  } catch (thrown) {
    release(node, instance.reserved);
    throw thrown;
  }
  node.networks.set(id, instance);
  config.holders.add(id);
  emit(world, node, { Type: "network", Action: "create", Actor: actorOf(instance.wire) });
}

/** Drops the instances that nobody is on. */
export function dropIdleInstances(world: World, node: SimNode): void {
  for (const [id, network] of node.networks) {
    if (network.wire.Scope !== "swarm" || network.wire.Ingress || hasEndpoints(node, id)) continue;
    node.networks.delete(id);
    node.driverRecords.delete(id);
    release(node, network.reserved);
    for (const config of node.networks.values()) config.holders.delete(id);
    emit(world, node, { Type: "network", Action: "destroy", Actor: actorOf(network.wire) });
  }
}

export function hasEndpoints(node: SimNode, network: string): boolean {
  return [...node.containers.values()].some((container) => container.endpoints.some((it) => it.networkId === network));
}

export function actorOf(network: NetworkWire): { ID: string; Attributes: Record<string, string> } {
  return { ID: network.Id, Attributes: { name: network.Name, type: network.Driver } };
}

/** Labels, IPAM and options come from the config-only network; the driver and the rest from raft (`applyConfigurationTo`). */
function instanceOf(raft: NetworkWire, config: NetworkWire): LocalNetwork {
  return {
    wire: {
      ...raft,
      Created: new Date().toISOString(),
      EnableIPv6: config.EnableIPv6,
      IPAM: { ...config.IPAM, Options: null },
      Options: { ...config.Options },
      Labels: { ...config.Labels },
    },
    reserved: [],
    holders: new Set(),
  };
}

/**
 * Writes the driver's record, or stumbles over one that a power loss left: another parent is refused for ever; with the
 * same parent the old record, its gateway included, stays in force (observed on 28.5 and 29.7).
 */
function remember(node: SimNode, wire: NetworkWire): void {
  const parent = wire.Options?.["parent"] ?? "";
  const left = node.driverRecords.get(wire.Id);
  if (!left) node.driverRecords.set(wire.Id, recordOf(wire, parent));
  else if (left.parent !== parent) {
    const kind = "object type *macvlan.configuration";
    throw new Refusal(
      500,
      `failed to update macvlan store for ${kind}: Unable to complete atomic operation, key modified`,
    );
  }
}

function recordOf(wire: NetworkWire, parent: string): DriverRecord {
  const subnets = wire.IPAM.Config.map((family) => family.Subnet ?? "");
  return { parent, subnets, gateway: wire.IPAM.Config[0]?.Gateway ?? "" };
}
