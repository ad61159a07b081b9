/** Containers of one Engine. */
import type { EngineContainer } from "../../model/snapshot.ts";
import type { EngineContainers } from "../../operations/ports/engine.ts";
import { execIn } from "./exec.ts";
import type { EngineHttp } from "./http/client.ts";
import { containerOf } from "./wire/container.ts";

export function containersOf(http: EngineHttp): EngineContainers {
  return {
    list: async ({ all }, signal) => {
      const call = { method: "GET", path: "/containers/json", query: { all: String(all) } } as const;
      const containers: EngineContainer[] = [];
      for await (const some of http.lists(call, signal)) for (const it of some) containers.push(containerOf(it));
      return containers;
    },
    exec: (id, argv, signal) => execIn(http, { id, argv }, signal),
  };
}
