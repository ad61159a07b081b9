/** A healthy swarm of three nodes as facts, and short ways to change one thing in it. */
import { checks } from "../../src/checks/index.ts";
import { readLedgers } from "../../src/core/plan/ledger-labels.ts";
import { planSwarm } from "../../src/core/plan/plan-swarm.ts";
import { judgeSpec } from "../../src/core/slices/judge-spec.ts";
import type { Judged } from "../../src/model/diagnosis.ts";
import type { Facts } from "../../src/model/facts.ts";
import type { HostDetails } from "../../src/model/host-details.ts";
import type { HostNic } from "../../src/model/host-facts.ts";
import type { ContainerId, LanName, NodeId } from "../../src/model/ids.ts";
import { type Known, known } from "../../src/model/known.ts";
import type { Ledger } from "../../src/model/ledger.ts";
import type {
  EngineContainer,
  EngineNetwork,
  IpamConfig,
  Snapshot,
  SwarmService,
  SwarmTask,
} from "../../src/model/snapshot.ts";
import type { NeighbourAim, NeighbourProbe, WireFacts } from "../../src/model/wire-facts.ts";
import { address, cidr, entry, lan, type LanText, nodeId, range } from "../builders.ts";
import {
  container,
  network,
  NETWORK,
  nodeNetwork,
  service,
  spec,
  swarm,
  task,
} from "../operations/snapshot-builder.ts";

export const NODES = ["mgr01", "swarm01", "swarm02"] as const;
const THIRD: Readonly<Record<string, number>> = { mgr01: 16, swarm01: 17, swarm02: 18 };
export const MAC: Readonly<Record<string, string>> = Object.fromEntries(
  NODES.flatMap((it, at) => [
    [it, `02:00:00:00:00:0${at + 1}`],
    [`c-${it}`, `02:42:00:00:00:0${at + 1}`],
  ]),
);
const ROUTER = "192.168.31.254";

export interface Change {
  readonly lan?: LanText;
  readonly nodes?: string;
  readonly version?: string;
  /** By node, over its node network's IPv4 addressing. */
  readonly ipam?: Readonly<Record<string, Partial<IpamConfig>>>;
  /** By node: the networks beside or in place of the healthy ones. */
  readonly networks?: Readonly<Record<string, (healthy: readonly EngineNetwork[]) => readonly EngineNetwork[]>>;
  readonly swarmNetworks?: readonly EngineNetwork[];
  readonly labels?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly services?: readonly SwarmService[];
  readonly tasks?: readonly SwarmTask[];
  readonly containers?: Readonly<Record<string, readonly EngineContainer[]>>;
  readonly ledger?: Ledger | null;
  readonly host?: Readonly<Record<string, (healthy: HostDetails) => Known<HostDetails> | HostDetails>>;
  readonly vantage?: Known<string>;
  readonly onWire?: Readonly<Record<string, Known<true>>>;
  readonly wire?: (healthy: WireFacts) => Partial<WireFacts>;
}

/** Over a LAN's own text: both families. */
export const DUAL: LanText = { ipv6: {} };
export const ROUTER6 = "fd00:16::ffff:1";
/** What the hosts have of IPv6 is their link-local address. */
export const hostOf6 = (node: string): string => `fe80::${THIRD[node]}`;
export const containerAt6 = (node: string): string => `fd00:16:0:0:${(THIRD[node] ?? 0) - 16}::2`;
/** The two addresses that its slice hands out next. */
export const nextOf6 = (node: string): readonly string[] =>
  [3, 4].map((it) => `fd00:16:0:0:${(THIRD[node] ?? 0) - 16}::${it}`);
const sliceOf6 = (node: string): string => `fd00:16:0:0:${(THIRD[node] ?? 0) - 16}::/80`;

export const hostOf = (node: string): string => `192.168.${THIRD[node]}.1`;
export const containerAt = (node: string): string => `192.168.${THIRD[node]}.2`;
const sliceOf = (node: string): string => `192.168.${THIRD[node]}.0/24`;

/** The healthy swarm, but for what is said. */
export function facts(change: Change = {}): Facts {
  const it = lan(change.lan);
  const dual = it.ipv6 !== undefined;
  const wanted = spec(it);
  const names = change.nodes ?? NODES.join(" ");
  const up = names.split(" ").filter((name) => !name.endsWith("!"));
  const bare = swarm({ nodes: names.replaceAll("!", "") });
  const snapshot = snapshotOf(change, { names, up, bare, it: wanted.lans[0] as typeof it });
  const plan = planSwarm({ spec: wanted, snapshot, now: "2026-01-02T00:00:00Z", prune: false });
  const hosts = new Map<NodeId, Known<HostDetails>>(
    up.map((node) => {
      const healthy = hostDetails(node, dual);
      const changed = change.host?.[node]?.(healthy) ?? healthy;
      return [nodeId(node), "kind" in changed ? changed : known(changed)];
    }),
  );
  const healthy = wireOf(up, dual);
  return {
    now: "2026-01-02T00:00:00Z",
    spec: wanted,
    specFindings: judgeSpec(wanted),
    snapshot,
    plan,
    ledgers: readLedgers(snapshot.swarm.configs),
    hosts,
    onWire: new Map(up.map((node) => [nodeId(node), change.onWire?.[node] ?? known(true)])),
    vantage: change.vantage ?? known("here"),
    wire: { ...healthy, ...change.wire?.(healthy) },
  };
}

interface Parts {
  readonly names: string;
  readonly up: readonly string[];
  readonly bare: Snapshot;
  readonly it: ReturnType<typeof lan>;
}

function snapshotOf(change: Change, { names, up, bare, it }: Parts): Snapshot {
  const own = (node: string): readonly EngineNetwork[] => {
    if (it.nodes[node]?.skip) return [];
    const made = nodeNetwork(it, bare, node);
    const [first, ...rest] = made.ipam.config;
    const config = first === undefined ? [] : [{ ...first, ...change.ipam?.[node] }, ...rest];
    const net: EngineNetwork = { ...made, labels: { "swarmlan.lan": it.name }, ipam: { ...made.ipam, config } };
    const instance = network({
      ...net,
      id: NETWORK,
      name: it.name,
      scope: "swarm",
      configOnly: false,
      configFrom: net.name,
      instance: true,
    });
    const healthy = [net, instance];
    return change.networks?.[node]?.(healthy) ?? healthy;
  };
  const running = (node: string) =>
    container({
      name: `c-${node}`,
      task: "it-tools.1",
      ip: containerAt(node),
      ...(it.ipv6 === undefined ? {} : { ip6: containerAt6(node) }),
      gateway: it.ipv4.gateway === undefined ? ROUTER : ROUTER,
      ...(MAC[`c-${node}`] === undefined ? {} : { mac: MAC[`c-${node}`] as string }),
    });
  const holder = service("swarmlan-holder-macvlanswarm", { labels: { "swarmlan.holder": it.name }, replicas: 0 });
  const constraint = `node.labels.swarmlan.${it.name}==ready`;
  return swarm({
    nodes: names,
    version: change.version ?? "29.7.0",
    networks: Object.fromEntries(up.map((node) => [node, own(node)])),
    containers: Object.fromEntries(up.map((node) => [node, change.containers?.[node] ?? [running(node)]])),
    services: change.services ?? [holder, service("it-tools", { mode: "global", constraints: [constraint] })],
    tasks: change.tasks ?? up.map((node) => task("it-tools.", node)),
    ...(change.labels === undefined ? {} : { labels: change.labels }),
    swarmNetworks: change.swarmNetworks ?? [network({ name: it.name, configFrom: it.nodeNetwork })],
    ...(change.ledger === null ? {} : { ledger: change.ledger ?? ledgerOf(up, it) }),
  });
}

function ledgerOf(up: readonly string[], { name, ipv6 }: Parts["it"]): Ledger {
  return {
    lan: name,
    swarmNetworks: [NETWORK],
    entries: up.map((node) =>
      entry(node, sliceOf(node), {
        networks: [`conf-${node}` as never],
        ...(ipv6 && { slice6: cidr(sliceOf6(node)) }),
      }),
    ),
  };
}

export function nic(node: string, more: Partial<HostNic> = {}): HostNic {
  return {
    name: "eth1",
    kind: "physical",
    mac: MAC[node] as string,
    addresses: [{ address: address(hostOf(node)), length: 20 }],
    mtu: 1500,
    state: "up",
    carrier: true,
    ...more,
  };
}

function hostDetails(node: string, dual: boolean): HostDetails {
  const own = [
    { address: address(hostOf(node)), length: 20 },
    ...(dual ? [{ address: address(hostOf6(node)), length: 64 }] : []),
  ];
  return {
    nics: [nic(node, { addresses: own })],
    defaultRoutes: [{ family: 4, nic: "eth1", gateway: address(ROUTER), metric: 0 }],
    routes: [{ to: "default", gateway: ROUTER, nic: "eth1", table: "main", metric: 0 }],
    settings: new Map([["all", { rpFilter: 0, arpIgnore: 0, arpAnnounce: 0 }]]),
    forwards: true,
    leased: [],
    promiscuous: [],
    machine: { vendor: "Dell Inc.", product: "OptiPlex" },
    clock: { theirs: 1000, ours: 1000 },
  };
}

function wireOf(up: readonly string[], dual: boolean): WireFacts {
  const four = wireIn4(up);
  if (!dual) return four;
  const six = wireIn6(up, four);
  return {
    ...four,
    endpoints: [...four.endpoints, ...six.endpoints],
    neighbours: [...four.neighbours, ...six.neighbours],
    inside: [...four.inside, ...six.inside],
    paths: [...four.paths, ...six.paths],
    listeners: four.listeners.map((it, at) => ({
      ...it,
      addresses: [...it.addresses, address(containerAt6(up[at] as string))],
    })),
  };
}

/** The same swarm, measured in IPv6. */
function wireIn6(
  up: readonly string[],
  four: WireFacts,
): Pick<WireFacts, "endpoints" | "neighbours" | "inside" | "paths"> {
  const next = (node: string) => up[(up.indexOf(node) + 1) % up.length] as string;
  const probe = (
    from: string,
    aim: NeighbourAim,
    asked: readonly string[],
    answers: readonly string[],
  ): NeighbourProbe => ({
    lan: "macvlanswarm" as LanName,
    family: 6,
    from: nodeId(from),
    interface: "eth1",
    aim,
    asked: asked.map(range),
    result: known(
      asked.flatMap((it, at) => (answers[at] === undefined ? [] : [{ address: address(it), mac: answers[at] }])),
    ),
  });
  return {
    endpoints: four.endpoints.map((it, at) => ({ ...it, address: address(containerAt6(up[at] as string)) })),
    neighbours: up.flatMap((node) => {
      const one = next(node);
      return [
        probe(node, "hosts", [hostOf6(one)], [MAC[one] as string]),
        probe(node, "endpoints", [containerAt6(one)], [MAC[`c-${one}`] as string]),
        probe(node, "sweep", nextOf6(one), []),
        probe(node, "gateway", [ROUTER6], ["02:00:00:00:00:fe"]),
      ];
    }),
    inside: four.inside
      .filter((it) => it.aim !== "name")
      .map((it) => ({
        ...it,
        to: it.aim === "gateway" ? ROUTER6 : containerAt6(up.find((one) => nodeId(one) === it.toNode) as string),
      })),
    paths: four.paths.map((it, at) => ({ ...it, address: address(containerAt6(up[at] as string)) })),
  };
}

function wireIn4(up: readonly string[]): WireFacts {
  const next = (node: string) => up[(up.indexOf(node) + 1) % up.length] as string;
  const probe = (
    from: string,
    aim: NeighbourAim,
    asked: string,
    answers: readonly (readonly [string, string])[],
  ): NeighbourProbe => ({
    lan: "macvlanswarm" as LanName,
    family: 4,
    from: nodeId(from),
    interface: "eth1",
    aim,
    asked: [range(asked)],
    result: known(answers.map(([at, mac]) => ({ address: address(at), mac }))),
  });
  const at = "macvlanswarm" as LanName;
  return {
    endpoints: up.map((node) => ({
      lan: at,
      node: nodeId(node),
      id: `c-${node}-0123456789` as ContainerId,
      container: `c-${node}`,
      image: "web",
      imageId: "sha256:web",
      service: "it-tools",
      address: address(containerAt(node)),
      mac: MAC[`c-${node}`] as string,
    })),
    sweep: known({ packetsPerSecond: 1000 }),
    neighbours: up.flatMap((node) => {
      const one = next(node);
      return [
        probe(node, "hosts", hostOf(one), [[hostOf(one), MAC[one] as string]]),
        probe(node, "endpoints", containerAt(one), [[containerAt(one), MAC[`c-${one}`] as string]]),
        probe(node, "sweep", sliceOf(one), [
          [hostOf(one), MAC[one] as string],
          [containerAt(one), MAC[`c-${one}`] as string],
        ]),
        probe(node, "gateway", ROUTER, [[ROUTER, "02:00:00:00:00:fe"]]),
      ];
    }),
    inside: up.flatMap((node) =>
      (["gateway", "container", "name"] as const).map((aim) => ({
        lan: at,
        node: nodeId(node),
        container: `c-${node}`,
        aim,
        to: aim === "gateway" ? ROUTER : aim === "name" ? "tasks.it-tools" : containerAt(next(node)),
        ...(aim === "container" ? { toNode: nodeId(next(node)) } : {}),
        result: known({ kind: "answered" as const }),
      })),
    ),
    fromHost: up.flatMap((node) => [
      {
        lan: at,
        node: nodeId(node),
        aim: "own-container" as const,
        to: address(containerAt(node)),
        toNode: nodeId(node),
        result: known({ kind: "silent" as const }),
      },
      {
        lan: at,
        node: nodeId(node),
        aim: "host" as const,
        to: address(hostOf(next(node))),
        toNode: nodeId(next(node)),
        result: known({ kind: "answered" as const }),
      },
    ]),
    paths: up.map((node) => ({
      lan: at,
      node: nodeId(node),
      container: `c-${node}`,
      address: address(containerAt(node)),
      port: 80,
      result: known({ kind: "answered" as const }),
      hops: [],
      from: "here",
    })),
    listeners: up.map((node) => ({
      lan: at,
      node: nodeId(node),
      container: `c-${node}`,
      id: `c-${node}-0123456789` as ContainerId,
      image: "web",
      addresses: [address(containerAt(node))],
      declared: known(["80/tcp"]),
      result: known([{ protocol: "tcp" as const, address: address("0.0.0.0"), port: 80 }]),
    })),
    dhcp: [{ lan: at, from: nodeId("mgr01"), result: known([]) }],
  };
}

/** What one check says, as `verdict node` (or what else it is about), each once. */
export function said(code: string, it: Facts): readonly string[] {
  const check = checks.find((one) => one.code === code);
  if (check === undefined) throw new TypeError(`no check is called ${code}`);
  return [...new Set(check.judge(it).map(text))].sort();
}

function text({ verdict, target }: Judged): string {
  return `${verdict} ${target.node ?? target.service ?? target.lan ?? "-"}`;
}
