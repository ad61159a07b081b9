/** Who can tell of the hosts that nodes run on, in the order in which they are asked. */
import { thisMachine } from "../edges/host/index.ts";
import type { Hosts } from "../operations/ports/host.ts";

export function hostsHere(): readonly Hosts[] {
  return [thisMachine()];
}
