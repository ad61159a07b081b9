/** Docker's container, as `GET /containers/json` tells it: everything about its endpoints comes in that one call. */
import { type Address, parseAddress } from "../../../model/address.ts";
import type { ContainerId, NetworkId, ServiceId, TaskId } from "../../../model/ids.ts";
import type { ContainerEndpoint, EngineContainer } from "../../../model/snapshot.ts";
import { shared, type Wire } from "./wire.ts";

export function containerOf(it: Wire): EngineContainer {
  const id = it.text("Id");
  const first: unknown = it.at("Names").list()[0]?.raw;
  const labels = it.at("Labels");
  const endpoints = it.at("NetworkSettings").at("Networks").entries();
  return {
    id: id as ContainerId,
    // A container that is being removed has no name left.
    name: typeof first === "string" ? first.replace(/^\//, "") : id.slice(0, 12),
    image: shared(it.maybe("Image")) ?? "",
    imageId: shared(it.maybe("ImageID")) ?? "",
    state: it.maybe("State") ?? "",
    status: shared(it.maybe("Status")) ?? "",
    labels: othersOf(labels.texts()),
    ...swarmOf(labels),
    endpoints: endpoints.map(([name, endpoint]) => endpointOf(name, endpoint)),
  };
}

function swarmOf(labels: Wire): Pick<EngineContainer, "service" | "serviceId" | "task"> {
  const service = shared(labels.maybe("com.docker.swarm.service.name"));
  const serviceId = shared(labels.maybe("com.docker.swarm.service.id"));
  const task = labels.maybe("com.docker.swarm.task.id");
  return {
    ...(service === undefined ? {} : { service }),
    ...(serviceId === undefined ? {} : { serviceId: serviceId as ServiceId }),
    ...(task === undefined ? {} : { task: task as TaskId }),
  };
}

/** Swarm writes seven labels on each container; what they tell is in fields already. */
function othersOf(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const others = Object.entries(labels).filter(([key]) => !key.startsWith("com.docker.swarm."));
  return others.length === 0 ? NONE : Object.fromEntries(others);
}

const NONE = {};

function endpointOf(networkName: string, it: Wire): ContainerEndpoint {
  const ipv4 = addressOf(it.maybe("IPAddress"));
  const ipv6 = addressOf(it.maybe("GlobalIPv6Address"));
  const gateway = gatewayOf(it.maybe("Gateway"));
  const mac = it.maybe("MacAddress");
  const askedIpv4 = it.at("IPAMConfig").maybe("IPv4Address");
  return {
    // Absent until the container was started once.
    network: (shared(it.maybe("NetworkID")) ?? "") as NetworkId,
    networkName,
    ...(ipv4 ? { ipv4, prefixLength: it.number("IPPrefixLen") } : {}),
    ...(ipv6 ? { ipv6 } : {}),
    ...(gateway ? { gateway } : {}),
    ...(mac === undefined ? {} : { mac }),
    ...(askedIpv4 === undefined ? {} : { askedIpv4 }),
  };
}

/** Engines write "", or "<nil>" in places, where there is no address. */
function addressOf(text: string | undefined): Address | undefined {
  return text === undefined ? undefined : parseAddress(text);
}

/** The same value for the same text: all containers of a LAN have one gateway. */
function gatewayOf(text: string | undefined): Address | undefined {
  if (text !== lastGateway.text) lastGateway = { text, address: addressOf(text) };
  return lastGateway.address;
}

let lastGateway: { readonly text: string | undefined; readonly address: Address | undefined } = {
  text: undefined,
  address: undefined,
};
