/** What `support` needs of the hosts: the last lines that an Engine wrote. */
import type { SwarmNode } from "../../model/snapshot.ts";

export interface EngineLogs {
  /**
   * The Engine's own log on that node; undefined where there is no way to it (over Docker's API there is none). Throws
   * AppError when there is a way and it failed.
   */
  engineLog(node: SwarmNode, signal: AbortSignal): Promise<string | undefined>;
}
