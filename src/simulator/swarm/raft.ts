/** Versions and compare-and-swap of what raft holds. */
import { Refusal } from "../refusal.ts";
import type { Swarm, World } from "../world.ts";

interface Versioned {
  Version: { Index: number };
  UpdatedAt: string;
}

/** The head of a new object of the swarm. */
export function fresh(world: World): { ID: string; Version: { Index: number }; CreatedAt: string; UpdatedAt: string } {
  const now = new Date().toISOString();
  world.swarm.index += 1;
  return { ID: world.ids.swarm(), Version: { Index: world.swarm.index }, CreatedAt: now, UpdatedAt: now };
}

/** Marks an object as changed: every write has an index of its own. */
export function touch(swarm: Swarm, it: Versioned): void {
  swarm.index += 1;
  it.Version = { Index: swarm.index };
  it.UpdatedAt = new Date().toISOString();
}

/** Refuses a write against another version than the one that is there. */
export function checkVersion(it: Versioned, said: string | null): void {
  if (said === null || !/^\d+$/.test(said)) {
    throw new Refusal(
      400,
      `invalid version '${said ?? ""}': strconv.ParseUint: parsing "${said ?? ""}": invalid syntax`,
    );
  }
  if (Number(said) !== it.Version.Index) {
    throw new Refusal(500, "rpc error: code = Unknown desc = update out of sequence");
  }
}
