/** One Engine, reached through one endpoint: the port of operations, answered over Docker's HTTP API. */
import type { HostFacts } from "../../model/host-facts.ts";
import type { Engine } from "../../operations/ports/engine.ts";
import type { ShellEnd } from "../../operations/ports/shell.ts";
import { configsOf } from "./configs.ts";
import { wayTo } from "./connect/index.ts";
import type { Environment } from "./connect/way.ts";
import { containersOf } from "./containers.ts";
import { eventsOf } from "./events.ts";
import { type ClientOptions, EngineHttp } from "./http/client.ts";
import { identify } from "./identify.ts";
import { imagesOf } from "./images.ts";
import { networksOf } from "./networks.ts";
import { nodesOf } from "./nodes.ts";
import { servicesOf } from "./services.ts";
import { tasksOf } from "./tasks.ts";

export interface EngineOptions extends ClientOptions {
  /** Where certificates, keys, docker's contexts and DOCKER_API_VERSION are looked up; nowhere unless said. */
  readonly env?: Environment;
}

/** An Engine, with what its way tells of the host that it runs on, and whether it lives. */
export interface ReachedEngine extends Engine {
  readonly hostFacts: (signal: AbortSignal) => Promise<HostFacts | undefined>;
  readonly engineLog: (signal: AbortSignal) => Promise<string | undefined>;
  /** Asks who it is ahead of time: the next `identify` takes the answer. Never throws. */
  readonly greet: () => void;
  /** Undefined where its way leads to no shell. */
  readonly run: (script: string, signal: AbortSignal) => Promise<ShellEnd | undefined>;
  /** Milliseconds since its last answer; infinite when it has not answered, or when a call has failed since. */
  readonly silence: () => number;
  /** The cheapest sign of life; throws as every call does. */
  readonly ping: (signal: AbortSignal) => Promise<void>;
}

/** Does not connect yet; throws ENDPOINT_UNSUPPORTED for an endpoint that no way in knows. */
export function openEngine(endpoint: string, options: EngineOptions = {}): ReachedEngine {
  const env = options.env ?? {};
  const way = wayTo(endpoint, env);
  const http = new EngineHttp(endpoint, way, { apiVersion: env["DOCKER_API_VERSION"], ...options });
  return {
    endpoint,
    identify: (signal) => identify(http, signal),
    networks: networksOf(http),
    containers: containersOf(http),
    images: imagesOf(http),
    swarm: { ...nodesOf(http), ...servicesOf(http), ...tasksOf(http), ...configsOf(http) },
    events: (signal) => eventsOf(http, signal),
    hostFacts: async (signal) => way.hostFacts?.(signal),
    engineLog: async (signal) => way.engineLog?.(signal),
    greet: () => http.greet(),
    run: async (script, signal) => way.run?.(script, signal),
    silence: () => http.silence,
    ping: (signal) => http.ping(signal),
    close: () => http.close(),
  };
}
