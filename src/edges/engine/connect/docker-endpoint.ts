/**
 * The manager where the spec names none, as docker's command line would find it: DOCKER_HOST, else DOCKER_CONTEXT, else
 * `currentContext` of its config.json, else the local Engine (docker/cli `resolveContextName`, compared with docker 28.2).
 */
import { currentContext } from "./docker-settings.ts";
import type { Environment } from "./way.ts";

const LOCAL = "unix:///var/run/docker.sock";
/** What docker takes for the local Engine when TLS was asked for and no host was said. */
const LOCAL_TLS = "tcp://localhost:2376";
const PLAIN_PORT = "2375";

/** An endpoint as a spec has it; `context://NAME` for a context. */
export function dockerEndpoint(env: Environment): string {
  if (env["DOCKER_HOST"]?.trim()) return defaultContext(env);
  const context = env["DOCKER_CONTEXT"] || currentContext(env);
  return context === undefined || context === "default" ? defaultContext(env) : `context://${context}`;
}

/** What docker calls the context `default`. */
export function defaultContext(env: Environment): string {
  const host = env["DOCKER_HOST"]?.trim();
  if (host) return spelledOut(host);
  return asksForTls(env) ? LOCAL_TLS : LOCAL;
}

/** True when docker would speak TLS to `tcp://` hosts. Any text counts, `0` and `false` too. */
export function asksForTls(env: Environment): boolean {
  return Boolean(env["DOCKER_TLS_VERIFY"]) || Boolean(env["DOCKER_TLS"]);
}

/** Docker takes `mgr01:2375`, `:2375`, `tcp://` and `unix://` too. */
function spelledOut(host: string): string {
  const [, scheme = "tcp", rest = ""] = /^(?:([a-z]+):\/\/)?(.*)$/.exec(host) ?? [];
  if (scheme === "unix" && rest === "") return LOCAL;
  if (scheme !== "tcp") return host;
  return `tcp://${rest === "" || rest.startsWith(":") ? `localhost${rest || `:${PLAIN_PORT}`}` : rest}`;
}
