/** Short ways to write a snapshot: nodes by name, and what stands on each. */
import { formatAddress } from "../../src/model/address.ts";
import { formatCidr } from "../../src/model/cidr.ts";
import type { ContainerId, NetworkId, ServiceId, TaskId } from "../../src/model/ids.ts";
import type { HostFacts } from "../../src/model/host-facts.ts";
import { finding } from "../../src/model/finding.ts";
import type { Ledger } from "../../src/model/ledger.ts";
import type {
  EngineContainer,
  EngineNetwork,
  NodeView,
  Snapshot,
  SwarmNode,
  SwarmService,
  SwarmTask,
} from "../../src/model/snapshot.ts";
import type { LanSpec, Spec } from "../../src/model/spec.ts";
import { ledgerLabels } from "../../src/core/plan/ledger-labels.ts";
import { ledgerName } from "../../src/core/plan/names.ts";
import { lanShares } from "../../src/core/plan/lan-shares.ts";
import { nodeNetworkSettings } from "../../src/core/plan/node-network.ts";
import { address, nodeId } from "../builders.ts";

export const NETWORK = "net-macvlanswarm" as NetworkId;

export function spec(...lans: readonly LanSpec[]): Spec {
  return { swarm: {}, lans };
}

export function swarmNode(hostname: string, more: Partial<SwarmNode> = {}): SwarmNode {
  return {
    id: nodeId(hostname),
    version: 1,
    updatedAt: "2025-12-31T23:00:00Z",
    hostname,
    role: hostname.startsWith("mgr") ? "manager" : "worker",
    availability: "active",
    state: "ready",
    address: "10.0.0.1",
    engineVersion: "29.7.0",
    labels: { "swarmlan.macvlanswarm": "ready" },
    leader: false,
    ...more,
  };
}

export function network(more: Partial<EngineNetwork> = {}): EngineNetwork {
  return {
    id: NETWORK,
    name: "macvlanswarm",
    driver: "macvlan",
    scope: "swarm",
    created: "",
    configOnly: false,
    configFrom: "macvlanswarm-node",
    attachable: true,
    internal: false,
    enableIPv6: false,
    ipam: { driver: "", config: [] },
    options: {},
    labels: {},
    instance: false,
    ...more,
  };
}

/** The node network that the spec wants on that node; `over` replaces parts of it. */
export function nodeNetwork(lan: LanSpec, snapshot: Snapshot, hostname: string, over: Partial<EngineNetwork> = {}) {
  const empty: Ledger = { lan: lan.name, swarmNetworks: [], entries: [] };
  const share = lanShares(lan, empty, snapshot).shares.find((it) => it.hostname === hostname);
  if (share === undefined) throw new TypeError(`a test asked for the network of ${hostname}, which has no share`);
  const settings = nodeNetworkSettings(lan, share);
  return network({
    id: `conf-${hostname}` as NetworkId,
    name: settings.name,
    scope: "local",
    configOnly: true,
    configFrom: "",
    options: { parent: settings.parent },
    ipam: {
      driver: "default",
      config: settings.families.map((it) => ({
        subnet: formatCidr(it.subnet),
        ipRange: formatCidr(it.slice),
        gateway: formatAddress(it.gateway),
        aux: it.aux,
      })),
    },
    ...over,
  });
}

interface ContainerText {
  readonly name: string;
  readonly ip?: string;
  readonly ip6?: string;
  readonly mac?: string;
  readonly gateway?: string;
  /** `it-tools.3`: a task of that service, with the id `task-it-tools.3`. */
  readonly task?: string;
  readonly state?: string;
  readonly asked?: string;
}

export function container(text: ContainerText): EngineContainer {
  const service = text.task?.split(".")[0];
  return {
    id: `${text.name}-0123456789` as ContainerId,
    name: text.name,
    image: "web",
    imageId: "sha256:web",
    state: text.state ?? "running",
    status: "",
    labels: {},
    ...(service === undefined ? {} : { service, serviceId: service as ServiceId, task: `task-${text.task}` as TaskId }),
    endpoints: [
      {
        network: NETWORK,
        networkName: "macvlanswarm",
        ...(text.ip === undefined ? {} : { ipv4: address(text.ip) }),
        ...(text.ip6 === undefined ? {} : { ipv6: address(text.ip6) }),
        ...(text.mac === undefined ? {} : { mac: text.mac }),
        ...(text.gateway === undefined ? {} : { gateway: address(text.gateway) }),
        ...(text.asked === undefined ? {} : { askedIpv4: text.asked }),
      },
    ],
  };
}

export function service(name: string, more: Partial<SwarmService> = {}): SwarmService {
  return {
    id: name as ServiceId,
    version: 1,
    name,
    labels: {},
    image: "web",
    mode: "replicated",
    replicas: 1,
    networks: [NETWORK],
    constraints: [],
    spec: {},
    ...more,
  };
}

/** `it-tools.3` on a node (or on none), running unless said. */
export function task(name: string, hostname: string | undefined, more: Partial<SwarmTask> = {}): SwarmTask {
  const [serviceName = "", slot = ""] = name.split(".");
  return {
    id: `task-${name}` as TaskId,
    createdAt: "2026-01-01T00:00:00Z",
    service: serviceName as ServiceId,
    ...(hostname === undefined ? {} : { node: nodeId(hostname) }),
    ...(slot === "" ? {} : { slot: Number(slot) }),
    state: "running",
    desired: "running",
    networks: [NETWORK],
    timestamp: "2026-01-01T00:00:00Z",
    ...more,
  };
}

function hostFacts(addresses: readonly string[]): HostFacts {
  const nic = { name: "eth1", kind: "physical", state: "up" } as const;
  return {
    nics: [{ ...nic, addresses: addresses.map((it) => ({ address: address(it), length: 20 })) }],
    defaultRoutes: [],
  };
}

interface SwarmText {
  /** Names in order; a trailing `!` for a node that cannot be asked. */
  readonly nodes: string;
  readonly containers?: Readonly<Record<string, readonly EngineContainer[]>>;
  readonly networks?: Readonly<Record<string, readonly EngineNetwork[]>>;
  readonly labels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly services?: readonly SwarmService[];
  readonly tasks?: readonly SwarmTask[];
  readonly ledger?: Ledger;
  /** Addresses seen on that node's NIC eth1. */
  readonly seen?: Readonly<Record<string, readonly string[]>>;
  readonly swarmNetworks?: readonly EngineNetwork[];
  /** Of every Engine. */
  readonly version?: string;
}

export function swarm(text: SwarmText): Snapshot {
  const names = text.nodes.split(" ");
  const views = names.map((name): NodeView => {
    const hostname = name.replace("!", "");
    const labels = text.labels?.[hostname];
    const node = swarmNode(hostname, labels === undefined ? {} : { labels });
    if (name.endsWith("!")) {
      const details = { endpoint: "tcp://x:2375", reason: "refused" };
      return { node, kind: "failed", finding: finding("ENGINE_UNREACHABLE", details) };
    }
    const seen = text.seen?.[hostname];
    return {
      node,
      ...(seen === undefined ? {} : { host: { kind: "answered" as const, facts: hostFacts(seen) } }),
      kind: "answered",
      engine: {
        version: text.version ?? "29.7.0",
        endpoint: `unix:///${hostname}.sock`,
        networks: text.networks?.[hostname] ?? [],
        containers: text.containers?.[hostname] ?? [],
      },
    };
  });
  return {
    takenAt: "2026-01-01T00:00:00Z",
    swarm: {
      id: "swarm",
      manager: { node: nodeId(names[0] ?? ""), version: "29.7.0", endpoint: "unix:///m.sock" },
      nodes: views.map((it) => it.node),
      networks: text.swarmNetworks ?? [network()],
      services: text.services ?? [],
      tasks: text.tasks ?? [],
      configs:
        text.ledger === undefined
          ? []
          : [{ id: "ledger", version: 1, name: ledgerName(text.ledger.lan), labels: ledgerLabels(text.ledger) }],
    },
    nodes: views,
  };
}
