/** `npipe:////./pipe/docker_engine`: the named pipe of an Engine on Windows. Not run by our tests, which have no Windows. */
import { createConnection } from "node:net";
import type { Way } from "./way.ts";

/** Dials the pipe of the endpoint; undefined when it names none. */
export function npipeWay(endpoint: string): Way | undefined {
  const path = endpoint.slice("npipe://".length).replaceAll("/", "\\");
  return path.startsWith("\\\\") ? { dial: () => createConnection({ path }) } : undefined;
}
