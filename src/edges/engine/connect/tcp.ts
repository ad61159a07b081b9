/** `tcp://mgr01:2375`, plain or with TLS, and `https://mgr01:2376`, always with it. `endpointFindings` warns of what is not safe. */
import { createConnection } from "node:net";
import { nodeTls } from "./lazy-builtins.ts";
import { explainPlain, explainTls } from "./tls-explain.ts";
import type { Tls } from "./tls-files.ts";
import { type HostPort, tlsOptions } from "./tls-options.ts";
import type { Way } from "./way.ts";

/** Without a port: docker's own for plain TCP, also when TLS is asked for (seen with docker 28.2); the web's elsewhere. */
const PORTS: Readonly<Record<string, number>> = { "tcp:": 2375, "http:": 80, "https:": 443 };

/** A host that lost its power says nothing: without it, a stream of events would wait for ever. */
const KEEP_ALIVE_MS = 10_000;

/** Dials host and port of the endpoint; undefined when there is no host, or more than host and port. */
export function tcpWay(endpoint: string, tls: Tls | undefined): Way | undefined {
  const to = placeIn(endpoint);
  if (to === undefined) return undefined;
  if (tls === undefined) {
    return {
      dial: () => createConnection({ ...to, noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS }),
      explain: (error) => explainPlain(error, { endpoint, ...to }),
    };
  }
  return {
    dial: () => nodeTls().connect(tlsOptions(to, tls)).setNoDelay(true).setKeepAlive(true, KEEP_ALIVE_MS),
    explain: (error) => explainTls(error, { endpoint, ...to }, tls),
  };
}

function placeIn(endpoint: string): HostPort | undefined {
  if (!URL.canParse(endpoint)) return undefined;
  const url = new URL(endpoint);
  if (url.hostname === "" || url.username !== "" || !["", "/"].includes(url.pathname)) return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  return { host, port: url.port === "" ? (PORTS[url.protocol] ?? 0) : Number(url.port) };
}
