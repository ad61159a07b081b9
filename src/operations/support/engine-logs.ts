/** The last lines that every Engine wrote, where somebody has a way to them; each node that has none says why. */
import { asAppError } from "../../errors/app-error.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import { inParallel } from "../in-parallel.ts";
import type { EngineLogs } from "../ports/engine-log.ts";

export interface NodeLog {
  readonly node: string;
  readonly lines?: readonly string[];
  /** Why there are none. */
  readonly why?: string;
}

const AT_ONCE = 8;
const DEADLINE_MS = 15_000;
const NO_WAY =
  "there is only the Engine's API to this node, which does not tell its log; on the node: journalctl -u docker";

/** `sources` are asked in their order until one has a way. Throws nothing but an abort of `signal`. */
export async function engineLogs(
  nodes: readonly SwarmNode[],
  sources: readonly EngineLogs[],
  signal: AbortSignal,
): Promise<readonly NodeLog[]> {
  return inParallel(nodes, AT_ONCE, async (it) => {
    const own = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)]);
    try {
      return { node: it.hostname, ...(await logOf(it, sources, own)) };
    } catch (thrown) {
      signal.throwIfAborted();
      const late = `no answer within ${DEADLINE_MS / 1000} s`;
      return { node: it.hostname, why: own.aborted ? late : asAppError(thrown).message };
    }
  });
}

async function logOf(
  node: SwarmNode,
  sources: readonly EngineLogs[],
  signal: AbortSignal,
): Promise<Omit<NodeLog, "node">> {
  for (const source of sources) {
    const text = await source.engineLog(node, signal);
    if (text === undefined) continue;
    const lines = text.split("\n").filter((line) => line !== "");
    return lines.length === 0 ? { why: "the node's journal and /var/log have none of docker's" } : { lines };
  }
  return { why: NO_WAY };
}
