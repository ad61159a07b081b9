/**
 * The second batch of each node, after all duplicates were asked for: the gateway (in IPv6 the hosts), what its containers and its host
 * reach, and what listens in its containers. Pure. Bounded: a few containers speak for a node.
 */
import type { HostDetails } from "../../model/host-details.ts";
import type { ContainerId, NodeId } from "../../model/ids.ts";
import type { Known } from "../../model/known.ts";
import { type Address, formatAddress, isLinkLocal, isLoopback } from "../../model/address.ts";
import { contains } from "../../model/cidr.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import type { ProbeQuestion } from "../ports/probe.ts";
import type { WireEndpoint } from "../../model/wire-facts.ts";
import { neighbourQuestion } from "./first-round.ts";
import type { NodeQuestion } from "./gather-wire.ts";
import { gatewayRounds, hostRounds } from "./neighbour-rounds.ts";
import type { LanView, Member } from "./lan-view.ts";

export interface SecondRound {
  /** With what the hosts told of themselves. */
  readonly views: readonly LanView[];
  readonly hosts: ReadonlyMap<NodeId, Known<HostDetails>>;
  /** First processes; absent for a container that has ended meanwhile. */
  readonly pids: ReadonlyMap<ContainerId, number>;
  /** By container, as `80/tcp`. */
  readonly declared: ReadonlyMap<ContainerId, { readonly image: string; readonly ports: Known<readonly string[]> }>;
  readonly packetsPerSecond: number;
  /** Of the vantage point: whether containers reach it tells a one-way street from a dead end. */
  readonly vantage: { readonly name: string; readonly ownAddresses: readonly Address[] };
}

/** How many containers of one LAN on one node are asked from inside, and how many are looked into. */
export const INSIDE_LIMIT = 2;
export const LISTENER_LIMIT = 64;

export function secondRound(asked: SecondRound): (node: SwarmNode) => readonly NodeQuestion[] {
  return (node) =>
    asked.views.flatMap((view) => {
      const at = view.members.findIndex((it) => it.node.id === node.id);
      if (at < 0) return [];
      const own = view.endpoints.filter((it) => it.node === node.id);
      return [
        ...neighbours(view, node, asked),
        ...inside(view, own, asked),
        ...host(view, at, asked),
        ...(view.family === 4 ? listening(own, asked) : []),
      ];
    });
}

/** The gateway; in IPv6, where that was asked for already, the hosts by the addresses that the first batch told. */
function neighbours(view: LanView, node: SwarmNode, { packetsPerSecond }: SecondRound): readonly NodeQuestion[] {
  const rounds = view.family === 4 ? gatewayRounds(view) : hostRounds(view);
  return rounds.filter((it) => it.from === node.id).map((it) => neighbourQuestion(view, it, packetsPerSecond));
}

/** From inside a few containers: the gateway, a container elsewhere, the client, and (once) the name of their own service. */
function inside(view: LanView, own: readonly WireEndpoint[], { pids, vantage }: SecondRound): readonly NodeQuestion[] {
  const others = view.endpoints.filter((it) => it.node !== own[0]?.node);
  const { family, addressing, lan } = view;
  const client = vantage.ownAddresses.find((it) => it.family === family && !isLoopback(it) && !isLinkLocal(it));
  return own.slice(0, INSIDE_LIMIT).flatMap((it, at): readonly NodeQuestion[] => {
    const pid = pids.get(it.id);
    if (pid === undefined) return [];
    const other = others[at % Math.max(1, others.length)];
    const aims: readonly (Goal | undefined)[] = [
      lan.internal ? undefined : { aim: "gateway", to: addressing.gateway },
      other && { aim: "container", to: other.address, toNode: other.node },
      client === undefined || at > 0 || lan.internal ? undefined : { aim: "vantage", to: client },
    ];
    const pings = aims.flatMap((goal) => (goal === undefined ? [] : [pingTo(it, pid, goal)]));
    return it.service === undefined || family === 6 ? pings : [...pings, nameOf(it, pid, it.service)];
  });
}

interface Goal {
  readonly aim: "gateway" | "container" | "vantage";
  readonly to: Address;
  readonly toNode?: NodeId;
}

function pingTo({ lan, node, container }: WireEndpoint, pid: number, { to, ...goal }: Goal): NodeQuestion {
  const about = { lan, node, container, ...goal, to: formatAddress(to) };
  return { kind: "inside", about, ask: { kind: "ping", from: { pid }, to } };
}

function nameOf({ lan, node, container }: WireEndpoint, pid: number, service: string): NodeQuestion {
  const name = `tasks.${service}`;
  const about = { lan, node, container, aim: "name", to: name } as const;
  return { kind: "inside", about, ask: { kind: "resolve", from: { pid }, name } };
}

/**
 * Its own container, which the kernel keeps apart from it, and every address of the next host in the circle; in IPv6 those
 * in the subnet, asked by hosts that are in it themselves.
 */
function host(view: LanView, at: number, { hosts }: SecondRound): readonly NodeQuestion[] {
  const { members, endpoints, lan } = view;
  const me = members[at] as Member;
  const next = members[(at + 1) % members.length] as Member;
  if (view.family === 6 && lanAddresses(view, hosts.get(me.node.id)).length === 0) return [];
  const theirs = next === me ? [] : lanAddresses(view, hosts.get(next.node.id));
  const about = { lan: lan.name, node: me.node.id };
  const own = endpoints.find((it) => it.node === me.node.id);
  const ask = { kind: "ping", from: "host" } as const;
  return [
    ...(own === undefined ? [] : [ownContainer(own, { ...ask, to: own.address, seconds: LOCAL_SECONDS })]),
    ...theirs.map((to): NodeQuestion => {
      return { kind: "fromHost", about: { ...about, aim: "host", to, toNode: next.node.id }, ask: { ...ask, to } };
    }),
  ];
}

/** What never leaves the host answers in less than a hundredth of it, if it does at all. */
const LOCAL_SECONDS = 0.2;

function ownContainer({ lan, node, address }: WireEndpoint, ask: ProbeQuestion & { kind: "ping" }): NodeQuestion {
  return { kind: "fromHost", about: { lan, node, aim: "own-container", to: address, toNode: node }, ask };
}

/**
 * The addresses by which other hosts may know it: of IPv4 all but those of Docker's own bridges, which are the same on
 * every host; of IPv6 those in the subnet.
 */
function lanAddresses({ family, addressing }: LanView, host: Known<HostDetails> | undefined): readonly Address[] {
  if (host?.kind !== "known") return [];
  const real = host.value.nics.filter(
    (it) => it.kind !== "loopback" && !/^(docker0|docker_gwbridge|br-[0-9a-f]{12})$/.test(it.name),
  );
  const all = real.flatMap((it) => it.addresses.map((one) => one.address)).filter((it) => it.family === family);
  return family === 4 ? all : all.filter((it) => contains(addressing.subnet, it));
}

function listening(own: readonly WireEndpoint[], { views, pids, declared }: SecondRound): readonly NodeQuestion[] {
  return own.slice(0, LISTENER_LIMIT).flatMap((it): readonly NodeQuestion[] => {
    const pid = pids.get(it.id);
    const image = declared.get(it.id);
    if (pid === undefined || image === undefined) return [];
    const { lan, node, container, id } = it;
    const ends = views.filter((view) => view.lan.name === lan).flatMap((view) => view.endpoints);
    const addresses = ends.filter((one) => one.id === id).map((one) => one.address);
    const about = { lan, node, container, id, image: image.image, addresses, declared: image.ports };
    return [{ kind: "listeners", about, ask: { kind: "listeners", from: { pid } } }];
  });
}
