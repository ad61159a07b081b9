/** The write of a parent probe, and what its refusal means: a parent that is missing, one in use, or one kept for nobody. */
import { holderIn } from "../core/plan/may-be-held.ts";
import { LAN_LABEL, PROBE_SUBNET, probeName } from "../core/plan/names.ts";
import { AppError, isAppError } from "../errors/app-error.ts";
import type { LanName } from "../model/ids.ts";
import type { Step } from "../model/plan.ts";
import { type Performing, placeOf } from "./performing.ts";
import type { Engine, ParentProbe } from "./ports/engine.ts";

type Probe = Step & { readonly kind: "probe-parent" };

/** Found again by its name and label, should it stay. */
export function probeOf({ lan, parent }: { readonly lan: LanName; readonly parent: string }): ParentProbe {
  return { kind: "probe", name: probeName(lan), subnet: PROBE_SUBNET, parent, labels: { [LAN_LABEL]: lan } };
}

/** Throws PARENT_MISSING, PARENT_HELD, or CRASH_RECORD where a swarm network is about to go. */
export async function probeParent(engine: Engine, step: Probe, by: Performing): Promise<void> {
  try {
    by.made.probes.set(placeOf(step), await engine.networks.create(probeOf(step), by.signal));
  } catch (error) {
    // In use means that it is there: Engines up to 26.1 take one macvlan network per parent (moby#47317).
    if (!isAppError(error, "PARENT_IN_USE")) throw error;
    const holder = holderIn(error.details.text);
    if (holder !== undefined && !(await hasIt(engine, holder, by))) refuseLost(step, holder, by);
  }
}

/** Whether the node really has that network: a manager lists swarm networks of which it has no instance too. */
async function hasIt(engine: Engine, holder: string, { signal }: Performing): Promise<boolean> {
  const listed = (await engine.networks.list(signal)).find((it) => it.id.startsWith(holder));
  if (listed === undefined || listed.scope !== "swarm") return listed !== undefined;
  return (await engine.networks.inspect(listed.id, signal))?.instance === true;
}

function refuseLost({ lan, hostname: node = "", parent, leaving }: Probe, holder: string, by: Performing): void {
  if (leaving?.startsWith(holder)) throw new AppError("CRASH_RECORD", { node, parent, lan });
  const networks = [...by.snapshot.swarm.networks.map((it) => it.id), ...by.made.swarmNetworks.values()];
  // Of a swarm network that is still there: its next task on the node clears the record.
  if (networks.some((id) => id.startsWith(holder))) return;
  throw new AppError("PARENT_HELD", { node, parent, holder });
}
