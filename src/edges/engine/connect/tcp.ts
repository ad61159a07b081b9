/** `tcp://mgr01:2375`: plain TCP, without a key or a password. Works, and `endpointFindings` warns of it. */
import { createConnection } from "node:net";
import type { Way } from "./way.ts";

/** Docker's own port for plain TCP. */
const PLAIN_PORT = 2375;

/** Dials host and port of the endpoint; undefined when there is no host, or more than host and port. */
export function tcpWay(endpoint: string): Way | undefined {
  if (!URL.canParse(endpoint)) return undefined;
  const url = new URL(endpoint);
  if (url.hostname === "" || url.username !== "" || !["", "/"].includes(url.pathname)) return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const port = url.port === "" ? PLAIN_PORT : Number(url.port);
  return { dial: () => createConnection({ host, port, noDelay: true }) };
}
