/**
 * Gathers all that checks judge: what Engines say, what hosts say of themselves, and what the wire answers.
 *
 * One bad node hides no other: what could not be had is `unknown` with its reason. Changes nothing but for a throw-away
 * container on every node, which is gone when it ends.
 */
import { setMaxListeners } from "node:events";
import { readLedgers } from "../../core/plan/ledger-labels.ts";
import { planSwarm } from "../../core/plan/plan-swarm.ts";
import { parseAddress } from "../../model/address.ts";
import type { Emit } from "../../model/event.ts";
import type { Facts } from "../../model/facts.ts";
import type { Finding } from "../../model/finding.ts";
import type { ContainerId } from "../../model/ids.ts";
import { known, type Known, skippedBecause, unknownBecause } from "../../model/known.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Spec } from "../../model/spec.ts";
import type { WireEndpoint, WireFacts } from "../../model/wire-facts.ts";
import { inParallel } from "../in-parallel.ts";
import type { Fleet } from "../ports/engine.ts";
import type { Prober } from "../ports/probe.ts";
import type { Vantage } from "../ports/vantage.ts";
import { dhcpRound } from "./dhcp-round.ts";
import { firstRound, spareRound } from "./first-round.ts";
import { gatherPaths, type PathsQuestion } from "./gather-paths.ts";
import { measure } from "./gather-wire.ts";
import { endpointsOn, type LanView, lanViews, withHosts } from "./lan-view.ts";
import { type Probes, withProbes } from "./open-probes.ts";
import { LISTENER_LIMIT, secondRound } from "./second-round.ts";
import { callsForSecondLook, stillThere } from "./still-there.ts";

export interface FactsQuestion {
  readonly spec: Spec;
  readonly specFindings: readonly Finding[];
  readonly fleet: Fleet;
  readonly prober: Prober;
  readonly vantage: Vantage;
  /** `before`: what was seen earlier in this run. */
  readonly observe: (before?: Snapshot) => Promise<Snapshot>;
  readonly sweep: boolean;
  /** Per node and LAN. */
  readonly packetsPerSecond: number;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly now: () => string;
}

const AT_ONCE = 32;

export async function gatherFacts(asked: FactsQuestion): Promise<Facts> {
  const { spec, specFindings, prober, signal, emit, now } = asked;
  setMaxListeners(0, signal);
  const snapshot = await asked.observe();
  const plan = planSwarm({ spec, snapshot, now: now(), prune: false });
  const views = lanViews(spec, snapshot, plan);
  const base = { now: now(), spec, specFindings, snapshot, plan, ledgers: readLedgers(snapshot.swarm.configs) };
  const late = (node: string, reason: string) =>
    emit({ kind: "note", text: `the probe on ${node} may have stayed: ${reason}` });
  emit({ kind: "phase", title: "placing probes", total: snapshot.nodes.length });
  const measured = await withProbes({ nodes: snapshot.nodes, prober, signal }, late, (probes) =>
    gatherWire(asked, { snapshot, views, probes }),
  );
  // The way from outside needs no probe: it was begun before they were closed.
  const wire = { ...measured.wire, paths: await measured.paths };
  const { hosts, onWire } = measured;
  const again = await secondLook(asked, { wire, hosts, before: snapshot });
  const { name, usable } = asked.vantage;
  return {
    ...base,
    hosts,
    onWire,
    vantage: usable.kind === "known" ? known(name) : usable,
    wire: stillThere(wire, wire.endpoints, again),
  };
}

interface Scene {
  readonly snapshot: Snapshot;
  readonly views: readonly LanView[];
  readonly probes: Probes;
}

interface Gathered {
  readonly hosts: Facts["hosts"];
  readonly onWire: Facts["onWire"];
  readonly wire: Omit<WireFacts, "paths">;
  readonly paths: Promise<WireFacts["paths"]>;
}

async function gatherWire(asked: FactsQuestion, { snapshot, views, probes }: Scene): Promise<Gathered> {
  const { signal, emit, packetsPerSecond, sweep, vantage } = asked;
  const nodes = snapshot.swarm.nodes;
  emit({ kind: "phase", title: sweep ? "asking hosts, and sweeping slices" : "asking hosts", total: nodes.length });
  // It takes seconds by itself, so it runs beside the rest; it is a broadcast, and off when sweeps are.
  const offers = sweep ? measure({ probes, nodes, questionsOf: dhcpRound(views), signal }) : undefined;
  offers?.catch(() => undefined); // heard of below
  const round = { views, sweep, packetsPerSecond };
  const [first, about] = await Promise.all([
    measure({ probes, nodes, questionsOf: firstRound(round), signal }),
    aboutContainers(asked, views),
  ]);
  const spare = await measure({ probes, nodes, questionsOf: spareRound(round, first), signal });
  emit({ kind: "phase", title: "trying gateways, containers and hosts", total: nodes.length });
  const second = await measure({
    probes,
    nodes,
    signal,
    questionsOf: secondRound({
      views: withHosts(views, first.hosts),
      hosts: first.hosts,
      packetsPerSecond,
      vantage,
      ...about,
    }),
  });
  const seen = views.flatMap((it) => it.endpoints);
  emit({
    kind: "phase",
    title: `trying ${seen.length} addresses of containers from ${vantage.name}`,
    total: seen.length,
  });
  const hosts = hostAddresses(snapshot, views);
  const paths = gatherPaths({ vantage, endpoints: seen, hosts, listeners: second.listeners, signal });
  paths.catch(() => undefined); // heard of by whoever waits for them
  const wire = {
    endpoints: seen,
    sweep: sweep ? known({ packetsPerSecond }) : skippedBecause("sweeps are off (--no-sweep)"),
    neighbours: [...first.neighbours, ...spare.neighbours, ...second.neighbours],
    inside: second.inside,
    fromHost: second.fromHost,
    listeners: second.listeners,
    dhcp: (await offers)?.dhcp ?? [],
  };
  const onWire = new Map([...probes].map(([id, it]) => [id, it.kind === "known" ? it.value.onWire : it]));
  return { hosts: first.hosts, onWire, wire, paths };
}

/** As swarm knows each host, and as each LAN does. */
function hostAddresses({ swarm }: Snapshot, views: readonly LanView[]): PathsQuestion["hosts"] {
  const known = swarm.nodes.map((it) => ({ node: it.id, address: parseAddress(it.address) }));
  const onLans = views.flatMap((view) => view.members.map(({ node, host }) => ({ node: node.id, address: host })));
  return [...known, ...onLans].flatMap(({ node, address }) => (address === undefined ? [] : [{ node, address }]));
}

/** The processes of the containers that are looked into, and what their images declare. */
async function aboutContainers({ spec, fleet, signal }: FactsQuestion, views: readonly LanView[]) {
  const pids = new Map<ContainerId, number>();
  const declared = new Map<ContainerId, { image: string; ports: Known<readonly string[]> }>();
  const members = new Map(views.flatMap((it) => it.members.map((one) => [one.node.id, one.node] as const)));
  const chosen = [...members.values()].flatMap((node) =>
    spec.lans.flatMap((lan) =>
      (views.find((it) => it.lan === lan)?.endpoints ?? [])
        .filter((it) => it.node === node.id)
        .slice(0, LISTENER_LIMIT)
        .map((it) => ({ node, it })),
    ),
  );
  const images = new Map<string, Promise<readonly string[] | undefined>>();
  await inParallel(chosen, AT_ONCE, async ({ node, it }) => {
    try {
      const engine = fleet.node(node);
      // An image's id is told by what is in it: asked once for all nodes, unless that failed.
      const asked = images.get(it.imageId) ?? engine.images.exposedPorts(it.imageId, signal);
      images.set(it.imageId, asked);
      asked.then((ports) => ports ?? images.delete(it.imageId)).catch(() => images.delete(it.imageId));
      const [pid, ports] = await Promise.all([engine.containers.pid(it.id, signal), asked]);
      if (pid !== undefined) pids.set(it.id, pid);
      const why = "its image is not on the node any more";
      declared.set(it.id, { image: it.image, ports: ports === undefined ? unknownBecause(why) : known(ports) });
    } catch {
      signal.throwIfAborted(); // the node went silent meanwhile: its containers are then not looked into
    }
  });
  return { pids, declared };
}

/** Who is silent may have ended, and who is new may have started meanwhile: the Engines are asked once more before that is judged. */
async function secondLook(
  { spec, observe }: FactsQuestion,
  { wire, hosts, before }: { readonly wire: WireFacts; readonly hosts: Facts["hosts"]; readonly before: Snapshot },
): Promise<readonly WireEndpoint[] | undefined> {
  const own = [...hosts.values()].flatMap((it) => (it.kind === "known" ? it.value.nics.map((nic) => nic.mac) : []));
  const macs = new Set([...wire.endpoints.map((it) => it.mac), ...own]);
  if (!callsForSecondLook(wire, macs)) return undefined;
  const again = await observe(before);
  const silent = new Set(again.nodes.flatMap((it) => (it.kind === "failed" ? [it.node.id] : [])));
  // What a node had that has gone silent meanwhile is not gone for that.
  return [
    ...wire.endpoints.filter((it) => silent.has(it.node)),
    ...spec.lans.flatMap((lan) => endpointsOn(lan.name, again)),
  ];
}
