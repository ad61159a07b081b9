/** Containers on a LAN as the Engines of their nodes tell them. */
import { formatAddress } from "../../model/address.ts";
import { type Finding, finding } from "../../model/finding.ts";
import type { TaskId } from "../../model/ids.ts";
import type { ContainerEndpoint, EngineContainer, Snapshot, SwarmNode } from "../../model/snapshot.ts";
import type { LanNetworks } from "../../core/plan/node-state.ts";
import type { EndpointItem } from "./endpoint-item.ts";
import { webUrl } from "./web-url.ts";

/** Exposed ports by image id. */
export type PortsByImage = ReadonlyMap<string, readonly string[]>;

/** Those that have an address or run; a stopped container holds none. */
export function containerItems(
  network: LanNetworks,
  snapshot: Snapshot,
  { names, ports }: { readonly names: ReadonlyMap<TaskId, string>; readonly ports: PortsByImage | undefined },
): readonly EndpointItem[] {
  return snapshot.nodes.flatMap((view) => {
    if (view.kind === "failed") return [];
    return view.engine.containers.flatMap((container) =>
      container.endpoints
        .filter((endpoint) => network.ids.has(endpoint.network) && isThere(container, endpoint))
        .map((endpoint): EndpointItem => {
          const name = (container.task && names.get(container.task)) ?? container.name;
          return itemOf(network, view.node, { container, endpoint, name, ports });
        }),
    );
  });
}

const RUNS = new Set(["running", "paused", "restarting"]);

function isThere(container: EngineContainer, endpoint: ContainerEndpoint): boolean {
  return endpoint.ipv4 !== undefined || endpoint.ipv6 !== undefined || RUNS.has(container.state);
}

interface Seen {
  readonly container: EngineContainer;
  readonly endpoint: ContainerEndpoint;
  readonly name: string;
  readonly ports: PortsByImage | undefined;
}

function itemOf(network: LanNetworks, node: SwarmNode, { container, endpoint, name, ports }: Seen): EndpointItem {
  const address = endpoint.ipv4 ?? endpoint.ipv6;
  const url = address && RUNS.has(container.state) && webUrl(address, ports?.get(container.imageId) ?? []);
  return {
    lan: network.lan,
    name,
    ...(container.service === undefined ? {} : { service: container.service }),
    ...(container.task === undefined ? {} : { task: container.task }),
    container: container.id,
    containerName: container.name,
    node: node.hostname,
    ...(endpoint.ipv4 && { ipv4: endpoint.ipv4 }),
    ...(endpoint.ipv6 && { ipv6: endpoint.ipv6 }),
    ...(endpoint.mac === undefined ? {} : { mac: endpoint.mac }),
    state: container.state,
    ...(url && { url }),
    byHand: container.service === undefined,
    source: "engine",
    warnings: ignoredIp(network, node, container, endpoint),
  };
}

function ignoredIp(
  { lan }: LanNetworks,
  node: SwarmNode,
  container: EngineContainer,
  { askedIpv4: asked, ipv4 }: ContainerEndpoint,
): readonly Finding[] {
  const got = ipv4 && formatAddress(ipv4);
  if (asked === undefined || got === undefined || asked === got) return [];
  const target = { lan, node: node.hostname, address: got };
  return [finding("IP_IGNORED", { container: container.name, asked, got }, { severity: "warn", target })];
}
