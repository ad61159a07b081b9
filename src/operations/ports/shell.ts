/**
 * A plain shell on the hosts that nodes run on. Implemented by `edges/host` for this machine, and by whichever way to an
 * Engine leads over a shell (ssh).
 */
import type { SwarmNode } from "../../model/snapshot.ts";

export interface Shells {
  /**
   * Runs a script by `sh` on this node's host, to its end. Undefined where this has no way to a shell there. Throws
   * AppError when it has one and it failed, and when the signal aborts.
   */
  run(node: SwarmNode, script: string, signal: AbortSignal): Promise<ShellEnd | undefined>;
}

export interface ShellEnd {
  /** Above 128 when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}
