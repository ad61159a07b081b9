/** The swarm's services, as a manager tells and changes them. */
import type { ServiceId } from "../../model/ids.ts";
import type { EngineSwarm } from "../../operations/ports/engine.ts";
import type { EngineHttp } from "./http/client.ts";
import { serviceOf } from "./wire/service.ts";

type Services = Pick<EngineSwarm, "services" | "createService" | "updateService" | "removeService">;

export function servicesOf(http: EngineHttp): Services {
  return {
    services: async (signal) => {
      const answer = await http.ask({ method: "GET", path: "/services" }, signal);
      return answer.wire().list().map(serviceOf);
    },
    createService: async (spec, signal) => {
      const answer = await http.ask({ method: "POST", path: "/services/create", body: spec }, signal);
      return answer.wire().text("ID") as ServiceId;
    },
    updateService: async (id, version, spec, signal) => {
      const query = { version: String(version) };
      await http.ask({ method: "POST", path: `/services/${id}/update`, query, body: spec }, signal);
    },
    removeService: async (id, signal) => {
      const answer = await http.ask({ method: "DELETE", path: `/services/${id}`, expect: [404] }, signal);
      return answer.status !== 404;
    },
  };
}
