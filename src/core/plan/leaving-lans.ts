/**
 * LANs that the swarm has and the spec does not, and the order between their removal and what takes their place.
 *
 * A LAN that got another name is one that leaves and one that is made, on the same addresses, often under the same
 * network names. First the new ledger says who has what; then all of the old LAN is removed; only when that has succeeded
 * everywhere does anything of the new one stand. What fails keeps the new LAN back, and the next run goes on from there.
 */
import { type Finding, finding } from "../../model/finding.ts";
import { overlaps, parseCidrLoose } from "../../model/cidr.ts";
import type { LanName } from "../../model/ids.ts";
import type { Ledger } from "../../model/ledger.ts";
import type { LanPlan, Step } from "../../model/plan.ts";
import type { EngineNetwork, Snapshot } from "../../model/snapshot.ts";
import type { LanSpec, Spec } from "../../model/spec.ts";
import { isOlder } from "./engine-version.ts";
import { touches } from "./inherit-slices.ts";
import { failedNodes } from "./lan-scene.ts";
import { LAN_LABEL } from "./names.ts";
import { parentOn } from "./node-network.ts";
import { rebuildLedger } from "./rebuild-ledger.ts";

/** Their ledgers: the stored ones, and where one is lost what the labels tell. */
export function leftLans(spec: Spec, ledgers: ReadonlyMap<LanName, Ledger>, snapshot: Snapshot): readonly Ledger[] {
  const inSpec = new Set(spec.lans.map((it) => it.name));
  const stored = [...ledgers.values()].filter((it) => !inSpec.has(it.lan));
  const nodeNetworks = snapshot.nodes.flatMap((view) =>
    view.kind === "failed" ? [] : view.engine.networks.filter((it) => it.configOnly),
  );
  const labels = nodeNetworks.flatMap((it) => (it.labels[LAN_LABEL] as LanName | undefined) ?? []);
  const lost = [...new Set(labels)].filter((it) => !inSpec.has(it) && !ledgers.has(it));
  return [...stored, ...lost.map((it) => rebuildLedger(it, snapshot))];
}

/** A LAN whose ledger is lost holds what nobody knows on a node that is silent. */
export function leftIncomplete(left: readonly Ledger[], snapshot: Snapshot): readonly Finding[] {
  const nodes = failedNodes(snapshot).map((it) => it.node.hostname);
  const lost = nodes.length === 0 ? [] : left.filter((it) => it.stored === undefined);
  return lost.map(({ lan }) => finding("LEDGER_LOST_INCOMPLETE", { lan, nodes }, { target: { lan } }));
}

/** All plans, those of the leaving LANs first, each step with those of other LANs that it has to come after. */
export function inOrder(
  leaving: readonly LanPlan[],
  staying: readonly LanPlan[],
  snapshot: Snapshot,
): readonly LanPlan[] {
  const follows = (old: LanPlan, it: LanPlan) => it.spec !== undefined && isInTheWay(old, it.spec, snapshot);
  const first = leaving.map((old): LanPlan => {
    const heirs = staying.filter((it) => follows(old, it)).flatMap((it) => it.steps.filter(isFirstWrite));
    return { ...old, steps: old.steps.map((it) => (it.kind === "write-ledger" ? it : after(it, heirs))) };
  });
  const then = staying.map((it): LanPlan => {
    const gone = leaving.filter((old) => follows(old, it)).flatMap((old) => old.steps.filter(isRemoval));
    return { ...it, steps: it.steps.map((one) => (one.kind === "write-ledger" ? one : after(one, gone))) };
  });
  return [...first, ...then];
}

function after(it: Step, others: readonly Step[]): Step {
  return others.length === 0 ? it : { ...it, after: [...others.map(({ id }) => id), ...it.after] };
}

function isFirstWrite(it: Step): boolean {
  return it.kind === "write-ledger" && it.fallback === undefined;
}

function isRemoval({ kind }: Step): boolean {
  return kind === "remove-swarm-network" || kind === "remove-node-network";
}

/** Addresses, a name, or on an Engine that takes one macvlan network per parent the parent. */
function isInTheWay({ ledger, steps }: LanPlan, lan: LanSpec, snapshot: Snapshot): boolean {
  if (ledger.entries.some((it) => [it, ...it.former].some((one) => touches(lan, one)))) return true;
  const ids = new Set(steps.flatMap((it) => (isRemoval(it) && "network" in it ? [it.network] : [])));
  const shares = (it: EngineNetwork) => ids.has(it.id) && (isNamed(it, lan) || isWithin(it, lan));
  return (
    snapshot.swarm.networks.some(shares) ||
    snapshot.nodes.some((view) => {
      if (view.kind === "failed") return false;
      const { networks, version } = view.engine;
      const parent = isOlder(version, "27.0.1") ? parentOn(lan, view.node.hostname) : undefined;
      return networks.some((it) => shares(it) || (ids.has(it.id) && it.options["parent"] === parent));
    })
  );
}

function isNamed({ name }: EngineNetwork, lan: LanSpec): boolean {
  return name === lan.name || name === lan.nodeNetwork;
}

function isWithin({ ipam }: EngineNetwork, { ipv4, ipv6 }: LanSpec): boolean {
  const subnets = [ipv4, ipv6].flatMap((it) => (it === undefined ? [] : [it.subnet]));
  return ipam.config.some((it) => {
    const found = parseCidrLoose(it.subnet)?.cidr;
    return found !== undefined && subnets.some((subnet) => overlaps(subnet, found));
  });
}
