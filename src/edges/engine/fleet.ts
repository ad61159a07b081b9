/**
 * Every Engine of a swarm, by the ways that the spec says: one client per endpoint, however often it is asked for.
 *
 * A spec that says nothing of its nodes means ssh to each, and the manager in use as it is. Refuses (NODE_NO_ENDPOINT) a
 * node that a map in the spec leaves out, and one whose hostname could be taken for more than a name.
 */
import { AppError } from "../../errors/app-error.ts";
import type { NodeId } from "../../model/ids.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import type { SwarmAccess } from "../../model/spec.ts";
import type { Engine, EngineIdentity, Fleet } from "../../operations/ports/engine.ts";
import { defaultEndpoint, isPlainHostname } from "./connect/default-endpoint.ts";
import { dockerEndpoint } from "./connect/docker-endpoint.ts";
import { leadsTo } from "./connect/index.ts";
import type { Environment } from "./connect/way.ts";
import { openEngine } from "./engine.ts";
import type { ClientOptions } from "./http/client.ts";

interface Chosen {
  readonly engine: Engine;
  readonly identity: EngineIdentity;
}

/** Connects to nobody yet. `env` says what the spec does not: the manager, certificates, contexts. */
export function openFleet(access: SwarmAccess, env: Environment, options: ClientOptions = {}): Fleet {
  const engines = new Map<string, Engine>();
  const engineAt = (endpoint: string): Engine => {
    const open = engines.get(endpoint) ?? openEngine(endpoint, { ...options, env });
    engines.set(endpoint, open);
    return open;
  };
  let chosen: Promise<Chosen> | undefined;
  let managerNode: NodeId | undefined;
  const managerEndpoint = access.manager ?? dockerEndpoint(env);
  const choose = async (signal: AbortSignal): Promise<Chosen> => {
    const engine = engineAt(managerEndpoint);
    const identity = await engine.identify(signal);
    refuseNoManager(identity, engine.endpoint);
    managerNode = identity.nodeId;
    return { engine, identity };
  };
  // Asked once for all: every write to the swarm begins with this question, and it is the dearest that there is.
  const choice = (signal: AbortSignal): Promise<Chosen> => {
    chosen ??= choose(signal).catch((thrown: unknown) => {
      chosen = undefined;
      throw thrown;
    });
    return chosen;
  };
  return {
    manager: async (signal) => (await choice(signal)).engine,
    managerIdentity: async (signal) => (await choice(signal)).identity,
    node: (node) => {
      const said = endpointOf(access, node);
      if (said !== undefined) return engineAt(said);
      if (node.id === managerNode) return engineAt(managerEndpoint);
      const usual = access.nodes === undefined ? defaultEndpoint(leadsTo(managerEndpoint, env), node) : undefined;
      if (usual !== undefined) return engineAt(usual);
      throw new AppError("NODE_NO_ENDPOINT", { node: node.hostname || node.id });
    },
    close: () => {
      for (const engine of engines.values()) engine.close();
      engines.clear();
    },
  };
}

function endpointOf(access: SwarmAccess, node: SwarmNode): string | undefined {
  const { nodes } = access;
  if (nodes === undefined) return undefined;
  if (nodes.kind === "map") {
    return Object.hasOwn(nodes.byHostname, node.hostname) ? nodes.byHostname[node.hostname] : undefined;
  }
  if (nodes.text.includes("{hostname}") && !isPlainHostname(node.hostname)) return undefined;
  const address = node.address.includes(":") ? `[${node.address}]` : node.address;
  return nodes.text.replaceAll("{hostname}", () => node.hostname).replaceAll("{address}", () => address);
}

function refuseNoManager(identity: EngineIdentity, endpoint: string): void {
  if (identity.swarmState === "locked") throw new AppError("SWARM_LOCKED", { endpoint });
  if (identity.swarmState === "inactive") throw new AppError("NO_SWARM", { endpoint });
  if (!identity.controlAvailable) throw new AppError("NOT_A_MANAGER", { endpoint, call: "questions about the swarm" });
}
