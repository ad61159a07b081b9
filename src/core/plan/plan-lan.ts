/**
 * The steps that bring one LAN to its spec: ledger first, then node networks, then the swarm network and its holder,
 * then the node labels, and last the ledger again, with the ids of what was made.
 */
import type { Address } from "../../model/address.ts";
import { firstOf, parseCidr } from "../../model/cidr.ts";
import type { LanName } from "../../model/ids.ts";
import type { Ledger, LedgerEntry } from "../../model/ledger.ts";
import { finding, type Finding } from "../../model/finding.ts";
import type { LanPlan, Step } from "../../model/plan.ts";
import type { NodeShare } from "../../model/slices.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { EngineNetwork } from "../../model/snapshot.ts";
import type { LanSpec } from "../../model/spec.ts";
import { moveSlice } from "../slices/ledger-slices.ts";
import { quarantineSlices } from "../slices/quarantine.ts";
import { driftOf } from "./drift.ts";
import { destroyUnfinished } from "./destroy-unfinished.ts";
import { inheritSlices } from "./inherit-slices.ts";
import { leftDrained } from "./left-drained.ts";
import { failedNodes, type LanScene, lanScene } from "./lan-scene.ts";
import { lanShares } from "./lan-shares.ts";
import { sameLedger } from "./ledger-labels.ts";
import { firstRemovals } from "./leaky-count.ts";
import { heldByOthers } from "./other-lans.ts";
import { planLabels } from "./plan-labels.ts";
import { type NodeChanges, planNodes } from "./plan-nodes.ts";
import type { PlanQuestion } from "./plan-question.ts";
import { planSwarmNetwork, recreateReason } from "./plan-swarm-network.ts";
import { preflightLan } from "./preflight.ts";
import { step } from "./steps.ts";

/** What is known of a LAN, and of the others. */
interface Found {
  readonly ledger: Ledger;
  readonly rebuilt: boolean;
  readonly ledgers: ReadonlyMap<LanName, Ledger>;
  /** The ledgers of LANs that left the spec. */
  readonly left: readonly Ledger[];
}

export function planLan(lan: LanSpec, found: Found, question: PlanQuestion): LanPlan {
  const { snapshot, now } = question;
  const { ledgers, left } = found;
  const ledger = settleQuarantine(lan, inheritSlices(lan, found.ledger, { left, snapshot, now }), question);
  const slices = lanShares(lan, ledger, snapshot, heldByOthers(lan, ledgers, left));
  const scene = lanScene(lan.name, snapshot, ledger);
  const findings = [
    ...slices.findings,
    ...preflightLan(lan, { ...found, scene, question }),
    ...lostLedger(lan, found.rebuilt, snapshot),
    ...nobody(lan, slices.shares),
    ...destroyUnfinished(found.ledger),
    ...leftDrained(found.ledger, snapshot.swarm.nodes),
  ];
  const drift = driftOf(lanScene(lan.name, snapshot, found.ledger), lan.nodeNetwork, found.rebuilt);
  const base = { lan: lan.name, spec: lan, shares: slices.shares, ledger, drift };
  if (findings.some((it) => it.severity === "error")) return { ...base, findings, steps: [] };
  const { steps, findings: more } = planSteps(lan, { scene, shares: slices.shares, before: found.ledger, question });
  return { ...base, findings: [...findings, ...more], steps };
}

interface Scenery {
  readonly scene: LanScene;
  readonly shares: readonly NodeShare[];
  readonly before: Ledger;
  readonly question: PlanQuestion;
}

function planSteps(
  lan: LanSpec,
  { scene, shares, before, question }: Scenery,
): { steps: readonly Step[]; findings: readonly Finding[] } {
  const reason = recreateReason(lan, scene, shares);
  const nodes = planNodes(lan, { scene, shares, question, recreate: reason !== undefined });
  const swarm = planSwarmNetwork(lan, { scene, reason, nodeSteps: nodes.steps });
  const slices = giveSlices(scene.ledger, shares, question.now, nodes);
  // A network that we are about to make anew is not missed meanwhile; it stays ours by what it borrows.
  const given = swarm.changesNetwork ? { ...slices, swarmNetworks: [] } : slices;
  const first = sameLedger(before, given) && before.stored !== undefined ? undefined : writeFirst(lan, given);
  const labels = planLabels(lan, {
    scene,
    shares,
    question,
    nodeSteps: nodes.steps,
    swarmSteps: [...swarm.before, ...swarm.steps],
  });
  const early = swarm.before.length === 0 ? [] : firstRemovals(scene, nodes.steps);
  const later = nodes.steps.filter((it) => !early.includes(it)).map((it) => onceDown(it, swarm.before));
  const work = [...early, ...swarm.before, ...later, ...swarm.steps, ...labels.steps].map((it) =>
    afterLedger(it, first),
  );
  const made = recordNetworks(given, { scene, nodes, swarmChanges: swarm.changesNetwork });
  const last = question.onlyNode === undefined ? madeWhole(made, scene) : made;
  const unchanged = nodes.changes.size === 0 && !swarm.changesNetwork && sameLedger(given, last);
  const writeLast = unchanged ? [] : [writeFinal(lan, { last, given, first, work })];
  return {
    steps: [...(first ? [first] : []), ...work, ...writeLast],
    findings: [...nodes.findings, ...swarm.findings, ...labels.findings],
  };
}

/** Nobody leaves a swarm network that is not taken down: to wait for it would be in vain. */
function onceDown(it: Step, takenDown: readonly Step[]): Step {
  return it.kind === "remove-node-network" ? { ...it, after: [...takenDown.map(({ id }) => id), ...it.after] } : it;
}

/** Nothing is created before the ledger says who has what. */
function afterLedger(it: Step, first: Step | undefined): Step {
  return first === undefined ? it : { ...it, after: [first.id, ...it.after] };
}

function writeFirst(lan: LanSpec, ledger: Ledger): Step {
  return step(
    lan.name,
    { kind: "write-ledger", ledger },
    { title: "write the slices into the ledger", mark: "slices" },
  );
}

/** When all that was tried has ended, well or not; never where somebody else has the ledger. */
function writeFinal(
  lan: LanSpec,
  of: { last: Ledger; given: Ledger; first: Step | undefined; work: readonly Step[] },
): Step {
  const title = "note in the ledger what was made";
  return step(
    lan.name,
    { kind: "write-ledger", ledger: of.last, fallback: of.given },
    { title, after: [of.first], behind: of.work, mark: "networks" },
  );
}

/**
 * Nodes that left go to quarantine, quarantines that are over end. An incomplete snapshot changes nothing. A slice that
 * some node network still hands out counts as used, whether or not anybody is on it now.
 */
function settleQuarantine(lan: LanSpec, ledger: Ledger, { snapshot, now }: PlanQuestion): Ledger {
  const used = snapshot.nodes.flatMap((view) =>
    view.kind === "failed"
      ? []
      : [
          ...view.engine.containers.flatMap((it) =>
            it.endpoints.flatMap((end) => [end.ipv4 ?? [], end.ipv6 ?? []].flat()),
          ),
          ...handedOut(lan, view.engine.networks),
        ],
  );
  const present = new Set(snapshot.swarm.nodes.filter((it) => !lan.nodes[it.hostname]?.skip).map((it) => it.id));
  const complete = failedNodes(snapshot).length === 0;
  return { ...ledger, entries: quarantineSlices({ entries: ledger.entries, present, now, complete, used }).entries };
}

/** The first address of every slice that these networks hand out. */
function handedOut(lan: LanSpec, networks: readonly EngineNetwork[]): readonly Address[] {
  const ours = networks.filter((it) => it.name === lan.nodeNetwork || (it.name === lan.name && it.instance));
  return ours.flatMap((it) => it.ipam.config.flatMap((config) => parseCidr(config.ipRange ?? "") ?? []).map(firstOf));
}

/** The ledger with every share in it, and with the changes and drains that are about to be made. */
function giveSlices(ledger: Ledger, shares: readonly NodeShare[], now: string, nodes: NodeChanges): Ledger {
  const entries = new Map(ledger.entries.map((entry) => [entry.node, entry]));
  for (const share of shares) {
    const to = { slice: share.ipv4.slice, ...(share.ipv6 ? { slice6: share.ipv6.slice } : {}) };
    const held = entries.get(share.node);
    const entry: LedgerEntry = held
      ? { ...moveSlice(held, to, now), hostname: share.hostname }
      : {
          node: share.node,
          hostname: share.hostname,
          ...to,
          since: now,
          state: { kind: "held" },
          networks: [],
          former: [],
        };
    const drained = nodes.drains.get(share.node);
    entries.set(share.node, {
      ...entry,
      ...(nodes.changes.has(share.node) ? { changing: true } : {}),
      ...(drained === undefined ? {} : { drainedFrom: drained }),
    });
  }
  return { ...ledger, entries: [...entries.values()] };
}

/** The ledger as it will be when all steps are done; ids that do not exist yet are filled in by `apply`. */
function recordNetworks(given: Ledger, made: { scene: LanScene; nodes: NodeChanges; swarmChanges: boolean }): Ledger {
  const { scene, nodes, swarmChanges } = made;
  const entries = given.entries.map((entry): LedgerEntry => {
    const kept = nodes.keeps.get(entry.node);
    const { drainedFrom: _, changing: __, ...rest } = entry;
    const settled = nodes.settled.has(entry.node) ? rest : entry;
    return kept === undefined ? settled : { ...settled, networks: [kept] };
  });
  const swarmNetworks = scene.swarmNetwork && !swarmChanges ? [scene.swarmNetwork.id] : given.swarmNetworks;
  return { ...given, swarmNetworks, entries };
}

/** A destroy that was begun is undone when every node has its part again; of a silent one nobody knows. */
function madeWhole(ledger: Ledger, { snapshot }: LanScene): Ledger {
  const { destroying: _, ...whole } = ledger;
  return failedNodes(snapshot).length > 0 ? ledger : whole;
}

function lostLedger(lan: LanSpec, rebuilt: boolean, snapshot: Snapshot): readonly Finding[] {
  const silent = failedNodes(snapshot).map((it) => it.node.hostname);
  if (!rebuilt || silent.length === 0) return [];
  return [finding("LEDGER_LOST_INCOMPLETE", { lan: lan.name, nodes: silent }, { target: { lan: lan.name } })];
}

function nobody(lan: LanSpec, shares: readonly NodeShare[]): readonly Finding[] {
  return shares.length > 0
    ? []
    : [finding("LAN_WITHOUT_NODES", { lan: lan.name }, { severity: "warn", target: { lan: lan.name } })];
}
