/**
 * From an endpoint as a person writes it to a way that can be dialled. One file per way in; this is the list.
 *
 * Refuses (ENDPOINT_UNSUPPORTED) what is in no row, naming what works.
 */
import { existsSync } from "node:fs";
import { AppError, isAppError } from "../../../errors/app-error.ts";
import { type Finding, finding } from "../../../model/finding.ts";
import { contextIn, type DockerContext, readContext } from "./context.ts";
import { defaultContext } from "./docker-endpoint.ts";
import { npipeWay } from "./npipe.ts";
import { sshWay } from "./ssh.ts";
import { tcpWay } from "./tcp.ts";
import { readTls, type Tls, tlsOfEnvironment } from "./tls-files.ts";
import { unixWay } from "./unix.ts";
import type { Environment, Way } from "./way.ts";

interface WayIn {
  readonly example: string;
  /** Undefined for an endpoint of this scheme that is malformed. */
  readonly open: (endpoint: string, env: Environment, tls: Tls | undefined) => Way | undefined;
}

const WAYS: Readonly<Record<string, WayIn>> = {
  unix: { example: "unix:///var/run/docker.sock", open: unixWay },
  ssh: { example: "ssh://ops@mgr01", open: sshWay },
  tcp: { example: "tcp://192.168.1.5:2375", open: (endpoint, _, tls) => tcpWay(endpoint, tls) },
  http: { example: "http://192.168.1.5:2375", open: (endpoint) => tcpWay(endpoint, undefined) },
  https: { example: "https://mgr01:2376", open: (endpoint, _, tls) => tcpWay(endpoint, tls) },
  context: { example: "context://prod", open: () => undefined },
  npipe: { example: "npipe:////./pipe/docker_engine", open: npipeWay },
};

/** One endpoint of each kind, for messages. */
export const WAYS_IN: readonly string[] = Object.values(WAYS).map((it) => it.example);

/** Whether an endpoint has the form of one; whether anybody is there is another question. */
export function isWayIn(endpoint: string): boolean {
  return contextIn(endpoint) !== undefined || wayIn(endpoint)?.open(endpoint, {}, undefined) !== undefined;
}

/** The way to this endpoint. Does not connect yet. `env` is what docker's command line would look into. */
export function wayTo(endpoint: string, env: Environment): Way {
  const { host, tls } = reachOf(endpoint, env);
  const way = wayIn(host)?.open(host, env, tls);
  if (!way) {
    throw new AppError("ENDPOINT_UNSUPPORTED", { endpoint: said(endpoint, host), works: WAYS_IN });
  }
  return way;
}

/** What a person should know about reaching an Engine this way, before anything is asked of it. */
export function endpointFindings(endpoint: string, env: Environment): readonly Finding[] {
  try {
    return findingsOf(endpoint, reachOf(endpoint, env));
  } catch (thrown) {
    // A missing context or file is told where this endpoint is used, so that one node's never hides the others.
    if (isAppError(thrown)) return [];
    throw thrown;
  }
}

function findingsOf(endpoint: string, { host, tls }: Reach): readonly Finding[] {
  const severity = "warn";
  if (!/^(tcp|http|https):/.test(host)) return [];
  if (tls === undefined) return [finding("ENGINE_PLAIN_TCP", { endpoint: said(endpoint, host) }, { severity })];
  if (tls.verify) return [];
  const because = contextIn(endpoint) === undefined ? "DOCKER_TLS_VERIFY is not set" : "its context skips that";
  return [finding("TLS_UNVERIFIED", { endpoint: said(endpoint, host), because }, { severity })];
}

/** The endpoint itself, or the one that its context leads to. Throws as `wayTo` does. */
export function leadsTo(endpoint: string, env: Environment): string {
  return reachOf(endpoint, env).host;
}

interface Reach {
  /** The endpoint, or what its context leads to. */
  readonly host: string;
  readonly tls?: Tls | undefined;
}

function reachOf(endpoint: string, env: Environment): Reach {
  const name = contextIn(endpoint);
  if (name !== undefined && name !== "default") return reachOfContext(readContext(name, env));
  const host = name === undefined ? endpoint : defaultContext(env);
  const scheme = schemeOf(host);
  return scheme === "tcp" || scheme === "https" ? { host, tls: tlsOfEnvironment(env, scheme) } : { host };
}

/** A context's TLS is its own: docker does not look into the environment then. */
function reachOfContext({ host, skipVerify, tlsFolder }: DockerContext): Reach {
  if (host === "") return { host: defaultContext({}) };
  const scheme = schemeOf(host);
  // Docker speaks in plain to https:// without TLS files (seen with 28.2); nobody who writes https means that.
  const wanted = scheme === "https" || (scheme === "tcp" && (skipVerify || existsSync(tlsFolder)));
  return wanted ? { host, tls: readTls({ folder: tlsFolder, verify: !skipVerify }) } : { host };
}

function wayIn(endpoint: string): WayIn | undefined {
  const scheme = schemeOf(endpoint);
  return Object.hasOwn(WAYS, scheme) ? WAYS[scheme] : undefined;
}

function schemeOf(endpoint: string): string {
  return /^([a-z]+):\/\//.exec(endpoint)?.[1] ?? "";
}

/** Names what a context leads to as well. */
function said(endpoint: string, host: string): string {
  return endpoint === host ? endpoint : `${endpoint} (${host})`;
}
