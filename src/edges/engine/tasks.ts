/** The swarm's tasks, as a manager tells them. */
import type { EngineSwarm } from "../../operations/ports/engine.ts";
import type { EngineHttp } from "./http/client.ts";
import { isCurrent, taskOf } from "./wire/task.ts";

/**
 * One call for all: two filtered ones would be two moments. What is over and did not go wrong lately is dropped here;
 * swarm keeps five old tasks a slot.
 */
export function tasksOf(http: EngineHttp): Pick<EngineSwarm, "tasks"> {
  return {
    tasks: async (signal) => {
      const answer = await http.ask({ method: "GET", path: "/tasks" }, signal);
      const now = Date.now();
      return answer
        .wire()
        .list()
        .map(taskOf)
        .filter((task) => isCurrent(task, now));
    },
  };
}
