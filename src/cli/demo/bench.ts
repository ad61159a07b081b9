/** What the demo is told on: a lab of real Engines, or simulated ones where no lab can run. */
import type { Emit } from "../../model/event.ts";
import type { Spec } from "../../model/spec.ts";

export interface Bench {
  /** What it is, as the end of "a swarm of six …". */
  readonly what: string;
  /** How a client on another VLAN gets to the containers. */
  readonly way: string;
  readonly spec: Spec;
  /** Makes a service with a web page on every ready node of the LAN. */
  serve(name: string, lan: string): Promise<void>;
  /** The page's text, as that client got it; undefined for no answer. */
  fetch(address: string): Promise<string | undefined>;
  /** What to type next, with what it does. */
  readonly next: readonly string[];
  close(): Promise<void>;
}

export interface Telling {
  readonly emit: Emit;
  readonly signal: AbortSignal;
}

/** Stands on every line about what is not real. */
export const SIMULATED = "SIMULATED";

/** Says so on everything that is told through it. */
export function simulatedEmit(emit: Emit): Emit {
  return (event) => {
    if (event.kind === "note") emit({ ...event, text: `${SIMULATED} ${event.text}` });
    else if (event.kind === "finding")
      emit({ ...event, finding: { ...event.finding, message: `${SIMULATED} ${event.finding.message}` } });
    else emit({ ...event, title: `${SIMULATED} ${event.title}` });
  };
}
