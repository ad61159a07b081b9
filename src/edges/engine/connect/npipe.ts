/** `npipe:////./pipe/docker_engine`: the named pipe of an Engine on Windows. Not run by our tests, which have no Windows. */
import { createConnection } from "node:net";
import type { Dial } from "./dialing-agent.ts";

/** Dials the pipe of the endpoint; undefined when it names none. */
export function npipeDial(endpoint: string): Dial | undefined {
  const path = endpoint.slice("npipe://".length).replaceAll("/", "\\");
  return path.startsWith("\\\\") ? () => createConnection({ path }) : undefined;
}
