/** `GET /events`: one JSON object a line, for as long as somebody listens. */
import { type Asked, filtersOf, type Reply, type Route } from "../http/route.ts";
import { notModelled } from "../refusal.ts";
import type { EventWire } from "../world.ts";

export const eventRoutes: readonly Route[] = [{ method: "GET", path: "/events", answer: listen }];

function listen({ node, query }: Asked): Reply {
  const { type, ...others } = filtersOf(query);
  const unknown = Object.keys(others)[0];
  if (unknown !== undefined) throw notModelled(`the filter ${unknown} of GET /events`);
  return {
    kind: "stream",
    type: "application/json",
    write: (to) => {
      const tell = (event: EventWire): void => {
        if (!type || type.includes(event.Type)) to.write(`${JSON.stringify(event)}\n`);
      };
      node.listeners.add(tell);
      to.once("close", () => node.listeners.delete(tell));
      to.flushHeaders();
    },
  };
}
