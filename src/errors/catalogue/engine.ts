/** What can go wrong between swarmlan and a Docker Engine: not reached, refused, or answered in a way nobody expected. */
import { entry } from "../entry.ts";

/** The Engine's own words about one refused call; `call` is method and path. */
interface Refusal {
  readonly endpoint: string;
  readonly call: string;
  readonly text: string;
}

export const engineErrors = {
  ENDPOINT_UNSUPPORTED: entry<{ endpoint: string; works: readonly string[] }>({
    blame: "usage",
    message: (d) => `${d.endpoint} is no way to an Engine that swarmlan knows`,
    hint: (d) => `write it as one of: ${d.works.join(", ")}`,
  }),
  ENGINE_PLAIN_TCP: entry<{ endpoint: string }>({
    blame: "failed",
    message: (d) => `${d.endpoint} is plain TCP: whoever reaches that port has root on the host`,
    hint: () =>
      "reach it with TLS (DOCKER_TLS_VERIFY, https://), by ssh or through its unix socket, and close that port",
  }),
  ENGINE_UNREACHABLE: entry<{ endpoint: string; reason: string }>({
    blame: "unavailable",
    message: (d) => `no Engine answers at ${d.endpoint}: ${d.reason}`,
    hint: () => "see whether Docker runs there (systemctl status docker) and whether the endpoint is right",
  }),
  ENGINE_PERMISSION: entry<{ endpoint: string }>({
    blame: "permission",
    message: (d) => `this user may not open ${d.endpoint}`,
    hint: () => "run it as root, or put the user into the group that owns the socket (docker), and log in again",
  }),
  ENGINE_TIMEOUT: entry<{ endpoint: string; call: string; seconds: number }>({
    blame: "unavailable",
    message: (d) => `the Engine at ${d.endpoint} did not answer ${d.call} within ${d.seconds} s`,
    hint: () => "look at that node's load and Docker log (journalctl -u docker), then run it again",
  }),
  ENGINE_TOO_OLD: entry<{ endpoint: string; version: string; api: string; needs: string }>({
    blame: "unavailable",
    message: (d) => `the Engine at ${d.endpoint} is ${d.version} (API ${d.api}); swarmlan needs API ${d.needs}`,
    hint: () => "upgrade Docker on that node to 20.10 or newer",
  }),
  ENGINE_TOO_NEW: entry<{ endpoint: string; version: string; minimum: string; ours: string }>({
    blame: "unavailable",
    message: (d) =>
      `the Engine at ${d.endpoint} is ${d.version}; it takes API ${d.minimum} or newer, swarmlan speaks up to ${d.ours}`,
    hint: () => "upgrade swarmlan, or set DOCKER_MIN_API_VERSION lower for that Docker daemon",
  }),
  API_VERSION_UNFIT: entry<{ endpoint: string; wanted: string; least: string }>({
    blame: "usage",
    message: (d) => `DOCKER_API_VERSION says ${d.wanted}, but it takes ${d.least} or newer to speak with ${d.endpoint}`,
    hint: () => "unset DOCKER_API_VERSION: swarmlan agrees with each Engine on a version by itself",
  }),
  ENGINE_ANSWER_ODD: entry<{ endpoint: string; call: string; what: string }>({
    blame: "unavailable",
    message: (d) => `${d.endpoint} answered ${d.call} with something unexpected: ${d.what}`,
    hint: () => "is it a Docker Engine (not a proxy, not Podman)? If so, report its version and this message",
  }),
  ENGINE_ANSWER_TOO_BIG: entry<{ endpoint: string; call: string; mebibytes: number }>({
    blame: "unavailable",
    message: (d) => `the answer of ${d.endpoint} to ${d.call} is larger than ${d.mebibytes} MiB`,
    hint: () => "remove what has piled up there (docker container prune), then run it again",
  }),
  ENGINE_REFUSED: entry<Refusal & { status: number }>({
    blame: "failed",
    message: (d) => `the Engine at ${d.endpoint} refused ${d.call} (${d.status}): ${d.text}`,
    hint: () => "the text is the Engine's own; mend what it names and run the same command again",
  }),
  OUT_OF_SEQUENCE: entry<Refusal>({
    blame: "failed",
    message: (d) => `somebody else changed the same thing first (${d.call} at ${d.endpoint}: ${d.text})`,
    hint: () => "run the same command again: it looks at the swarm as it is now",
  }),
  NAME_TAKEN: entry<Refusal & { name?: string }>({
    blame: "failed",
    message: (d) => `the name${d.name ? ` ${d.name}` : ""} is taken at ${d.endpoint}: ${d.text}`,
    hint: () => "choose another name, or remove what has it; after a removal, wait until every node has let go",
  }),
  NETWORK_IN_USE: entry<Refusal & { name?: string }>({
    blame: "failed",
    message: (d) => `the network${d.name ? ` ${d.name}` : ""} is still in use at ${d.endpoint}: ${d.text}`,
    hint: () => "remove or move the services and containers that are on it, wait for them to end, then run it again",
  }),
  /** `there`: the interfaces of that host that could be it, where somebody saw them. */
  PARENT_MISSING: entry<Refusal & { parent?: string; there?: readonly string[] }>({
    blame: "failed",
    message: (d) => `there is no usable parent interface ${d.parent ?? ""} on the node of ${d.endpoint}: ${d.text}`,
    hint: (d) =>
      d.there === undefined || d.there.length === 0
        ? "see the node's interfaces (ip -br link) and name the right one as parent: for that node in the spec"
        : `that node has ${d.there.join(", ")}: name the right one as parent: for it in the spec`,
  }),
  PARENT_IN_USE: entry<Refusal & { parent?: string }>({
    blame: "failed",
    message: (d) =>
      `the parent interface ${d.parent ?? ""} at ${d.endpoint} belongs to another macvlan network: ${d.text}`,
    hint: () => "Engines up to 26.1 allow one macvlan network a parent: remove the other, or use a VLAN sub-interface",
  }),
  CONFIG_FROM_MISSING: entry<Refusal & { name?: string }>({
    blame: "failed",
    message: (d) => `the node network ${d.name ?? ""} is not on the node of ${d.endpoint}: ${d.text}`,
    hint: () => "run swarmlan apply: it makes the node network on every node first",
  }),
  IMAGE_MISSING: entry<{ endpoint: string; image: string }>({
    blame: "unavailable",
    message: (d) => `the image ${d.image} is not on the node of ${d.endpoint}`,
    hint: (d) => `bring it there: docker pull ${d.image}, or docker load of a saved one`,
  }),
  IMAGE_UNAVAILABLE: entry<{ endpoint: string; image: string; reason: string }>({
    blame: "unavailable",
    message: (d) => `the node of ${d.endpoint} cannot get the image ${d.image}: ${d.reason}`,
    hint: () => "build it and push it to a registry that every node reaches (npm run image), or load it on each node",
  }),
  NO_SWARM: entry<{ endpoint: string }>({
    blame: "unavailable",
    message: (d) => `the Engine at ${d.endpoint} is in no swarm`,
    hint: () => "make one (docker swarm init), or name one of your managers as swarm.manager in the spec",
  }),
  NOT_A_MANAGER: entry<{ endpoint: string; call: string; managers?: readonly string[] }>({
    blame: "unavailable",
    message: (d) => `the Engine at ${d.endpoint} is a worker; only a manager answers ${d.call}`,
    hint: (d) =>
      d.managers && d.managers.length > 0
        ? `name a manager as swarm.manager in the spec, or in DOCKER_HOST; this worker knows ${[...d.managers].join(", ")}`
        : "name a manager as swarm.manager in the spec, or in DOCKER_HOST (docker node ls on a manager tells)",
  }),
  SWARM_NO_QUORUM: entry<{ endpoint: string; text: string }>({
    blame: "unavailable",
    message: (d) => `the swarm has no leader that ${d.endpoint} can reach: ${d.text}`,
    hint: () => "bring back enough managers for a majority, or wait until the election is over",
  }),
  SWARM_LOCKED: entry<{ endpoint: string }>({
    blame: "unavailable",
    message: (d) => `the swarm at ${d.endpoint} is locked since its manager started`,
    hint: () => "unlock it on that manager: docker swarm unlock",
  }),
  NODE_NO_ENDPOINT: entry<{ node: string }>({
    blame: "spec",
    message: (d) => `the spec says no way to the Engine of node ${d.node}`,
    hint: (d) => `add it under swarm: nodes: in the spec, as { ${d.node}: "ssh://ops@${d.node}" }, unix://… or tcp://…`,
  }),
};
