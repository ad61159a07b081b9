/** Containers of one Engine. */
import type { EngineContainers } from "../../operations/ports/engine.ts";
import { execIn } from "./exec.ts";
import type { EngineHttp } from "./http/client.ts";
import { containerOf } from "./wire/container.ts";

export function containersOf(http: EngineHttp): EngineContainers {
  return {
    list: async ({ all }, signal) => {
      const answer = await http.ask({ method: "GET", path: "/containers/json", query: { all: String(all) } }, signal);
      return answer.wire().list().map(containerOf);
    },
    exec: (id, argv, signal) => execIn(http, { id, argv }, signal),
  };
}
