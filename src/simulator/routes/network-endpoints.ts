/** Who is on a network: on one node, and (by gossip) in the whole swarm. */
import type { SimEndpoint, SimNode, World } from "../world.ts";

export function containersOn(node: SimNode, network: string): Record<string, unknown> {
  return Object.fromEntries(
    endpointsOn(node, network).map(({ id, name, endpoint }) => [
      id,
      {
        Name: name,
        EndpointID: endpoint.endpointId,
        MacAddress: endpoint.mac,
        IPv4Address: withLength(endpoint.ipv4),
        IPv6Address: withLength(endpoint.ipv6),
      },
    ]),
  );
}

/** `Services` of a verbose inspect: IPv4 only, and attached containers under the name "" (observed on 20.10 to 29.7). */
export function gossipServices(world: World, network: string): Record<string, unknown> {
  const services: Record<string, { VIP: string; Ports: []; LocalLBIndex: number; Tasks: unknown[] }> = {};
  for (const node of world.nodes.values()) {
    if (!node.powered) continue;
    for (const { name, service, endpoint } of endpointsOn(node, network)) {
      const known = (services[service] ??= { VIP: "<nil>", Ports: [], LocalLBIndex: 256, Tasks: [] });
      const EndpointIP = endpoint.ipv4?.address ?? "";
      known.Tasks.push({ Name: name, EndpointID: endpoint.endpointId, EndpointIP, Info: null });
    }
  }
  return services;
}

interface On {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  readonly endpoint: SimEndpoint;
}

function endpointsOn(node: SimNode, network: string): On[] {
  return [...node.containers.values()].flatMap(({ id, name, labels, endpoints }) =>
    endpoints
      .filter((endpoint) => endpoint.networkId === network)
      .map((endpoint) => ({ id, name, service: labels["com.docker.swarm.service.name"] ?? "", endpoint })),
  );
}

function withLength(placed: SimEndpoint["ipv4"]): string {
  return placed ? `${placed.address}/${placed.length}` : "";
}
