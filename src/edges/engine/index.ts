/** The Docker Engine API as the ports of operations. */
export { endpointFindings } from "./connect/index.ts";
export { openEngine } from "./engine.ts";
export { openFleet } from "./fleet.ts";
export { judgeEndpoints } from "./judge-endpoints.ts";
export type { ClientOptions } from "./http/client.ts";
