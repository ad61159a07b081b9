/** The `Services` of `GET /networks/{id}?verbose=true`: what gossip knows of the whole swarm's endpoints. */
import type { GossipEndpoint } from "../../../operations/ports/engine.ts";
import type { Wire } from "./wire.ts";

/** Containers attached by hand stand under the service name "" (observed on 20.10, 28.5 and 29.7). */
export function gossipOf(it: Wire): GossipEndpoint[] {
  return it
    .at("Services")
    .entries()
    .flatMap(([service, known]) =>
      known
        .at("Tasks")
        .list()
        .map((task) => ({
          service,
          name: task.maybe("Name") ?? "",
          address: task.maybe("EndpointIP") ?? "",
        })),
    );
}
