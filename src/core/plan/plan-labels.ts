/**
 * The ready labels of one LAN. `ready` is given only after the parent was seen to exist on that node: by a running local
 * instance on it, or by a throw-away macvlan network made and removed there. A label that lies is taken away.
 */
import { type Finding, finding } from "../../model/finding.ts";
import type { NetworkId } from "../../model/ids.ts";
import type { Step } from "../../model/plan.ts";
import type { NodeShare } from "../../model/slices.ts";
import type { LanSpec } from "../../model/spec.ts";
import { type Answered, instanceOn, isConstrained, type LanScene, tasksOn } from "./lan-scene.ts";
import { LAN_LABEL, probeName, readyLabel } from "./names.ts";
import { parentOn } from "./node-network.ts";
import type { PlanQuestion } from "./plan-question.ts";
import { step } from "./steps.ts";

export interface LabelsQuestion {
  readonly scene: LanScene;
  readonly shares: readonly NodeShare[];
  readonly question: PlanQuestion;
  readonly nodeSteps: readonly Step[];
  readonly swarmSteps: readonly Step[];
}

export function planLabels(
  lan: LanSpec,
  asked: LabelsQuestion,
): { steps: readonly Step[]; findings: readonly Finding[] } {
  const { scene, shares, question } = asked;
  const taking = new Set(shares.map((it) => it.node));
  const mine = scene.answered.filter(
    ({ node }) => question.onlyNode === undefined || question.onlyNode === node.hostname,
  );
  const findings: Finding[] = [];
  const steps = mine.flatMap((at) => {
    if (taking.has(at.node.id)) return makeReady(lan, at, asked);
    if (at.node.labels[readyLabel(lan.name)] === undefined) return [];
    const details = { node: at.node.hostname, label: readyLabel(lan.name), because: `it takes no part in ${lan.name}` };
    findings.push(
      finding("LABEL_LIES", details, { severity: "warn", target: { lan: lan.name, node: at.node.hostname } }),
    );
    return [takeLabel(lan, at, scene)];
  });
  return { steps, findings };
}

function takeLabel(lan: LanSpec, { node }: Answered, scene: LanScene): Step {
  const services = scene.services.filter((service) => isConstrained(service, lan.name));
  return step(
    lan.name,
    { kind: "remove-label", node: node.id },
    {
      title: `take ${readyLabel(lan.name)} from ${node.hostname}`,
      hostname: node.hostname,
      cutsOff: tasksOn(scene, services, node.id),
    },
  );
}

function makeReady(lan: LanSpec, at: Answered, { scene, nodeSteps, swarmSteps }: LabelsQuestion): readonly Step[] {
  const { node } = at;
  const own = nodeSteps.filter((it) => it.hostname === node.hostname);
  const leftover = at.engine.networks.find(
    (it) => it.name === probeName(lan.name) && it.labels[LAN_LABEL] === lan.name,
  );
  const cleared =
    leftover === undefined ? [] : [removeProbe(lan, at, { network: leftover.id, after: [], mark: "left" })];
  const labelled = node.labels[readyLabel(lan.name)] === "ready";
  const loses = own.some((it) => it.kind === "remove-label");
  if (labelled && !loses) return cleared;
  const probed = seesParent(lan, at, scene) ? cleared : [...cleared, ...probe(lan, at, cleared)];
  const title = `label ${node.hostname} ${readyLabel(lan.name)}=ready`;
  const after = [
    ...own,
    ...swarmSteps.filter((it) => it.kind === "create-swarm-network" || it.kind === "create-holder"),
    ...probed,
  ];
  return [...probed, step(lan.name, { kind: "set-label", node: node.id }, { title, hostname: node.hostname, after })];
}

/** A running instance on that very parent shows that it is there. */
function seesParent(lan: LanSpec, at: Answered, scene: LanScene): boolean {
  return instanceOn(scene, at)?.options["parent"] === parentOn(lan, at.node.hostname);
}

function probe(lan: LanSpec, at: Answered, after: readonly Step[]): readonly Step[] {
  const parent = parentOn(lan, at.node.hostname);
  const title = `see whether ${at.node.hostname} has ${parent}`;
  const made = step(
    lan.name,
    { kind: "probe-parent", node: at.node.id, parent },
    { title, hostname: at.node.hostname, after },
  );
  return [made, removeProbe(lan, at, { after: [made] })];
}

/** Without an id: the network that the probe before it made, if it made one. */
function removeProbe(
  lan: LanSpec,
  { node }: Answered,
  of: { network?: NetworkId; after: readonly Step[]; mark?: string },
): Step {
  const action = {
    kind: "remove-probe",
    node: node.id,
    ...(of.network === undefined ? {} : { network: of.network }),
  } as const;
  const mark = of.mark === undefined ? node.hostname : `${node.hostname}/${of.mark}`;
  return step(lan.name, action, {
    title: `remove the probe from ${node.hostname}`,
    hostname: node.hostname,
    after: of.after,
    mark,
  });
}
