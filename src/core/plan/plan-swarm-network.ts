/**
 * The swarm network of one LAN, its holder service, and the attachments that have to be given up and taken again when
 * it can only be made anew.
 */
import { type Finding, finding } from "../../model/finding.ts";
import { formatCidr } from "../../model/cidr.ts";
import { sameAddress, parseAddress } from "../../model/address.ts";
import type { Step } from "../../model/plan.ts";
import type { NodeShare } from "../../model/slices.ts";
import type { SwarmService } from "../../model/snapshot.ts";
import type { LanSpec } from "../../model/spec.ts";
import {
  attachedByHand,
  instanceOn,
  instancesGone,
  isConstrained,
  type LanScene,
  tasksOn,
  boundServices,
} from "./lan-scene.ts";
import { recordProbes } from "./held-parent.ts";
import { firstRemovals } from "./leaky-count.ts";
import { holderName, readyConstraint, readyLabel, reattachLabel } from "./names.ts";
import { prefixOf } from "./node-network.ts";
import { overlapReason } from "./overlap-reason.ts";
import { step } from "./steps.ts";

export interface SwarmNetworkPlan {
  /** What has to go before node networks are touched. */
  readonly before: readonly Step[];
  readonly steps: readonly Step[];
  readonly findings: readonly Finding[];
  readonly changesNetwork: boolean;
}

/** Why the swarm network cannot stay, or undefined. */
export function recreateReason(lan: LanSpec, scene: LanScene, shares: readonly NodeShare[]): string | undefined {
  const network = scene.swarmNetwork;
  if (network === undefined) return undefined;
  if (network.driver !== "macvlan") return `its driver is ${network.driver}`;
  if (network.configFrom !== lan.nodeNetwork) return `it borrows ${network.configFrom}, not ${lan.nodeNetwork}`;
  if (network.attachable !== lan.attachable) return `attachable changes to ${lan.attachable}`;
  if (network.internal !== lan.internal) return `internal changes to ${lan.internal}`;
  const pending = scene.snapshot.swarm.services.some((it) => it.labels[reattachLabel(lan.name)] === network.id);
  if (pending) return "an earlier run began to";
  return subnetReason(lan, scene) ?? overlapReason(lan, scene, shares) ?? staleReason(scene);
}

function subnetReason(lan: LanSpec, scene: LanScene): string | undefined {
  const wanted = formatCidr(lan.ipv4.subnet);
  const other = scene.answered
    .flatMap(({ engine }) => engine.networks.filter((it) => it.name === lan.nodeNetwork && it.configOnly))
    .flatMap((it) => prefixOf(it.ipam.config.find((config) => !config.subnet.includes(":"))?.subnet) ?? [])
    .find((subnet) => subnet !== wanted);
  return other === undefined ? undefined : `the subnet changes from ${other} to ${wanted}`;
}

/** After a crash the macvlan driver may go on with its old record: the container's gateway is the truth (seen on 28.5 and 29.7). */
function staleReason(scene: LanScene): string | undefined {
  for (const at of scene.answered) {
    const instance = instanceOn(scene, at);
    const said = instance?.ipam.config.flatMap((it) => parseAddress(it.gateway ?? "") ?? []) ?? [];
    const ends = at.engine.containers.flatMap((it) => it.endpoints.filter((end) => end.network === instance?.id));
    const odd = ends.find(
      (end) =>
        end.gateway !== undefined && said.length > 0 && !said.some((it) => sameAddress(it, end.gateway as typeof it)),
    );
    if (odd !== undefined) return `${at.node.hostname} still runs it with the values from before a crash`;
  }
  return undefined;
}

export function planSwarmNetwork(
  lan: LanSpec,
  asked: { scene: LanScene; reason: string | undefined; nodeSteps: readonly Step[] },
): SwarmNetworkPlan {
  const { scene, reason } = asked;
  const gone = reason === undefined ? { steps: [], findings: [] } : takeDown(lan, asked, reason);
  if (gone.findings.some((it) => it.severity === "error"))
    return { before: [], steps: [], findings: gone.findings, changesNetwork: false };
  const anew = scene.swarmNetwork === undefined || reason !== undefined;
  const made = anew ? create(lan, { ...asked, gone: gone.steps, anew: reason !== undefined }) : undefined;
  const holder = anew || scene.holder === undefined ? hold(lan, made) : undefined;
  const back = attachBack(lan, scene, { detached: gone.steps, after: [made, holder] });
  const steps = [made, holder].filter((it) => it !== undefined);
  return { before: gone.steps, steps: [...steps, ...back], findings: gone.findings, changesNetwork: anew };
}

function create(
  lan: LanSpec,
  {
    scene,
    nodeSteps,
    gone,
    anew,
  }: { scene: LanScene; nodeSteps: readonly Step[]; gone: readonly Step[]; anew: boolean },
): Step {
  const creates = nodeSteps.filter((it) => it.kind === "create-node-network");
  const needed = creates.filter((it) => anew || isNeeded(scene, it));
  const left = scene.answered.flatMap((at) => instancesGone(scene, at).map((it) => it.network));
  return step(
    lan.name,
    {
      kind: "create-swarm-network",
      name: lan.name,
      configFrom: lan.nodeNetwork,
      attachable: lan.attachable,
      internal: lan.internal,
    },
    {
      title: `make the swarm network ${lan.name}`,
      after: [...needed, ...gone],
      behind: creates.filter((it) => !needed.includes(it)),
      waits: [...new Set(left)].map((network) => ({ kind: "no-instances", network })),
    },
  );
}

/**
 * Whether a LAN is better without its swarm network than without this node's network: on the manager that makes it
 * (Engines from 28.0.1 look there), and on a node whose label lets tasks land.
 */
function isNeeded({ lan, snapshot }: LanScene, made: Step & { kind: "create-node-network" }): boolean {
  const node = snapshot.swarm.nodes.find((it) => it.id === made.node);
  return made.node === snapshot.swarm.manager.node || node?.labels[readyLabel(lan)] !== undefined;
}

/** A service of no tasks protects an idle network from prune, which on a manager removes it for the whole swarm. */
function hold(lan: LanSpec, made: Step | undefined): Step {
  const name = holderName(lan.name);
  return step(
    lan.name,
    { kind: "create-holder", name, network: lan.name },
    { title: `hold ${lan.name} with the service ${name} (no tasks)`, after: [made] },
  );
}

function takeDown(
  lan: LanSpec,
  { scene, nodeSteps }: { scene: LanScene; nodeSteps: readonly Step[] },
  reason: string,
): { steps: readonly Step[]; findings: readonly Finding[] } {
  const network = scene.swarmNetwork;
  if (network === undefined) return { steps: [], findings: [] };
  const blocked = byHandFindings(scene);
  const said = finding("RECREATE_NEEDED", { lan: lan.name, reason }, { severity: "warn", target: { lan: lan.name } });
  if (blocked.length > 0) return { steps: [], findings: [said, ...blocked] };
  const removals = firstRemovals(scene, nodeSteps);
  const told = new Set(removals.flatMap((it) => ("node" in it ? [it.node] : [])));
  const probes = recordProbes(lan, scene, told);
  const first = [...removals, ...probes].map((it) => it.id);
  const steps = removeSwarmNetwork(scene, false).map((it) => ({ ...it, after: [...first, ...it.after] }));
  return { steps: [...probes, ...steps], findings: [said] };
}

/** Services off the LAN (for good: those too that are only bound to it), the holder away, then the network itself. */
export function removeSwarmNetwork(scene: LanScene, forGood: boolean): readonly Step[] {
  const { lan, swarmNetwork: network, holder, services } = scene;
  const off = [...services, ...(forGood ? boundServices(scene) : [])].map((it) => detach(scene, it, forGood));
  if (network === undefined) return off;
  const freed =
    holder === undefined
      ? []
      : [
          step(
            lan,
            { kind: "remove-holder", service: holder.id },
            { title: `remove the service ${holder.name}`, after: off },
          ),
        ];
  const gone = step(
    lan,
    { kind: "remove-swarm-network", network: network.id },
    { title: `remove the swarm network ${lan}`, after: [...off, ...freed] },
  );
  return [...off, ...freed, gone];
}

/** One finding per node on which something attached by hand keeps the LAN in use. */
export function byHandFindings(scene: LanScene): readonly Finding[] {
  return scene.answered.flatMap((at) => {
    const containers = attachedByHand(scene, at).map((it) => it.name);
    const node = at.node.hostname;
    if (containers.length === 0) return [];
    return [finding("CONTAINERS_ATTACHED", { lan: scene.lan, node, containers }, { target: { lan: scene.lan, node } })];
  });
}

function detach(scene: LanScene, service: SwarmService, forGood: boolean): Step {
  const network = scene.swarmNetwork?.id ?? scene.lan;
  const constraint =
    forGood && isConstrained(service, scene.lan) ? `, with its constraint ${readyConstraint(scene.lan)}` : "";
  const title = `take ${service.name} off ${scene.lan}${constraint}`;
  return step(
    scene.lan,
    { kind: "detach-service", service: service.id, network, forGood },
    { title, cutsOff: tasksOn(scene, [service]), mark: service.name },
  );
}

function attachBack(
  lan: LanSpec,
  scene: LanScene,
  of: { detached: readonly Step[]; after: readonly (Step | undefined)[] },
): readonly Step[] {
  const now = new Set(of.detached.flatMap((it) => (it.kind === "detach-service" ? [it.service] : [])));
  const waiting = scene.snapshot.swarm.services.filter(
    (it) => it.labels[reattachLabel(lan.name)] !== undefined || now.has(it.id),
  );
  return waiting.map((service) =>
    step(
      lan.name,
      { kind: "attach-service", service: service.id, network: lan.name },
      { title: `attach ${service.name} to ${lan.name} again`, after: of.after, mark: service.name },
    ),
  );
}
