/** A swarm of simulated Engines in memory, behind unix sockets: for tests, for growth, and for a demo where no lab can run. */
export { startSimulator } from "./start.ts";
export type { Fetched, ImageOptions, NodeOptions, Place, Simulator, SimulatorOptions, Timing } from "./types.ts";
