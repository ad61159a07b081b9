/** Networks of one Engine. */
import { AppError, isAppError } from "../../errors/app-error.ts";
import type { NetworkId } from "../../model/ids.ts";
import type { EngineNetworks, ParentProbe } from "../../operations/ports/engine.ts";
import type { EngineHttp } from "./http/client.ts";
import { gossipOf } from "./wire/gossip.ts";
import { networkBody, networkOf } from "./wire/network.ts";

/** A manager whose local instance outlives the swarm network says so with a 500 (observed on 20.10). */
function isGone(error: unknown, id: NetworkId): boolean {
  return isAppError(error, "ENGINE_REFUSED") && error.details.text === `network ${id} not found`;
}

/** VLAN ids end at 4094. Engines 20.10 to 29.7 look for the interface before they see that (`parseVlan`, `createVlanLink`). */
const NO_VLAN = 4095;
const REFUSES_VLAN = /vlan id must be between 1-4094/;

async function findParent(http: EngineHttp, asked: ParentProbe, signal: AbortSignal): Promise<void> {
  const parent = `${asked.parent}.${NO_VLAN}`;
  const body = networkBody({ ...asked, parent });
  const call = { method: "POST", path: "/networks/create", body } as const;
  try {
    const made = (await http.ask(call, signal)).wire().text("Id");
    await http.ask({ method: "DELETE", path: `/networks/${made}` }, signal);
  } catch (error) {
    if (isAppError(error, "ENGINE_REFUSED") && REFUSES_VLAN.test(error.details.text)) return;
    throw error;
  }
  throw new AppError("ENGINE_ANSWER_ODD", {
    endpoint: http.endpoint,
    call: "POST /networks/create",
    what: `it made a network on ${parent}, which cannot be a VLAN; it is removed`,
  });
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
    findParent: (asked, signal) => findParent(http, asked, signal),
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
