/** Networks of one node: config-only ones, ordinary ones, and what every Engine has from the start. */
import { Refusal, notModelled } from "../refusal.ts";
import { atLeast } from "../versions.ts";
import type { NetworkWire } from "../wire-types.ts";
import { emit, type LocalNetwork, type SimNode, type World } from "../world.ts";
import { giveHost } from "../lan.ts";
import { hostAddresses } from "./host-shape.ts";
import { actorOf, hasEndpoints } from "./instances.ts";
import { checkParent } from "./parents.ts";
import { release, reserve } from "./pools.ts";
import type { CreateBody } from "./validate-network.ts";

const PREDEFINED = [
  { name: "bridge", driver: "bridge" },
  { name: "host", driver: "host" },
  { name: "none", driver: "null" },
];

/** The networks that an Engine makes for itself. */
export function addPredefined(world: World, node: SimNode): void {
  for (const { name, driver } of PREDEFINED) {
    const wire = { ...wireOf(world, { Name: name }), Driver: driver };
    node.networks.set(wire.Id, { wire, reserved: [], holders: new Set() });
  }
}

export function makeLocal(world: World, node: SimNode, request: CreateBody): NetworkWire {
  const wire = wireOf(world, request);
  const network: LocalNetwork = { wire, reserved: [], holders: new Set() };
  if (!wire.ConfigOnly) {
    if (wire.ConfigFrom.Network !== "") throw notModelled("a local network with config-from");
    if (wire.Driver === "macvlan") checkParent(node, wire.Options?.["parent"] ?? "", wire.Id);
    reserve(node, network);
  }
  node.networks.set(wire.Id, network);
  for (const { address } of hostAddresses(node)) giveHost(world, node, address);
  emit(world, node, { Type: "network", Action: "create", Actor: actorOf(wire) });
  return wire;
}

export function removeLocal(world: World, node: SimNode, network: LocalNetwork): void {
  const { wire } = network;
  if (wire.Scope === "swarm") {
    const hint = "Please run this command on a manager node or promote the current node to a manager.";
    const why = `Worker nodes can't be used to view or modify cluster state. ${hint}`;
    throw new Refusal(503, `This node is not a swarm manager. ${why}`);
  }
  if (PREDEFINED.some((it) => it.name === wire.Name)) {
    throw new Refusal(403, `${wire.Name} is a pre-defined network and cannot be removed`);
  }
  if (wire.ConfigOnly && isHeld(node, network)) {
    throw new Refusal(403, `error while removing network: configuration network "${wire.Name}" is in use`);
  }
  if (hasEndpoints(node, wire.Id)) {
    throw new Refusal(403, `error while removing network: network ${wire.Name} id ${wire.Id} has active endpoints`);
  }
  node.networks.delete(wire.Id);
  release(node, network.reserved);
  // The removal of a config-only network is told to nobody (moby `deleteNetwork`).
  if (!wire.ConfigOnly) emit(world, node, { Type: "network", Action: "destroy", Actor: actorOf(wire) });
}

/** Up to 28.0 a persisted count, which a power loss leaks; since 28.1 (moby#49736) whatever instances there are. */
function isHeld(node: SimNode, config: LocalNetwork): boolean {
  if (!atLeast(node.engineVersion, "28.1")) return config.holders.size > 0;
  return [...node.networks.values()].some((it) => it.wire.ConfigFrom.Network === config.wire.Name);
}

function wireOf(world: World, request: CreateBody): NetworkWire {
  const configOnly = request.ConfigOnly ?? false;
  return {
    Name: request.Name,
    Id: world.ids.hex(),
    Created: new Date().toISOString(),
    Scope: "local",
    Driver: configOnly ? "null" : (request.Driver ?? "bridge"),
    EnableIPv6: request.EnableIPv6 ?? false,
    IPAM: { Driver: request.IPAM?.Driver ?? "default", Options: {}, Config: [...(request.IPAM?.Config ?? [])] },
    Internal: request.Internal ?? false,
    Attachable: request.Attachable ?? false,
    Ingress: false,
    ConfigFrom: { Network: request.ConfigFrom?.Network ?? "" },
    ConfigOnly: configOnly,
    Options: { ...request.Options },
    Labels: { ...request.Labels },
  };
}
