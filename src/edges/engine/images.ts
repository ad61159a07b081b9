/** Images of one Engine. A macvlan container's own `Ports` are empty (observed on 20.10), so its image must tell. */
import type { EngineImages } from "../../operations/ports/engine.ts";
import type { EngineHttp } from "./http/client.ts";

export function imagesOf(http: EngineHttp): EngineImages {
  return {
    exposedPorts: async (imageId, signal) => {
      const path = `/images/${encodeURIComponent(imageId)}/json`;
      const answer = await http.ask({ method: "GET", path, expect: [404] }, signal);
      if (answer.status === 404) return undefined;
      const exposed = answer.wire().at("Config").at("ExposedPorts").entries();
      return exposed.map(([port]) => port);
    },
  };
}
