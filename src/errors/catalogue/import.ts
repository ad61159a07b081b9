/** Why networks that somebody made otherwise cannot be taken over, or not as they are. */
import { entry } from "../entry.ts";

const names = (all: readonly string[]): string =>
  all.length <= 6 ? all.join(", ") : `${all.slice(0, 6).join(", ")} and ${all.length - 6} more`;

export const importErrors = {
  IMPORT_NOTHING: entry<{ there: readonly string[] }>({
    blame: "usage",
    message: (d) =>
      d.there.length === 0
        ? "there is no swarm network on macvlan that borrows config-only networks"
        : `every macvlan swarm network is swarmlan's already: ${names(d.there)}`,
    hint: (d) =>
      d.there.length === 0
        ? 'see what there is with "docker network ls"; to make a LAN anew: swarmlan init'
        : 'a run that was broken off is finished by "swarmlan apply"; to write a spec again: swarmlan import NAME',
  }),
  IMPORT_UNKNOWN: entry<{ name: string; there: readonly string[] }>({
    blame: "usage",
    message: (d) => `the swarm has no network called ${d.name}`,
    hint: (d) => (d.there.length === 0 ? 'see "docker network ls" on a manager' : `there are: ${names(d.there)}`),
  }),
  IMPORT_NOT_MACVLAN: entry<{ name: string; driver: string; borrows: boolean }>({
    blame: "refused",
    message: (d) =>
      d.driver === "macvlan"
        ? `${d.name} borrows no config-only network, so its nodes share no subnet of the LAN`
        : `${d.name} is a network of the driver ${d.driver}, not macvlan`,
    hint: (d) =>
      d.borrows
        ? `"-d macvlan" was left out when it was made: remove it, and make it again with that, or let swarmlan do it all: swarmlan init`
        : "a swarm network keeps no subnet of its own: make the LAN with swarmlan init",
  }),
  IMPORT_LEFT: entry<{ lan: string; nodes: readonly string[] }>({
    blame: "incomplete",
    message: (d) =>
      `${d.lan} was left as it is: ${names(d.nodes)} could not be asked, and may hand out addresses that nobody knows of`,
    hint: (d) =>
      `bring the node back and import again; one that has no part in ${d.lan}, or is gone for good: --skip ${d.nodes[0]}`,
  }),
  IMPORT_OVERLAP: entry<{ lan: string; nodes: readonly string[]; slices: readonly string[] }>({
    blame: "refused",
    message: (d) =>
      `${names(d.nodes)} hand out the same addresses of ${d.lan} (${names(d.slices)}): Engines do not ask each other, so two containers get one address`,
    hint: () => "each node needs a range of its own: the steps above give it one",
  }),
  IMPORT_MISSING: entry<{ lan: string; network: string; nodes: readonly string[] }>({
    blame: "refused",
    message: (d) =>
      `${names(d.nodes)} have no config-only network ${d.network}: every task of ${d.lan} is rejected there`,
    hint: (d) => `the steps above make it; to leave nodes out of ${d.lan}: --skip ${d.nodes.join(",")}`,
  }),
  IMPORT_DIFFERS: entry<{ network: string; node: string; differences: readonly string[] }>({
    blame: "refused",
    message: (d) => `${d.network} on ${d.node} is not as the LAN needs it: ${d.differences.join(", ")}`,
    hint: () => "the steps above replace it, and name whom that cuts off",
  }),
  IMPORT_GATEWAY_KEPT_OUT: entry<{ network: string; node: string; gateway: string }>({
    blame: "refused",
    message: (d) =>
      `${d.network} on ${d.node} keeps out ${d.gateway}, its own gateway: Docker rejects every task there (Address already in use)`,
    hint: () => "the gateway is the router's address, not the host's: say it with --gateway ADDRESS",
  }),
  IMPORT_NO_GATEWAY: entry<{ lan: string; network: string }>({
    blame: "refused",
    message: (d) =>
      `no node's ${d.network} has a gateway: Engines before 29 make one up, and containers reach nobody beyond ${d.lan}`,
    hint: () => "say the router's address on this LAN: --gateway ADDRESS",
  }),
  IMPORT_NO_PARENT: entry<{ lan: string; network: string }>({
    blame: "refused",
    message: (d) => `no node's ${d.network} has a parent interface: ${d.lan} ends at each host`,
    hint: () => "say the interface that is on the LAN: --parent INTERFACE",
  }),
  IMPORT_NEEDS_MENDING: entry<{ lans: readonly string[]; mendable: boolean }>({
    blame: "refused",
    message: (d) => `${names(d.lans)} cannot be taken over as it is; nothing was changed`,
    hint: (d) =>
      d.mendable
        ? `to mend it: "swarmlan import --mend" writes the spec that says what is right, and "swarmlan apply" does the steps above under its usual limits`
        : "mend what is said above, then import again",
  }),
};
