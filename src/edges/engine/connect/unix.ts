/** `unix:///run/docker.sock`: the socket of an Engine on this machine. */
import { createConnection } from "node:net";
import type { Way } from "./way.ts";

/** Dials the socket file of the endpoint; undefined when it names no absolute path. */
export function unixWay(endpoint: string): Way | undefined {
  const path = endpoint.slice("unix://".length);
  return path.startsWith("/") ? { dial: () => createConnection({ path }) } : undefined;
}
