/** Containers: the list, one of them, and throw-away ones on the host's network, as swarmlan's probe is one. */
import { type Asked, gone, json, type Reply, type Route } from "../http/route.ts";
import { imageId } from "../ids.ts";
import { isHere } from "../images.ts";
import { addContainer, removeContainer } from "../node/containers.ts";
import { notModelled, Refusal } from "../refusal.ts";
import type { SimContainer, SimEndpoint } from "../world.ts";

export const containerRoutes: readonly Route[] = [
  { method: "GET", path: "/containers/json", answer: list },
  { method: "GET", path: "/containers/:id/json", answer: (asked) => json(inspected(containerOf(asked))) },
  { method: "POST", path: "/containers/create", answer: create },
  { method: "POST", path: "/containers/:id/start", answer: start },
  { method: "DELETE", path: "/containers/:id", answer: remove },
];

function create({ world, node, query, body }: Asked): Reply {
  const { Image: image = "", Labels, HostConfig } = body as Partial<CreateBody>;
  if (HostConfig?.NetworkMode !== "host") throw notModelled("POST /containers/create with a network of its own");
  const name = query.get("name") ?? "";
  if (!isHere(node, image)) throw new Refusal(404, `No such image: ${image}`);
  const other = [...node.containers.values()].find((it) => it.name === name);
  if (other !== undefined) {
    const next = "You have to remove (or rename) that container to be able to reuse that name.";
    const what = `The container name "/${name}" is already in use by container "${other.id}"`;
    throw new Refusal(409, `Conflict. ${what}. ${next}`);
  }
  return json({ Id: addContainer(world, node, { name, image, labels: { ...Labels } }).id, Warnings: [] }, 201);
}

interface CreateBody {
  readonly Image: string;
  readonly Labels: Record<string, string>;
  readonly HostConfig: { readonly NetworkMode?: string };
}

function start(asked: Asked): Reply {
  const container = containerOf(asked);
  if (container.state === "running") return { kind: "empty", status: 304 };
  container.state = "running";
  return gone;
}

function remove(asked: Asked): Reply {
  const { world, node, query } = asked;
  const container = containerOf(asked);
  if (container.state === "running" && !["1", "true"].includes(query.get("force") ?? "")) {
    throw notModelled("removing a running container without force");
  }
  removeContainer(world, node, container.id);
  return gone;
}

function containerOf({ node, params }: Asked): SimContainer {
  const wanted = params["id"] ?? "";
  const found = node.containers.get(wanted) ?? [...node.containers.values()].find((it) => it.name === wanted);
  if (!found) throw new Refusal(404, `No such container: ${wanted}`);
  return found;
}

function inspected({ id, name, image, labels, pid, state }: SimContainer): unknown {
  const Running = state === "running";
  return {
    Id: id,
    Name: `/${name}`,
    Image: imageId(image),
    State: { Status: state, Running, Pid: Running ? pid : 0 },
    Config: { Image: image, Labels: labels },
  };
}

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
