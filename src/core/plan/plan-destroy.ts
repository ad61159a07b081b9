/**
 * The steps that take one LAN out of the swarm and leave nothing behind. What is in use blocks it by name; the ledger
 * goes last, and only when every node was asked.
 */
import { type Finding, finding } from "../../model/finding.ts";
import type { LanName } from "../../model/ids.ts";
import type { Ledger } from "../../model/ledger.ts";
import type { LanPlan, Plan, Step } from "../../model/plan.ts";
import type { Snapshot, SwarmNode, SwarmService } from "../../model/snapshot.ts";
import { AppError } from "../../errors/app-error.ts";
import { type Answered, failedNodes, instancesGone, type LanScene, lanScene, boundServices } from "./lan-scene.ts";
import { readLedgers } from "./ledger-labels.ts";
import { firstRemovals, removesFirst } from "./leaky-count.ts";
import { LAN_LABEL, readyLabel } from "./names.ts";
import { failedNodeFindings } from "./failed-nodes.ts";
import { ledgerOf } from "./ledger-of.ts";
import { byHandFindings, removeSwarmNetwork } from "./plan-swarm-network.ts";
import { step } from "./steps.ts";

/** Throws LAN_UNKNOWN when the swarm has nothing of that LAN. */
export function planDestroy({ snapshot, lan, cutOff }: { snapshot: Snapshot; lan: LanName; cutOff: boolean }): Plan {
  const ledgers = readLedgers(snapshot.swarm.configs);
  const { ledger, rebuilt } = ledgerOf(lan, ledgers, snapshot);
  if (!ledgers.has(lan) && !rebuilt) throw new AppError("LAN_UNKNOWN", { lan, known: [...ledgers.keys()] });
  const lans = [planDestroyLan({ snapshot, ledger, cutOff })];
  return {
    swarmId: snapshot.swarm.id,
    lans,
    findings: failedNodeFindings(snapshot),
    complete: failedNodes(snapshot).length === 0,
  };
}

export function planDestroyLan({
  snapshot,
  ledger,
  cutOff,
}: {
  snapshot: Snapshot;
  ledger: Ledger;
  cutOff: boolean;
}): LanPlan {
  const scene = lanScene(ledger.lan, snapshot, ledger);
  const findings = [...(cutOff ? [] : inUse(scene)), ...byHandFindings(scene)];
  const base = { lan: ledger.lan, shares: [], ledger, drift: [], findings };
  if (findings.length > 0) return { ...base, steps: [] };
  const all = takeApart(scene);
  const begun = all.length === 0 ? [] : noteBegin(scene);
  const work = all.map((it) => behind(it, begun));
  return { ...base, steps: [...begun, ...work, ...forget(scene, [...begun, ...work])] };
}

/**
 * All but the ledger. Services are let go before the labels, so that none of them is pending meanwhile. Where services are
 * attached, an idle node keeps its label until its network is gone: should its count have leaked, a task has to land there.
 */
function takeApart(scene: LanScene): readonly Step[] {
  const inUse = attached(scene).length > 0;
  const labels = scene.snapshot.swarm.nodes
    .filter((it) => it.labels[readyLabel(scene.lan)] !== undefined)
    .map((node) => takeLabel(scene, node));
  const labelOf = ({ node }: Answered) => labels.filter((it) => it.hostname === node.hostname);
  const idle = scene.answered.filter((at) => removesFirst(scene, at));
  const busy = scene.answered.filter((at) => !idle.includes(at));
  const swarm = removeSwarmNetwork(scene, true);
  const early = idle.flatMap((at) => removeFromNode(scene, at, inUse ? [] : labelOf(at)));
  const late = busy.flatMap((at) => removeFromNode(scene, at, [...labelOf(at), ...swarm]));
  const first = firstRemovals(scene, early);
  const rest = [...swarm, ...late, ...undrains(scene)].map((it) => behind(it, first));
  if (!inUse) return [...labels, ...early, ...rest];
  const off: readonly Step[] = rest.filter((it) => it.kind === "detach-service");
  // An idle node that let go of its network lets go of its label too, whatever the others say.
  const letGo = (it: Step) => first.filter((one) => one.hostname === it.hostname);
  const given = labels.map((it) =>
    idle.some((at) => at.node.hostname === it.hostname) ? behind(it, letGo(it)) : behind(it, [...first, ...off]),
  );
  return [...early, ...off, ...given, ...rest.filter((it) => !off.includes(it))];
}

/** With those that are only bound to it: without its nodes they would stop. */
function attached(scene: LanScene): readonly SwarmService[] {
  return [...scene.services, ...boundServices(scene)];
}

function behind(it: Step, others: readonly Step[]): Step {
  return { ...it, after: [...others.map(({ id }) => id), ...it.after] };
}

/**
 * Says in the ledger that a destroy began, so that a plan after a killed one does not call it drift. A lost ledger is not
 * written anew while a node is silent: half of it would later pass for the whole.
 */
function noteBegin({ lan, ledger, snapshot }: LanScene): readonly Step[] {
  const known = ledger.stored !== undefined || failedNodes(snapshot).length === 0;
  if (ledger.destroying !== undefined || !known) return [];
  const noted = { ...ledger, destroying: snapshot.takenAt };
  return [
    step(lan, { kind: "write-ledger", ledger: noted }, { title: "note in the ledger that the LAN is destroyed" }),
  ];
}

function inUse(scene: LanScene): readonly Finding[] {
  const services = attached(scene).map((it) => it.name);
  if (services.length === 0) return [];
  return [finding("SERVICES_ATTACHED", { lan: scene.lan, services }, { target: { lan: scene.lan } })];
}

/** Cuts off nobody: who was on the LAN was taken off it before. */
function takeLabel({ lan }: LanScene, { id, hostname }: SwarmNode): Step {
  const title = `take ${readyLabel(lan)} from ${hostname}`;
  return step(lan, { kind: "remove-label", node: id }, { title, hostname });
}

function removeFromNode(scene: LanScene, at: Answered, after: readonly Step[]): readonly Step[] {
  const { node, engine } = at;
  const recorded = scene.entryOf(node.id)?.networks ?? [];
  const ours = engine.networks.filter(
    (it) => it.scope === "local" && (it.labels[LAN_LABEL] === scene.lan || recorded.includes(it.id)),
  );
  return ours.map((network) =>
    network.configOnly
      ? step(
          scene.lan,
          { kind: "remove-node-network", node: node.id, network: network.id },
          {
            title: `remove ${network.name} on ${node.hostname}`,
            hostname: node.hostname,
            after,
            waits: instancesGone(scene, at),
            mark: `${node.hostname}/${network.name}`,
          },
        )
      : step(
          scene.lan,
          { kind: "remove-probe", node: node.id, network: network.id },
          { title: `remove the probe from ${node.hostname}`, hostname: node.hostname },
        ),
  );
}

function undrains(scene: LanScene): readonly Step[] {
  return scene.snapshot.swarm.nodes.flatMap((node) => {
    const availability = scene.entryOf(node.id)?.drainedFrom;
    if (availability === undefined || node.availability !== "drain") return [];
    const title = `give ${node.hostname} back to swarm (${availability})`;
    return [step(scene.lan, { kind: "undrain-node", node: node.id, availability }, { title, hostname: node.hostname })];
  });
}

/** A node that was not asked may still hold a node network: its slice stays known until it was. */
function forget(scene: LanScene, after: readonly Step[]): readonly Step[] {
  const there = scene.ledger.stored !== undefined || after.some((it) => it.kind === "write-ledger");
  if (!there || failedNodes(scene.snapshot).length > 0) return [];
  return [step(scene.lan, { kind: "remove-ledger", ledger: scene.ledger }, { title: "remove the ledger", after })];
}
