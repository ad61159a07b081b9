/** What a simulated swarm is told, and what it answers: one line of JSON each. */
import type { NodeOptions } from "../../src/simulator/index.ts";

export type SwarmOrder =
  | { readonly kind: "start"; readonly dir: string; readonly nodes: readonly NodeOptions[] }
  /** That many services with a task on every node. */
  | { readonly kind: "serve"; readonly network: string; readonly services: number }
  | { readonly kind: "usage" };

export interface SwarmUsage {
  readonly cpuMs: number;
  readonly rssMiB: number;
}
