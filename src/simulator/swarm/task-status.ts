/** A task's observed state, as its node reports it. */
import type { TaskWire } from "../wire-types.ts";
import type { SimTask, World } from "../world.ts";
import { touch } from "./raft.ts";

export function say(
  world: World,
  task: SimTask,
  status: { State: TaskWire["Status"]["State"]; Err?: string; ContainerStatus?: { ContainerID: string } },
): void {
  const Timestamp = new Date().toISOString();
  task.wire.Status = { ...task.wire.Status, Message: status.State, ...status, Timestamp };
  touch(world.swarm, task.wire);
}
