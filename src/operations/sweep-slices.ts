/**
 * Looks for squatters before a slice is handed out for the first time: other nodes ask for every address of it that a
 * container could get (ARP, RFC 5227, sender 0.0.0.0), in IPv6 for those that the first containers will get.
 *
 * Three verdicts: clean (no finding), somebody answers (SLICE_SQUATTED), nobody could ask (SLICE_UNSWEPT). Changes nothing
 * but for a throw-away container on the nodes that ask.
 */
import { parentOn } from "../core/plan/node-network.ts";
import { type Address, type AddressRange, formatAddress, parseAddress, sameAddress } from "../model/address.ts";
import { contains, formatCidr, rangeOf, sizeOf } from "../model/cidr.ts";
import type { Emit } from "../model/event.ts";
import { type Finding, finding } from "../model/finding.ts";
import { type Known, unknownBecause } from "../model/known.ts";
import type { Plan, Step } from "../model/plan.ts";
import type { Snapshot, SwarmNode } from "../model/snapshot.ts";
import type { Spec } from "../model/spec.ts";
import type { NeighbourAnswer } from "../model/wire-facts.ts";
import { type Probes, withProbes } from "./diagnose/open-probes.ts";
import { NEXT_ASKED, nextAddresses } from "./endpoints/next-address.ts";
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
  const fresh = plan.lans.flatMap((lan) => lan.steps.flatMap((it) => freshSlices(it, snapshot)));
  if (fresh.length === 0) return [];
  const askers = snapshot.nodes.filter((it) => it.kind === "answered").slice(0, ASKERS);
  emit({ kind: "phase", title: `asking for squatters on ${fresh.length} new slices`, total: fresh.length });
  const late = (node: string, reason: string) =>
    emit({ kind: "note", text: `the probe on ${node} may have stayed: ${reason}` });
  return withProbes({ nodes: askers, prober, signal }, late, async (probes) => {
    const nodes = askers.map((it) => it.node);
    // Each begins with another asker, so that the addresses are split over them.
    const turns = fresh.map((it, at) => ({
      fresh: it,
      nodes: nodes.map((_, by) => nodes[(at + by) % nodes.length] as SwarmNode),
    }));
    const found = await inParallel(turns, ASKERS, (it) => sweepOne(it.fresh, { ...asked, nodes: it.nodes, probes }));
    return found.flat();
  });
}

interface Fresh {
  readonly step: Making;
  readonly family: Making["settings"]["families"][number];
}

/** Those that a step gives to a node; one that hands out this very slice already has it. */
function freshSlices(step: Step, { nodes }: Snapshot): readonly Fresh[] {
  if (step.kind !== "create-node-network") return [];
  const view = nodes.find((it) => it.node.id === step.node);
  const held = view?.kind === "answered" ? view.engine.networks.filter((it) => it.name === step.settings.name) : [];
  const ranges = new Set(held.flatMap((it) => it.ipam.config.map((one) => one.ipRange)));
  return step.settings.families.filter((it) => !ranges.has(formatCidr(it.slice))).map((family) => ({ step, family }));
}

interface Sweeping extends SweepQuestion {
  readonly nodes: readonly SwarmNode[];
  readonly probes: Probes;
}

async function sweepOne(fresh: Fresh, asked: Sweeping): Promise<readonly Finding[]> {
  const { step, family } = fresh;
  const { slice } = family;
  const node = step.hostname ?? "";
  const target = { lan: step.lan, node };
  const details = { lan: step.lan, node, slice: formatCidr(slice) };
  const ranges = rangesOf(family, asked.snapshot);
  const result =
    ranges === undefined
      ? unknownBecause(`it holds more than ${WIDEST} addresses`)
      : await answersIn(fresh, ranges, asked);
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

/** What is asked for of a slice; undefined where that would be too much. No IPv6 slice can be asked for as a whole. */
function rangesOf(
  { subnet, slice, gateway, aux }: Fresh["family"],
  snapshot: Snapshot,
): readonly AddressRange[] | undefined {
  if (sizeOf(slice) <= WIDEST) return [rangeOf(slice)];
  if (slice.family === 4) return undefined;
  const kept = Object.values(aux).flatMap((it) => parseAddress(it) ?? []);
  const share = { slice, aux: kept.map((address) => ({ address })) };
  const next = nextAddresses({ subnet, gateway }, share, { used: containerAddresses(snapshot), count: NEXT_ASKED });
  return next.map(({ family, value }) => ({ family, first: value, last: value }));
}

async function answersIn(
  { step, family: { slice } }: Fresh,
  ranges: readonly AddressRange[],
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
      family: slice.family,
      interface: parentOn(lan, other.hostname),
      ranges,
      packetsPerSecond: asked.packetsPerSecond,
    } as const;
    [last] = await probe.value.ask([question], asked.signal);
    if (last.kind === "known") return last;
  }
  return last;
}

/** One of the swarm's own, as when a slice moves to another node. */
function isContainer({ snapshot }: Sweeping, address: Address): boolean {
  return containerAddresses(snapshot).some((it) => sameAddress(it, address));
}

function containerAddresses({ nodes }: Snapshot): readonly Address[] {
  const containers = nodes.flatMap((view) => (view.kind === "answered" ? view.engine.containers : []));
  const ends = containers.flatMap((it) => it.endpoints);
  return ends.flatMap((it) => [it.ipv4, it.ipv6].filter((one) => one !== undefined));
}
