/**
 * The ready labels of one LAN. `ready` is given only after the parent was seen to exist on that node: by a running local
 * instance on it, by how the Engine refuses a network that cannot be, or by a throw-away macvlan network made and removed
 * there. A label that lies is taken away; one that a refused task makes doubtful is given back only after the last.
 */
import { type Finding, finding } from "../../model/finding.ts";
import type { Step } from "../../model/plan.ts";
import type { NodeShare } from "../../model/slices.ts";
import type { LanSpec } from "../../model/spec.ts";
import { type Answered, instanceOn, isConstrained, type LanScene, tasksOn } from "./lan-scene.ts";
import { heldParents } from "./held-parent.ts";
import { readyLabel } from "./names.ts";
import { parentOn } from "./node-network.ts";
import type { PlanQuestion } from "./plan-question.ts";
import { leftProbe, parentSteps } from "./probe-steps.ts";
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
  const held = heldParents(scene);
  const findings: Finding[] = [];
  const steps = mine.flatMap((at) => {
    if (taking.has(at.node.id)) {
      const doubt = held.get(at.node.id);
      if (doubt !== undefined) findings.push(doubt);
      return makeReady(lan, at, { ...asked, held: doubt !== undefined });
    }
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

function makeReady(
  lan: LanSpec,
  at: Answered,
  { scene, nodeSteps, swarmSteps, held }: LabelsQuestion & { readonly held: boolean },
): readonly Step[] {
  const { node } = at;
  const own = nodeSteps.filter((it) => it.hostname === node.hostname);
  const labelled = node.labels[readyLabel(lan.name)] === "ready";
  const loses = own.some((it) => it.kind === "remove-label");
  if (labelled && !loses && !held) return leftProbe(lan.name, at);
  const taken = labelled && !loses ? [takeLabel(lan, at, scene)] : [];
  const early = swarmSteps.filter((it) => isProbe(it) && it.hostname === node.hostname);
  const probed = early.length > 0 ? [] : probe(lan, at, { scene, after: taken });
  const title = `label ${node.hostname} ${readyLabel(lan.name)}=ready`;
  // The probe too must be gone: up to 26.1 it would keep the parent from the tasks that come at once (moby#47317).
  const after = [
    ...own,
    ...swarmSteps.filter((it) => it.kind === "create-swarm-network" || it.kind === "create-holder"),
    ...early,
    ...taken,
    ...probed,
  ];
  const given = step(lan.name, { kind: "set-label", node: node.id }, { title, hostname: node.hostname, after });
  return [...taken, ...probed, given];
}

function isProbe({ kind }: Step): boolean {
  return kind === "find-parent" || kind === "probe-parent" || kind === "remove-probe";
}

/** A running instance on that very parent shows that it is there. */
function probe(
  lan: LanSpec,
  at: Answered,
  { scene, after }: { readonly scene: LanScene; readonly after: readonly Step[] },
): readonly Step[] {
  const parent = parentOn(lan, at.node.hostname);
  if (instanceOn(scene, at)?.options["parent"] === parent) return leftProbe(lan.name, at);
  return parentSteps(scene, at, { parent, after });
}
