/**
 * The node networks of one LAN: made where they are missing, replaced where they differ, left alone where they are right.
 *
 * A replacement takes the ready label away (swarm then moves exactly this LAN's constrained tasks), drains the node only
 * when services without the constraint are on it, waits until the local instance is gone, and gives everything back.
 */
import { type Finding, finding } from "../../model/finding.ts";
import type { NetworkId, NodeId } from "../../model/ids.ts";
import type { Step } from "../../model/plan.ts";
import type { NodeShare } from "../../model/slices.ts";
import type { EngineNetwork, NodeNetworkSettings } from "../../model/snapshot.ts";
import type { LanSpec } from "../../model/spec.ts";
import { type Answered, attachedByHand, instancesGone, isConstrained, type LanScene, tasksOn } from "./lan-scene.ts";
import { removesFirst } from "./leaky-count.ts";
import { readyLabel } from "./names.ts";
import { differences, isOurs, nodeNetworkLabels, nodeNetworkSettings } from "./node-network.ts";
import type { PlanQuestion } from "./plan-question.ts";
import { step } from "./steps.ts";

export interface NodeChanges {
  readonly steps: readonly Step[];
  readonly findings: readonly Finding[];
  /** Nodes to be drained, and the availability to give back. */
  readonly drains: ReadonlyMap<NodeId, "active" | "pause">;
  /** Node networks that stay as they are. */
  readonly keeps: ReadonlyMap<NodeId, NetworkId>;
  /** Nodes on which nothing is left undone when the steps succeed: a drain note of theirs is over. */
  readonly settled: ReadonlySet<NodeId>;
  /** Nodes whose network is made, anew or at all. */
  readonly changes: ReadonlySet<NodeId>;
}

export interface NodesQuestion {
  readonly scene: LanScene;
  readonly shares: readonly NodeShare[];
  readonly question: PlanQuestion;
  /** The swarm network is made anew, so that nobody is on it when the node networks are replaced. */
  readonly recreate: boolean;
}

export function planNodes(lan: LanSpec, asked: NodesQuestion): NodeChanges {
  const drains = new Map<NodeId, "active" | "pause">();
  const keeps = new Map<NodeId, NetworkId>();
  const settled = new Set<NodeId>();
  const steps: Step[] = [];
  const findings: Finding[] = [];
  const lanes: (Step | undefined)[] = Array.from(
    { length: Math.max(1, asked.question.parallel ?? 1) },
    () => undefined,
  );
  let replaced = 0;
  for (const it of nodesToChange(lan, asked)) {
    settled.add(it.at.node.id);
    if (it.found === undefined) steps.push(...create(lan, it, asked));
    else if (it.differs.length === 0) {
      keeps.set(it.at.node.id, it.found.id);
      steps.push(...giveBack(lan, it, asked.scene, []));
    } else {
      const turn = replaced++ % lanes.length;
      const made = replace(lan, it, { ...asked, previous: asked.recreate ? undefined : lanes[turn] });
      lanes[turn] = made.steps.at(-1);
      if (made.drainedFrom !== undefined) drains.set(it.at.node.id, made.drainedFrom);
      steps.push(...made.steps);
      findings.push(...made.findings);
    }
  }
  const changes = new Set(steps.flatMap((it) => (it.kind === "create-node-network" ? [it.node] : [])));
  return { steps, findings, drains, keeps, settled, changes };
}

interface NodeCase {
  readonly at: Answered;
  readonly wanted: NodeNetworkSettings;
  readonly found: EngineNetwork | undefined;
  readonly differs: readonly string[];
}

function nodesToChange(lan: LanSpec, { scene, shares, question }: NodesQuestion): readonly NodeCase[] {
  const answered = new Map(scene.answered.map((it) => [it.node.id, it]));
  return shares.flatMap((share): readonly NodeCase[] => {
    const at = answered.get(share.node);
    if (at === undefined || (question.onlyNode !== undefined && question.onlyNode !== share.hostname)) return [];
    const wanted = nodeNetworkSettings(lan, share);
    const found = at.engine.networks.find(
      (it) => it.name === lan.nodeNetwork && isOurs(it, lan.name, scene.entryOf(share.node)),
    );
    return [{ at, wanted, found, differs: found ? differences(found, wanted) : [] }];
  });
}

/** On an empty place; an instance that a crash left behind has to go first. */
function create(
  lan: LanSpec,
  { at, wanted }: NodeCase,
  { scene }: NodesQuestion,
  after: readonly Step[] = [],
): readonly Step[] {
  const { node } = at;
  const made = step(
    lan.name,
    { kind: "create-node-network", node: node.id, settings: wanted, labels: nodeNetworkLabels(lan.name, node.id) },
    { title: `make ${wanted.name} on ${node.hostname}`, hostname: node.hostname, after },
  );
  return [made, ...giveBack(lan, { at }, scene, [made])];
}

/** Ends a drain of ours that an earlier run did not come to end. */
function giveBack(lan: LanSpec, { at }: { at: Answered }, scene: LanScene, after: readonly Step[]): readonly Step[] {
  const { node } = at;
  const drained = scene.entryOf(node.id)?.drainedFrom;
  if (drained === undefined || node.availability !== "drain") return [];
  return [undrain(lan, at, drained, after)];
}

function undrain(lan: LanSpec, { node }: Answered, availability: "active" | "pause", after: readonly Step[]): Step {
  const title = `give ${node.hostname} back to swarm (${availability})`;
  return step(
    lan.name,
    { kind: "undrain-node", node: node.id, availability },
    { title, hostname: node.hostname, after },
  );
}

interface Replacement {
  readonly steps: readonly Step[];
  readonly findings: readonly Finding[];
  readonly drainedFrom?: "active" | "pause";
}

function replace(lan: LanSpec, it: NodeCase, asked: NodesQuestion & { previous: Step | undefined }): Replacement {
  const { scene, previous } = asked;
  const { node } = it.at;
  const found = it.found as EngineNetwork;
  const byHand = attachedByHand(scene, it.at);
  if (byHand.length > 0) {
    const details = { lan: lan.name, node: node.hostname, containers: byHand.map((one) => one.name) };
    return {
      steps: [],
      findings: [finding("CONTAINERS_ATTACHED", details, { target: { lan: lan.name, node: node.hostname } })],
    };
  }
  const moves = asked.recreate ? { steps: [], findings: [] } : moveTasksAway(lan, it.at, scene, previous);
  const remove = (after: readonly (Step | undefined)[]): Step =>
    step(
      lan.name,
      { kind: "remove-node-network", node: node.id, network: found.id },
      {
        title: `remove ${found.name} on ${node.hostname} (${it.differs.join(", ")})`,
        hostname: node.hostname,
        waits: instancesGone(scene, it.at),
        after,
      },
    );
  const gone = removesFirst(scene, it.at)
    ? behind(remove([previous]), moves.steps)
    : [...moves.steps, remove([previous, ...moves.steps])];
  const [made, ...back] = create(lan, it, asked, gone) as [Step, ...Step[]];
  const ended = moves.drainedFrom === undefined ? back : [undrain(lan, it.at, moves.drainedFrom, [made])];
  return { ...moves, steps: [...gone, made, ...ended] };
}

/** The label, while it is still ready without a network, could let a task land that is refused and comes again. */
function behind(removal: Step, moves: readonly Step[]): readonly Step[] {
  return [removal, ...moves.map((it) => ({ ...it, after: [removal.id, ...it.after] }))];
}

function moveTasksAway(lan: LanSpec, at: Answered, scene: LanScene, previous: Step | undefined): Replacement {
  const { node } = at;
  const name = node.hostname;
  const free = scene.services.filter((service) => !isConstrained(service, lan.name));
  const stuck = free.filter((service) => tasksOn(scene, [service], node.id).length > 0);
  const steps: Step[] = [];
  if (node.labels[readyLabel(lan.name)] === "ready") {
    const cutsOff = tasksOn(
      scene,
      scene.services.filter((service) => isConstrained(service, lan.name)),
      node.id,
    );
    const title = `take ${readyLabel(lan.name)}=ready from ${name}`;
    steps.push(
      step(lan.name, { kind: "remove-label", node: node.id }, { title, hostname: name, cutsOff, after: [previous] }),
    );
  }
  const drained = scene.entryOf(node.id)?.drainedFrom;
  if (stuck.length === 0 || node.availability === "drain")
    return { steps, findings: [], ...(drained ? { drainedFrom: drained } : {}) };
  const onLan = tasksOn(scene, free, node.id);
  const others = tasksOn(
    scene,
    scene.snapshot.swarm.services.filter((it) => !scene.services.includes(it)),
    node.id,
  );
  steps.push(
    step(
      lan.name,
      { kind: "drain-node", node: node.id },
      { title: `drain ${name}`, hostname: name, cutsOff: [...onLan, ...others], after: [previous, ...steps] },
    ),
  );
  const details = { lan: lan.name, node: name, services: stuck.map((it) => it.name), label: readyLabel(lan.name) };
  const named = finding("DRAIN_NEEDED", details, { severity: "warn", target: { lan: lan.name, node: name } });
  return { steps, findings: [named], drainedFrom: node.availability };
}
