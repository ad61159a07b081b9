/**
 * From an endpoint as a person writes it to a pool of connections. One file per way in; this is the list.
 *
 * Refuses (ENDPOINT_UNSUPPORTED) what is in no row, naming what works.
 */
import type { Agent } from "node:http";
import { AppError } from "../../../errors/app-error.ts";
import { type Finding, finding } from "../../../model/finding.ts";
import { type Dial, DialingAgent } from "./dialing-agent.ts";
import { npipeDial } from "./npipe.ts";
import { tcpDial } from "./tcp.ts";
import { unixDial } from "./unix.ts";

interface WayIn {
  readonly example: string;
  /** Undefined for an endpoint of this scheme that is malformed. */
  readonly dial: (endpoint: string) => Dial | undefined;
}

const WAYS: Readonly<Record<string, WayIn>> = {
  unix: { example: "unix:///var/run/docker.sock", dial: unixDial },
  tcp: { example: "tcp://192.168.1.5:2375", dial: tcpDial },
  npipe: { example: "npipe:////./pipe/docker_engine", dial: npipeDial },
};

/** A pool that dials this endpoint. Does not connect yet. */
export function agentFor(endpoint: string): Agent {
  const scheme = /^([a-z]+):\/\//.exec(endpoint)?.[1] ?? "";
  const dial = Object.hasOwn(WAYS, scheme) ? WAYS[scheme]?.dial(endpoint) : undefined;
  if (!dial) {
    const works = Object.values(WAYS).map((way) => way.example);
    throw new AppError("ENDPOINT_UNSUPPORTED", { endpoint, works });
  }
  return new DialingAgent(dial);
}

/** What a person should know about reaching an Engine this way, before anything is asked of it. */
export function endpointFindings(endpoint: string): readonly Finding[] {
  return endpoint.startsWith("tcp://") ? [finding("ENGINE_PLAIN_TCP", { endpoint }, { severity: "warn" })] : [];
}
