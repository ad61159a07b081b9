/** The swarm's tasks. */
import { type Asked, json, type Reply, type Route } from "../http/route.ts";
import { notModelled } from "../refusal.ts";

export const taskRoutes: readonly Route[] = [{ method: "GET", path: "/tasks", swarm: true, answer: list }];

function list({ world, query }: Asked): Reply {
  if (query.has("filters")) throw notModelled("filters of GET /tasks");
  return json([...world.swarm.tasks.values()].map((task) => task.wire));
}
