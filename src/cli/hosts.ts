/** Who can tell of the hosts that nodes run on, in the order in which they are asked. */
import { thisMachine } from "../edges/host/index.ts";
import type { Hosts } from "../operations/ports/host.ts";
import type { Shells } from "../operations/ports/shell.ts";

/** This machine for the node that it is; the ways to the Engines (ssh) for the others. */
export function hostsOf(fleet: Hosts & Shells): readonly (Hosts & Shells)[] {
  return [thisMachine(), fleet];
}
