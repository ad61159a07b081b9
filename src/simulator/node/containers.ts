/** Containers of a node and their endpoints on its networks. */
import { formatAddress } from "../../model/address.ts";
import { give } from "../lan.ts";
import { Refusal } from "../refusal.ts";
import { atLeast } from "../versions.ts";
import { emit, type LocalNetwork, type SimContainer, type SimEndpoint, type SimNode, type World } from "../world.ts";
import { release, take } from "./pools.ts";

export interface ContainerRequest {
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
}

export function addContainer(world: World, node: SimNode, request: ContainerRequest): SimContainer {
  const container: SimContainer = {
    id: world.ids.hex(),
    ...request,
    pid: (node.pid += 1),
    state: "created",
    startedAt: Date.now(),
    endpoints: [],
  };
  node.containers.set(container.id, container);
  emit(world, node, { Type: "container", Action: "create", Actor: actorOf(container) });
  return container;
}

/** Gives the container an endpoint on a network of the node; nothing to do for networks of no address (host, overlay). */
export function connect(world: World, node: SimNode, it: { container: SimContainer; network: string }): void {
  const network = node.networks.get(it.network);
  if (!network || network.wire.Driver !== "macvlan") return;
  const { container } = it;
  const endpoint = endpointOn(world, node, network);
  container.endpoints.push(endpoint);
  give(world, endpoint, { node, container, mac: endpoint.mac });
  const Attributes = { container: container.id, name: network.wire.Name, type: network.wire.Driver };
  emit(world, node, { Type: "network", Action: "connect", Actor: { ID: it.network, Attributes } });
  emit(world, node, { Type: "container", Action: "start", Actor: actorOf(container) });
}

export function removeContainer(world: World, node: SimNode, id: string): void {
  const container = node.containers.get(id);
  if (!container) return;
  emit(world, node, { Type: "container", Action: "die", Actor: actorOf(container) });
  for (const endpoint of container.endpoints) {
    release(node, endpoint.taken);
    const type = node.networks.get(endpoint.networkId)?.wire.Driver ?? "";
    const Attributes = { container: id, name: endpoint.networkName, type };
    emit(world, node, { Type: "network", Action: "disconnect", Actor: { ID: endpoint.networkId, Attributes } });
  }
  node.containers.delete(id);
  for (const [exec, { container: of }] of node.execs) if (of === id) node.execs.delete(exec);
  emit(world, node, { Type: "container", Action: "destroy", Actor: actorOf(container) });
}

function endpointOn(world: World, node: SimNode, network: LocalNetwork): SimEndpoint {
  const { wire } = network;
  const record = node.driverRecords.get(wire.Id);
  const endpointId = world.ids.hex();
  if (record && !wire.IPAM.Config.every((family) => record.subnets.includes(family.Subnet ?? ""))) {
    throw new Refusal(500, `could not find a valid ipv4 subnet for endpoint ${endpointId}`);
  }
  const given = wire.IPAM.Config.map((family) => ({ family, ...take(node, network, family) }));
  const inFamily = (version: 4 | 6) => given.find((it) => it.address.family === version);
  const placed = (version: 4 | 6) => {
    const it = inFamily(version);
    if (!it) return undefined;
    return { address: formatAddress(it.address), length: Number((it.family.Subnet ?? "").split("/")[1]) };
  };
  const [ipv4, ipv6] = [placed(4), placed(6)];
  return {
    networkId: wire.Id,
    networkName: wire.Name,
    endpointId,
    gateway: wire.Internal ? "" : (record?.gateway ?? inFamily(4)?.family.Gateway ?? ""),
    mac: macOf(node, ipv4?.address, endpointId),
    ...(ipv4 ? { ipv4 } : {}),
    ...(ipv6 ? { ipv6 } : {}),
    taken: given.map((it) => it.taken),
  };
}

/** Up to 27 derived from the IPv4 address, from 28.0 random (moby#48808); here random means: from the endpoint's id. */
function macOf(node: SimNode, ipv4: string | undefined, endpointId: string): string {
  const derived = ipv4 !== undefined && !atLeast(node.engineVersion, "28.0");
  const bytes = derived
    ? ["02", "42", ...ipv4.split(".").map((octet) => Number(octet).toString(16).padStart(2, "0"))]
    : ["02", ...(endpointId.slice(0, 10).match(/../g) ?? [])];
  return bytes.join(":");
}

function actorOf(container: SimContainer): { ID: string; Attributes: Record<string, string> } {
  const { id, image, name, labels } = container;
  return { ID: id, Attributes: { ...labels, image, name } };
}
