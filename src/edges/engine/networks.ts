/** Networks of one Engine. */
import { isAppError } from "../../errors/app-error.ts";
import type { NetworkId } from "../../model/ids.ts";
import type { EngineNetworks } from "../../operations/ports/engine.ts";
import type { EngineHttp } from "./http/client.ts";
import { gossipOf } from "./wire/gossip.ts";
import { networkBody, networkOf } from "./wire/network.ts";

/** A manager whose local instance outlives the swarm network says so with a 500 (observed on 20.10). */
function isGone(error: unknown, id: NetworkId): boolean {
  return isAppError(error, "ENGINE_REFUSED") && error.details.text === `network ${id} not found`;
}

export function networksOf(http: EngineHttp): EngineNetworks {
  return {
    list: async (signal) => {
      const answer = await http.ask({ method: "GET", path: "/networks" }, signal);
      return answer.wire().list().map(networkOf);
    },
    inspect: async (id, signal) => {
      const answer = await http.ask({ method: "GET", path: `/networks/${id}`, expect: [404] }, signal);
      return answer.status === 404 ? undefined : networkOf(answer.wire());
    },
    gossip: async (id, signal) => {
      const call = { method: "GET", path: `/networks/${id}`, query: { verbose: "true" }, expect: [404] } as const;
      const answer = await http.ask(call, signal);
      return answer.status === 404 ? [] : gossipOf(answer.wire());
    },
    create: async (request, signal) => {
      const call = { method: "POST", path: "/networks/create", body: networkBody(request) } as const;
      return (await http.ask(call, signal)).wire().text("Id") as NetworkId;
    },
    remove: async (id, signal) => {
      try {
        const answer = await http.ask({ method: "DELETE", path: `/networks/${id}`, expect: [404] }, signal);
        return answer.status !== 404;
      } catch (error) {
        if (isGone(error, id)) return false;
        throw error;
      }
    },
  };
}
