/** The Docker Engine API as the ports of operations. */
export { endpointFindings } from "./connect/index.ts";
export { openEngine } from "./engine.ts";
export { type Environment, openFleet } from "./fleet.ts";
export type { ClientOptions } from "./http/client.ts";
