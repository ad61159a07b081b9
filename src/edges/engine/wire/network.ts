/** Docker's network object, from list and from inspect, and the body of its creation. */
import type { NetworkCreate } from "../../../operations/ports/engine.ts";
import type { NetworkId } from "../../../model/ids.ts";
import type { EngineNetwork, IpamConfig } from "../../../model/snapshot.ts";
import type { Wire } from "./wire.ts";

export function networkOf(it: Wire): EngineNetwork {
  const config = it.at("IPAM").at("Config").list().map(ipamConfigOf);
  const options = it.at("Options").texts();
  const scope = scopeOf(it.maybe("Scope"));
  return {
    id: it.text("Id") as NetworkId,
    name: it.text("Name"),
    driver: it.maybe("Driver") ?? "",
    scope,
    created: it.maybe("Created") ?? "",
    configOnly: it.flag("ConfigOnly"),
    configFrom: it.at("ConfigFrom").maybe("Network") ?? "",
    attachable: it.flag("Attachable"),
    internal: it.flag("Internal"),
    enableIPv6: it.flag("EnableIPv6"),
    ipam: { driver: it.at("IPAM").maybe("Driver") ?? "", config },
    options,
    labels: it.at("Labels").texts(),
    // The raft object of a config-from network has neither (observed on 20.10 to 29.7).
    instance: scope === "swarm" && (config.length > 0 || options["parent"] !== undefined),
  };
}

function scopeOf(text: string | undefined): EngineNetwork["scope"] {
  return text === "swarm" || text === "global" ? text : "local";
}

function ipamConfigOf(it: Wire): IpamConfig {
  const ipRange = it.maybe("IPRange");
  const gateway = it.maybe("Gateway");
  return {
    subnet: it.maybe("Subnet") ?? "",
    ...(ipRange === undefined ? {} : { ipRange }),
    ...(gateway === undefined ? {} : { gateway }),
    aux: it.at("AuxiliaryAddresses").texts(),
  };
}

/**
 * The body of `POST /networks/create`.
 *
 * Without `CheckDuplicate` Engines before API 1.44 make a second network of the same name and only warn (observed on
 * 20.10); later ones always refuse.
 *
 * A config-only network says its driver too: without one the daemon writes its bridge defaults into the options
 * (moby `createNetwork`). A swarm network with `ConfigFrom` may carry neither IPAM, options nor labels.
 */
export function networkBody(request: NetworkCreate): Record<string, unknown> {
  return { CheckDuplicate: true, ...bodyOf(request) };
}

function bodyOf(request: NetworkCreate): Record<string, unknown> {
  switch (request.kind) {
    case "config-only":
      return {
        Name: request.name,
        Driver: "macvlan",
        ConfigOnly: true,
        EnableIPv6: request.enableIPv6,
        Options: request.options,
        Labels: request.labels,
        IPAM: {
          Driver: "default",
          Options: {},
          Config: request.ipam.map((family) => ({
            Subnet: family.subnet,
            IPRange: family.ipRange,
            Gateway: family.gateway,
            AuxiliaryAddresses: family.aux,
          })),
        },
      };
    case "swarm":
      return {
        Name: request.name,
        Driver: "macvlan",
        Scope: "swarm",
        Attachable: request.attachable,
        Internal: request.internal,
        ConfigFrom: { Network: request.configFrom },
      };
    case "probe":
      return {
        Name: request.name,
        Driver: "macvlan",
        Internal: true,
        Options: { parent: request.parent },
        Labels: request.labels,
        // The null IPAM driver is refused: `ipv4 pool is empty` (observed on 20.10).
        IPAM: { Driver: "default", Config: [{ Subnet: request.subnet }] },
      };
  }
}
