/** A probe on every node that can be had, or why there is none; all of them closed again, whatever happens between. */
import { asAppError } from "../../errors/app-error.ts";
import type { NodeId } from "../../model/ids.ts";
import { type Known, known, unknownBecause } from "../../model/known.ts";
import type { NodeView } from "../../model/snapshot.ts";
import { inParallel } from "../in-parallel.ts";
import type { NodeProbe, Prober } from "../ports/probe.ts";

const AT_ONCE = 32;

export type Probes = ReadonlyMap<NodeId, Known<NodeProbe>>;

/** Opens them, works, closes them; a failure to close is told to `late` and changes no answer. */
export async function withProbes<T>(
  asked: { readonly nodes: readonly NodeView[]; readonly prober: Prober; readonly signal: AbortSignal },
  late: (node: string, reason: string) => void,
  work: (probes: Probes) => Promise<T>,
): Promise<T> {
  const { nodes, prober, signal } = asked;
  const opened = await inParallel(nodes, AT_ONCE, async (view) => [view, await open(view, prober, signal)] as const);
  try {
    signal.throwIfAborted();
    return await work(new Map(opened.map(([view, probe]) => [view.node.id, probe])));
  } finally {
    await inParallel(opened, AT_ONCE, async ([{ node }, probe]) => {
      if (probe.kind !== "known") return;
      await probe.value.close().catch((thrown: unknown) => late(node.hostname, asAppError(thrown).message));
    });
  }
}

async function open(view: NodeView, prober: Prober, signal: AbortSignal): Promise<Known<NodeProbe>> {
  try {
    return known(await prober.open(view, signal));
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code === "INTERNAL") throw thrown;
    return unknownBecause(error.message);
  }
}
