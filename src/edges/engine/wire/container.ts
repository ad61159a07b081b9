/** Docker's container, as `GET /containers/json` tells it: everything about its endpoints comes in that one call. */
import { type Address, parseAddress } from "../../../model/address.ts";
import type { ContainerId, NetworkId, ServiceId, TaskId } from "../../../model/ids.ts";
import type { ContainerEndpoint, EngineContainer } from "../../../model/snapshot.ts";
import type { Wire } from "./wire.ts";

export function containerOf(it: Wire): EngineContainer {
  const id = it.text("Id");
  const first: unknown = it.at("Names").list()[0]?.raw;
  const labels = it.at("Labels").texts();
  return {
    id: id as ContainerId,
    // A container that is being removed has no name left.
    name: typeof first === "string" ? first.replace(/^\//, "") : id.slice(0, 12),
    image: it.maybe("Image") ?? "",
    imageId: it.maybe("ImageID") ?? "",
    state: it.maybe("State") ?? "",
    status: it.maybe("Status") ?? "",
    labels,
    ...swarmOf(labels),
    endpoints: it
      .at("NetworkSettings")
      .at("Networks")
      .entries()
      .map(([name, endpoint]) => endpointOf(name, endpoint)),
  };
}

function swarmOf(labels: Readonly<Record<string, string>>): Pick<EngineContainer, "service" | "serviceId" | "task"> {
  const service = labels["com.docker.swarm.service.name"];
  const serviceId = labels["com.docker.swarm.service.id"];
  const task = labels["com.docker.swarm.task.id"];
  return {
    ...(service === undefined ? {} : { service }),
    ...(serviceId === undefined ? {} : { serviceId: serviceId as ServiceId }),
    ...(task === undefined ? {} : { task: task as TaskId }),
  };
}

function endpointOf(networkName: string, it: Wire): ContainerEndpoint {
  const ipv4 = addressOf(it.maybe("IPAddress"));
  const ipv6 = addressOf(it.maybe("GlobalIPv6Address"));
  const gateway = addressOf(it.maybe("Gateway"));
  const mac = it.maybe("MacAddress");
  const askedIpv4 = it.at("IPAMConfig").maybe("IPv4Address");
  return {
    // Absent until the container was started once.
    network: (it.maybe("NetworkID") ?? "") as NetworkId,
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
