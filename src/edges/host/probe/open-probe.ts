/**
 * A throw-away container on a node's host network that answers questions until it is closed.
 *
 * It carries a label, so that one that was left behind (this program killed, the node cut off) is found and removed by
 * the next probe of that node; it ends by itself after some minutes in any case, and its Engine removes it then.
 */
import { isAppError } from "../../../errors/app-error.ts";
import type { ContainerId } from "../../../model/ids.ts";
import { PROBE_LABEL } from "../../../model/probe-image.ts";
import type { EngineContainer } from "../../../model/snapshot.ts";
import { type Known, known, unknownBecause } from "../../../model/known.ts";
import type { Engine } from "../../../operations/ports/engine.ts";
import type { NodeProbe, ProbeAnswer, ProbeQuestion } from "../../../operations/ports/probe.ts";
import { asking } from "./asking.ts";
import { endsOf, scriptOf } from "./script.ts";

/** Longer than any doctor runs; a container that nobody closes is gone after it. */
const LIFE_SECONDS = 600;
const CLOSE_MS = 10_000;
const OUTPUT_LIMIT = 8 * 2 ** 20;
/** RAW and ADMIN for ARP and ping, SYS_ADMIN and SYS_PTRACE to look into a container's network namespace. */
const CAPABILITIES = ["NET_RAW", "NET_ADMIN", "NET_BIND_SERVICE", "SYS_ADMIN", "SYS_PTRACE", "DAC_READ_SEARCH"];

export interface ProbeOf {
  readonly engine: Engine;
  readonly image: string;
  /** Tells this run's container from another's. */
  readonly mark: string;
  /** That run on the node now. */
  readonly containers: readonly EngineContainer[];
}

/** Throws IMAGE_UNAVAILABLE when the node has no such image and cannot fetch it, and what the Engine throws. */
export async function openProbe({ engine, image, mark, containers }: ProbeOf, signal: AbortSignal): Promise<NodeProbe> {
  const left = containers.filter((it) => it.labels[PROBE_LABEL] !== undefined);
  await Promise.all(left.map((it) => engine.containers.remove(it.id, signal)));
  const request = {
    name: `swarmlan-probe-${mark}`,
    image,
    argv: ["sleep", String(LIFE_SECONDS)],
    labels: { [PROBE_LABEL]: mark },
    capabilities: CAPABILITIES,
  };
  const id = await engine.containers.start(request, signal).catch(async (thrown: unknown) => {
    if (!isAppError(thrown, "IMAGE_MISSING")) throw thrown;
    await engine.images.pull(image, signal);
    return engine.containers.start(request, signal);
  });
  return {
    onWire: known(true),
    ask: (questions, signal) => ask({ engine, id, questions }, signal) as never,
    close: async () => {
      await engine.containers.remove(id, AbortSignal.timeout(CLOSE_MS));
    },
  };
}

interface Batch {
  readonly engine: Engine;
  readonly id: ContainerId;
  readonly questions: readonly ProbeQuestion[];
}

async function ask(
  { engine, id, questions }: Batch,
  signal: AbortSignal,
): Promise<readonly ProbeAnswer<ProbeQuestion>[]> {
  if (questions.length === 0) return [];
  const asked = questions.map(asking);
  const argv = ["sh", "-c", scriptOf(asked.map((it) => it.command))];
  const output = await engine.containers.output(id, argv, signal, { limit: OUTPUT_LIMIT });
  const ends = endsOf(output, questions.length);
  return asked.map((it, at): Known<never> => {
    const end = ends[at];
    if (end === undefined)
      return unknownBecause(`the probe broke off: ${output.trim().slice(-200) || "no answer came in time"}`);
    return it.answer(end) as Known<never>;
  });
}
