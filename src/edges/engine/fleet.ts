/**
 * Every Engine of a swarm, by the ways that the spec says: one client per endpoint, however often it is asked for.
 *
 * A spec that says nothing of its nodes means ssh to each, and the manager in use as it is. Refuses (NODE_NO_ENDPOINT) a
 * node that a map in the spec leaves out, and one whose hostname could be taken for more than a name.
 */
import { AppError } from "../../errors/app-error.ts";
import type { Finding } from "../../model/finding.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import type { SwarmAccess } from "../../model/spec.ts";
import type { Fleet } from "../../operations/ports/engine.ts";
import type { EngineLogs } from "../../operations/ports/engine-log.ts";
import type { Hosts } from "../../operations/ports/host.ts";
import type { Shells } from "../../operations/ports/shell.ts";
import type { Chosen } from "./ask-candidate.ts";
import { chooseEngine } from "./choose-engine.ts";
import { dockerEndpoint } from "./connect/docker-endpoint.ts";
import { endpointFindings, leadsTo } from "./connect/index.ts";
import type { Environment } from "./connect/way.ts";
import { openEngine, type ReachedEngine } from "./engine.ts";
import type { ClientOptions } from "./http/client.ts";
import { KnownManagers } from "./known-managers.ts";
import { type Named, saidEndpoint, usualEndpoint } from "./node-endpoint.ts";

export interface FleetOptions extends ClientOptions {
  /** Hostnames that the spec has: where `swarm.nodes` is a template, they may be managers. */
  readonly hostnames?: readonly string[];
  /** Nodes that are likely to be asked: `expect` asks them before the manager has told of them. */
  readonly likely?: readonly Named[];
  /** Hears what should be known of the ways that were taken: another manager than was named, a connection that is not safe. */
  readonly tell?: (finding: Finding) => void;
}

/** A manager that said something this lately need not be asked whether it lives. */
const FRESH_MS = 1000;
/** As many as are spoken to at once. */
const MOST_GREETED = 32;

/** Connects to nobody yet. `env` says what the spec does not: the manager, certificates, contexts. */
export function openFleet(
  access: SwarmAccess,
  env: Environment,
  options: FleetOptions = {},
): Fleet & Hosts & EngineLogs & Shells {
  const { tell = () => undefined, hostnames = [], likely = [] } = options;
  const named = access.manager ?? dockerEndpoint(env);
  const known = new KnownManagers({ access, named, leadsTo: () => leadsTo(named, env), hostnames });
  const engines = new Map<string, ReachedEngine>();
  const at = (endpoint: string): ReachedEngine => {
    const open = engines.get(endpoint);
    if (open !== undefined) return open;
    const engine = openEngine(endpoint, { ...options, env });
    engines.set(endpoint, engine);
    if (isUnread(access, named, endpoint)) for (const it of endpointFindings(endpoint, env)) tell(it);
    return engine;
  };
  let chosen: Chosen | undefined;
  let choosing: Promise<Chosen> | undefined;
  // Who an Engine is is the dearest question that there is, and every write to the swarm begins with this one: asked once for all.
  const choose = async (signal: AbortSignal): Promise<Chosen> => {
    if (chosen !== undefined && chosen.engine.silence() < FRESH_MS) return chosen;
    const choice = { known, named, swarmId: access.id, before: chosen, at, tell };
    choosing ??= chooseEngine(choice, signal).finally(() => (choosing = undefined));
    return (chosen = await choosing);
  };
  const reach = (node: SwarmNode): ReachedEngine | undefined => {
    const said = saidEndpoint(access, node);
    if (said !== undefined) return at(said);
    if (node.id === chosen?.identity.nodeId) return chosen.engine;
    const usual = usualEndpoint(access, () => leadsTo(named, env), node);
    return usual === undefined ? undefined : at(usual);
  };
  return {
    expect: () => greet(expected({ access, likely, leadsTo: () => leadsTo(named, env) }), at),
    manager: async (signal) => (await choose(signal)).engine,
    managerIdentity: async (signal) => (chosen ?? (await choose(signal))).identity,
    node: (node) => {
      known.see(node);
      const engine = reach(node);
      if (engine !== undefined) return engine;
      throw new AppError("NODE_NO_ENDPOINT", { node: node.hostname || node.id });
    },
    ...hostsBehind(reach),
    close: () => {
      for (const engine of engines.values()) engine.close();
      engines.clear();
    },
  };
}

interface Expecting {
  readonly access: SwarmAccess;
  readonly likely: readonly Named[];
  readonly leadsTo: () => string;
}

/** Endpoints that the spec says one by one, or that it makes of nodes which are likely there. */
function expected({ access, likely, leadsTo: manager }: Expecting): readonly string[] {
  const { nodes } = access;
  if (nodes?.kind === "map") return Object.values(nodes.byHostname);
  return likely.flatMap((it) => saidEndpoint(access, it) ?? usualEndpoint(access, manager, it) ?? []);
}

/** Asks Engines who they are, ahead of time. */
function greet(endpoints: readonly string[], at: (endpoint: string) => ReachedEngine): void {
  for (const endpoint of endpoints.slice(0, MOST_GREETED)) {
    try {
      at(endpoint).greet();
    } catch {
      // What is no endpoint is told of the node that has it.
    }
  }
}

/** What the ways to the Engines tell of their hosts. */
function hostsBehind(reach: (node: SwarmNode) => ReachedEngine | undefined): Hosts & EngineLogs & Shells {
  return {
    facts: async (node, signal) => reach(node)?.hostFacts(signal),
    engineLog: async (node, signal) => reach(node)?.engineLog(signal),
    run: async (node, script, signal) => reach(node)?.run(script, signal),
  };
}

/** True for an endpoint that nobody sees who reads the spec: docker's settings name it, or a template makes a context of it. */
function isUnread({ manager, nodes }: SwarmAccess, named: string, endpoint: string): boolean {
  if (endpoint === named) return manager === undefined;
  return nodes?.kind === "template" && endpoint.startsWith("context://");
}
