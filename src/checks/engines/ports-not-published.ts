/** A service on the LAN publishes no ports: macvlan does not map any (libnetwork#2050), and none is needed, every port is on the LAN already. */
import { lanScene } from "../../core/plan/lan-scene.ts";
import { defineCheck, pass, warn } from "../define-check.ts";

interface SpecWire {
  readonly EndpointSpec?: {
    readonly Ports?: readonly { readonly PublishMode?: string; readonly PublishedPort?: number }[];
  };
}

export const portsNotPublished = defineCheck({
  code: "ENG016",
  group: "engines",
  title: "services on the LAN publish no ports in vain",
  judge: (facts) =>
    facts.spec.lans.flatMap((lan) => {
      const ledger = facts.ledgers.get(lan.name) ?? { lan: lan.name, swarmNetworks: [], entries: [] };
      return lanScene(lan.name, facts.snapshot, ledger).services.map((service) => {
        const target = { lan: lan.name, service: service.name };
        const ports = ((service.spec as SpecWire).EndpointSpec?.Ports ?? []).filter((it) => it.PublishMode === "host");
        if (ports.length === 0) return pass(target, "it publishes none");
        const said = ports.map((it) => String(it.PublishedPort ?? "?")).join(", ");
        return warn(
          target,
          `${service.name} publishes ${said} on its hosts, which macvlan does not do: nothing listens there`,
          {
            evidence: ["macvlan driver does not support port mappings"],
            fix: {
              text: "reach it at its own address on the LAN, where every port is open",
              commands: [
                "swarmlan ps",
                ...ports.map(
                  (it) => `docker service update --publish-rm ${it.PublishedPort ?? "PORT"} ${service.name}`,
                ),
              ],
            },
          },
        );
      });
    }),
});
