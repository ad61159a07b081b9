/**
 * Looks for squatters before a slice is handed out for the first time: other nodes ask by ARP for every address of it
 * that a container could get (RFC 5227, sender 0.0.0.0).
 *
 * Three verdicts: clean (no finding), somebody answers (SLICE_SQUATTED), nobody could ask (SLICE_UNSWEPT). Changes nothing
 * but for a throw-away container on the nodes that ask.
 */
import { parentOn } from "../core/plan/node-network.ts";
import { type Address, formatAddress, parseAddress } from "../model/address.ts";
import { contains, formatCidr, rangeOf, sizeOf } from "../model/cidr.ts";
import type { Emit } from "../model/event.ts";
import { type Finding, finding } from "../model/finding.ts";
import { type Known, unknownBecause } from "../model/known.ts";
import type { Plan, Step } from "../model/plan.ts";
import type { Snapshot, SwarmNode } from "../model/snapshot.ts";
import type { Spec } from "../model/spec.ts";
import type { NeighbourAnswer } from "../model/wire-facts.ts";
import { type Probes, withProbes } from "./diagnose/open-probes.ts";
import { inParallel } from "./in-parallel.ts";
import type { Prober } from "./ports/probe.ts";

export interface SweepQuestion {
  readonly spec: Spec;
  readonly plan: Plan;
  readonly snapshot: Snapshot;
  readonly prober: Prober;
  readonly packetsPerSecond: number;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

type Making = Extract<Step, { readonly kind: "create-node-network" }>;

/** Nodes that ask, at the most: each slice is asked for by one of them, never by its own node. */
const ASKERS = 3;
/** A wider slice would take minutes. */
const WIDEST = 4096n;

export async function sweepSlices(asked: SweepQuestion): Promise<readonly Finding[]> {
  const { plan, snapshot, prober, signal, emit } = asked;
  const fresh = plan.lans.flatMap((lan) => lan.steps.filter((it): it is Making => isFresh(it, snapshot)));
  if (fresh.length === 0) return [];
  const askers = snapshot.nodes.filter((it) => it.kind === "answered").slice(0, ASKERS);
  emit({ kind: "phase", title: `asking for squatters on ${fresh.length} new slices`, total: fresh.length });
  const late = (node: string, reason: string) =>
    emit({ kind: "note", text: `the probe on ${node} may have stayed: ${reason}` });
  return withProbes({ nodes: askers, prober, signal }, late, async (probes) => {
    const nodes = askers.map((it) => it.node);
    // Each begins with another asker, so that the addresses are split over them.
    const turns = fresh.map((step, at) => ({
      step,
      nodes: nodes.map((_, by) => nodes[(at + by) % nodes.length] as SwarmNode),
    }));
    const found = await inParallel(turns, ASKERS, (it) => sweepOne(it.step, { ...asked, nodes: it.nodes, probes }));
    return found.flat();
  });
}

/** A node that hands out this very slice already has it: nothing is given to it anew. */
function isFresh(step: Step, { nodes }: Snapshot): boolean {
  if (step.kind !== "create-node-network") return false;
  const view = nodes.find((it) => it.node.id === step.node);
  const held = view?.kind === "answered" ? view.engine.networks.filter((it) => it.name === step.settings.name) : [];
  const slice = step.settings.families.find((it) => it.slice.family === 4)?.slice;
  return slice !== undefined && !held.some((it) => it.ipam.config.some((one) => one.ipRange === formatCidr(slice)));
}

interface Sweeping extends SweepQuestion {
  readonly nodes: readonly SwarmNode[];
  readonly probes: Probes;
}

async function sweepOne(step: Making, asked: Sweeping): Promise<readonly Finding[]> {
  const family = step.settings.families.find((it) => it.slice.family === 4);
  if (family === undefined) return [];
  const { slice } = family;
  const node = step.hostname ?? "";
  const target = { lan: step.lan, node };
  const details = { lan: step.lan, node, slice: formatCidr(slice) };
  const result =
    sizeOf(slice) > WIDEST
      ? unknownBecause(`it holds more than ${WIDEST} addresses`)
      : await answersIn(step, slice, asked);
  if (result.kind !== "known") return [finding("SLICE_UNSWEPT", { ...details, reason: result.why }, { target })];
  const kept = new Set(Object.values(family.aux).flatMap((it) => parseAddress(it)?.value ?? []));
  const strangers = result.value.filter(
    ({ address }) =>
      contains(slice, address) &&
      !kept.has(address.value) &&
      address.value !== family.gateway.value &&
      !isContainer(asked, address),
  );
  return [...new Map(strangers.map((it) => [formatAddress(it.address), it])).entries()].map(([address, { mac }]) =>
    finding("SLICE_SQUATTED", { ...details, address, mac }, { target: { ...target, address } }),
  );
}

async function answersIn(
  step: Making,
  slice: Parameters<typeof rangeOf>[0],
  asked: Sweeping,
): Promise<Known<readonly NeighbourAnswer[]>> {
  const lan = asked.spec.lans.find((it) => it.name === step.lan);
  let last: Known<readonly NeighbourAnswer[]> = unknownBecause("there is no other node to ask from");
  for (const other of asked.nodes.filter((it) => it.id !== step.node)) {
    const probe = asked.probes.get(other.id);
    if (probe?.kind !== "known" || lan === undefined) {
      last = probe?.kind === "known" ? last : unknownBecause(probe?.why ?? "it was not probed");
      continue;
    }
    const question = {
      kind: "neighbours",
      family: 4,
      interface: parentOn(lan, other.hostname),
      ranges: [rangeOf(slice)],
      packetsPerSecond: asked.packetsPerSecond,
    } as const;
    [last] = await probe.value.ask([question], asked.signal);
    if (last.kind === "known") return last;
  }
  return last;
}

/** One of the swarm's own, as when a slice moves to another node. */
function isContainer({ snapshot }: Sweeping, { value }: Address): boolean {
  return snapshot.nodes.some(
    (view) =>
      view.kind === "answered" &&
      view.engine.containers.some((it) => it.endpoints.some((end) => end.ipv4?.value === value)),
  );
}
