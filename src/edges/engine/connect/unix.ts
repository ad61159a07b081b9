/** `unix:///run/docker.sock`: the socket of an Engine on this machine. */
import { createConnection } from "node:net";
import type { Dial } from "./dialing-agent.ts";

/** Dials the socket file of the endpoint; undefined when it names no absolute path. */
export function unixDial(endpoint: string): Dial | undefined {
  const path = endpoint.slice("unix://".length);
  return path.startsWith("/") ? () => createConnection({ path }) : undefined;
}
