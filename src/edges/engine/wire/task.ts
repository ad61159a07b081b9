/** Docker's task, and which of the tasks that a manager remembers are worth carrying. */
import type { ContainerId, NodeId, ServiceId, TaskId } from "../../../model/ids.ts";
import type { SwarmTask } from "../../../model/snapshot.ts";
import { shared, type Wire } from "./wire.ts";

export function taskOf(it: Wire): SwarmTask {
  const status = it.at("Status");
  const node = shared(it.maybe("NodeID"));
  const error = shared(status.maybe("Err"));
  const container = status.at("ContainerStatus").maybe("ContainerID");
  return {
    id: it.text("ID") as TaskId,
    createdAt: it.maybe("CreatedAt") ?? "",
    // Tasks of attached `docker run` containers have no service; Engines do not list them (observed), but may one day.
    service: (shared(it.maybe("ServiceID")) ?? "") as ServiceId,
    ...(node === undefined ? {} : { node: node as NodeId }),
    ...(it.at("Slot").absent ? {} : { slot: it.number("Slot") }),
    state: status.text("State"),
    desired: it.maybe("DesiredState") ?? "",
    ...(error === undefined ? {} : { error }),
    networks: networksOf(it),
    timestamp: status.maybe("Timestamp") ?? "",
    ...(container === undefined ? {} : { container: container as ContainerId }),
  };
}

/** Ids from the attachments; a task that was not allocated yet has only what its spec targets. */
function networksOf(it: Wire): string[] {
  const attached = it.at("NetworksAttachments").list();
  if (attached.length > 0) return attached.map((attachment) => shared(attachment.at("Network").text("ID")));
  return it
    .at("Spec")
    .at("Networks")
    .list()
    .map((network) => shared(network.text("Target")));
}

const OVER = new Set(["complete", "shutdown", "failed", "rejected", "remove", "orphaned"]);
const WENT_WRONG = new Set(["failed", "rejected"]);
/** How long a failed or rejected task is news. */
const LATELY_MS = 60 * 60 * 1000;

/** True for a task that shall run, still runs, or went wrong within the last hour; the rest is the swarm's history. */
export function isCurrent(task: SwarmTask, now: number): boolean {
  if (task.desired !== "shutdown" && task.desired !== "remove") return true;
  if (!OVER.has(task.state)) return true;
  return WENT_WRONG.has(task.state) && now - Date.parse(task.timestamp) < LATELY_MS;
}
