/** Removes networks that may still be in use for a moment, and tells a leaked count from a real user. */
import { setTimeout as sleep } from "node:timers/promises";
import { AppError, isAppError } from "../errors/app-error.ts";
import type { NetworkId } from "../model/ids.ts";
import type { Step } from "../model/plan.ts";
import type { Engine } from "./ports/engine.ts";

const PAUSE_MS = 500;

/** In use without a user: an Engine up to 28.0 has leaked the count (moby#35101). */
export async function removeNodeNetwork(
  engine: Engine,
  { network, hostname }: Step & { kind: "remove-node-network" },
  signal: AbortSignal,
): Promise<void> {
  try {
    await removeWhenFree(engine, network, { tries: 10, signal });
  } catch (error) {
    if (!isAppError(error, "NETWORK_IN_USE")) throw error;
    const all = await engine.networks.list(signal);
    const name = all.find((it) => it.id === network)?.name ?? network;
    const borrowers = all.filter((it) => it.configFrom === name);
    // By full id: a manager's list hides its local instance.
    const found = await Promise.all(borrowers.map((it) => engine.networks.inspect(it.id, signal)));
    if (found.some((it) => it?.instance)) throw error;
    throw new AppError("NODE_NETWORK_LEAKED", { network: name, node: hostname ?? "" }, { cause: error });
  }
}

/** Tries again while it is in use; throws what the last try was refused for. */
export async function removeWhenFree(
  engine: Engine,
  network: NetworkId,
  { tries, signal }: { tries: number; signal: AbortSignal },
): Promise<void> {
  for (let left = tries; ; left--) {
    try {
      await engine.networks.remove(network, signal);
      return;
    } catch (error) {
      if (!isAppError(error, "NETWORK_IN_USE") || left <= 1) throw error;
    }
    await sleep(PAUSE_MS, undefined, { signal });
  }
}
