/**
 * From an endpoint as a person writes it to a way that can be dialled. One file per way in; this is the list.
 *
 * Refuses (ENDPOINT_UNSUPPORTED) what is in no row, naming what works.
 */
import { AppError } from "../../../errors/app-error.ts";
import { type Finding, finding } from "../../../model/finding.ts";
import { npipeWay } from "./npipe.ts";
import { sshWay } from "./ssh.ts";
import { tcpWay } from "./tcp.ts";
import { unixWay } from "./unix.ts";
import type { Environment, Way } from "./way.ts";

interface WayIn {
  readonly example: string;
  /** Undefined for an endpoint of this scheme that is malformed. */
  readonly open: (endpoint: string, env: Environment) => Way | undefined;
}

const WAYS: Readonly<Record<string, WayIn>> = {
  unix: { example: "unix:///var/run/docker.sock", open: unixWay },
  ssh: { example: "ssh://ops@mgr01", open: sshWay },
  tcp: { example: "tcp://192.168.1.5:2375", open: tcpWay },
  npipe: { example: "npipe:////./pipe/docker_engine", open: npipeWay },
};

/** The way to this endpoint. Does not connect yet. `env` is what docker's command line would look into. */
export function wayTo(endpoint: string, env: Environment): Way {
  const scheme = /^([a-z]+):\/\//.exec(endpoint)?.[1] ?? "";
  const way = Object.hasOwn(WAYS, scheme) ? WAYS[scheme]?.open(endpoint, env) : undefined;
  if (!way) {
    const works = Object.values(WAYS).map((it) => it.example);
    throw new AppError("ENDPOINT_UNSUPPORTED", { endpoint, works });
  }
  return way;
}

/** What a person should know about reaching an Engine this way, before anything is asked of it. */
export function endpointFindings(endpoint: string): readonly Finding[] {
  return endpoint.startsWith("tcp://") ? [finding("ENGINE_PLAIN_TCP", { endpoint }, { severity: "warn" })] : [];
}
