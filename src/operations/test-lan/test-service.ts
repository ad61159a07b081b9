/** The throw-away service of a test: made on every ready node, and always taken away again. */
import { setTimeout as sleep } from "node:timers/promises";
import { readyLabel } from "../../core/plan/names.ts";
import { asAppError } from "../../errors/app-error.ts";
import { type Finding, finding } from "../../model/finding.ts";
import type { LanName, NetworkId, ServiceId } from "../../model/ids.ts";
import type { Snapshot, SwarmNode } from "../../model/snapshot.ts";
import { inParallel } from "../in-parallel.ts";
import type { Fleet } from "../ports/engine.ts";

const TEST_LABEL = "swarmlan.test";
const REMOVAL_MS = 45_000;
const AT_ONCE = 16;

/** Swarm refuses service names over 63 characters. */
export function testName(lan: LanName, suffix: string): string {
  return `swarmlan-test-${lan.slice(0, 36)}-${suffix}`;
}

export interface TestService {
  readonly name: string;
  readonly lan: LanName;
  readonly image: string;
  readonly network: NetworkId;
}

/** The Spec of a global service; a task that fails stays failed, so that its error is seen. */
export function testSpec({ name, lan, image, network }: TestService): unknown {
  return {
    Name: name,
    Labels: { [TEST_LABEL]: lan },
    TaskTemplate: {
      ContainerSpec: { Image: image, StopGracePeriod: 1_000_000_000 },
      Placement: { Constraints: [`node.labels.${readyLabel(lan)}==ready`] },
      Networks: [{ Target: network }],
      RestartPolicy: { Condition: "none" },
    },
    Mode: { Global: {} },
  };
}

export interface Removal {
  readonly fleet: Fleet;
  readonly snapshot: Snapshot;
  readonly lan: LanName;
  readonly pauseMs: number;
}

/**
 * Removes every test service of the LAN, those of killed tests too, and waits until their containers are gone. Has a
 * deadline of its own, so that an interrupted test still cleans up; what stays is said as findings.
 */
export async function removeTestServices({ fleet, snapshot, lan, pauseMs }: Removal): Promise<readonly Finding[]> {
  const signal = AbortSignal.timeout(REMOVAL_MS);
  let name = `of ${lan}`;
  try {
    const manager = await fleet.manager(signal);
    const ours = (await manager.swarm.services(signal)).filter((it) => it.labels[TEST_LABEL] === lan);
    for (const service of ours) {
      name = service.name;
      await manager.swarm.removeService(service.id, signal);
    }
    if (ours.length === 0) return [];
    const ids = new Set(ours.map((it) => it.id));
    const nodes = snapshot.nodes.filter((it) => it.kind === "answered");
    await inParallel(nodes, AT_ONCE, async ({ node }) => {
      while (await stands(fleet, node, { ids, signal })) await sleep(pauseMs, undefined, { signal });
    });
    return [];
  } catch (thrown) {
    const reason = signal.aborted ? `not done within ${REMOVAL_MS / 1000} s` : asAppError(thrown).message;
    return [finding("TEST_LEFT_BEHIND", { service: name, reason }, { target: { lan, service: name } })];
  }
}

/** A node that stopped answering is no reason to wait: its tasks end with the service, and it was reported as silent. */
async function stands(
  fleet: Fleet,
  node: SwarmNode,
  { ids, signal }: { readonly ids: ReadonlySet<ServiceId>; readonly signal: AbortSignal },
): Promise<boolean> {
  try {
    const containers = await fleet.node(node).containers.list({ all: true }, signal);
    return containers.some((it) => it.serviceId !== undefined && ids.has(it.serviceId));
  } catch (error) {
    if (signal.aborted) throw error;
    return false;
  }
}
