/** The swarm's tasks, as a manager tells them. */
import type { SwarmTask } from "../../model/snapshot.ts";
import type { EngineSwarm } from "../../operations/ports/engine.ts";
import type { EngineHttp } from "./http/client.ts";
import { isCurrent, taskOf } from "./wire/task.ts";

/**
 * One call for all: two filtered ones would be two moments. What is over and did not go wrong lately is dropped here, as
 * it comes; swarm keeps five old tasks a slot.
 */
export function tasksOf(http: EngineHttp): Pick<EngineSwarm, "tasks"> {
  return {
    tasks: async (signal) => {
      const now = Date.now();
      const tasks: SwarmTask[] = [];
      for await (const some of http.lists({ method: "GET", path: "/tasks" }, signal)) {
        for (const it of some) {
          const task = taskOf(it);
          if (isCurrent(task, now)) tasks.push(task);
        }
      }
      return tasks;
    },
  };
}
