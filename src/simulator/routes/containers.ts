/** `GET /containers/json`. */
import { type Asked, json, type Reply, type Route } from "../http/route.ts";
import { imageId } from "../ids.ts";
import { notModelled } from "../refusal.ts";
import type { SimContainer, SimEndpoint } from "../world.ts";

export const containerRoutes: readonly Route[] = [{ method: "GET", path: "/containers/json", answer: list }];

function list({ node, query }: Asked): Reply {
  if (query.has("filters")) throw notModelled("filters of GET /containers/json");
  const all = ["1", "true"].includes(query.get("all") ?? "");
  const shown = [...node.containers.values()].filter((it) => all || it.state === "running");
  return json(shown.map(wireOf));
}

function wireOf(container: SimContainer): unknown {
  const seconds = Math.floor((Date.now() - container.startedAt) / 1000);
  return {
    Id: container.id,
    Names: [`/${container.name}`],
    Image: container.image,
    ImageID: imageId(container.image),
    Created: Math.floor(container.startedAt / 1000),
    // Empty on macvlan, also where the image exposes ports (observed on 20.10).
    Ports: [],
    Labels: container.labels,
    State: container.state,
    Status: container.state === "running" ? `Up ${seconds} seconds` : "Created",
    HostConfig: { NetworkMode: "default" },
    NetworkSettings: {
      Networks: Object.fromEntries(container.endpoints.map((it) => [it.networkName, endpointOf(it)])),
    },
    Mounts: [],
  };
}

function endpointOf(endpoint: SimEndpoint): unknown {
  return {
    IPAMConfig: {},
    NetworkID: endpoint.networkId,
    EndpointID: endpoint.endpointId,
    Gateway: endpoint.gateway,
    IPAddress: endpoint.ipv4?.address ?? "",
    IPPrefixLen: endpoint.ipv4?.length ?? 0,
    GlobalIPv6Address: endpoint.ipv6?.address ?? "",
    GlobalIPv6PrefixLen: endpoint.ipv6?.length ?? 0,
    MacAddress: endpoint.mac,
  };
}
