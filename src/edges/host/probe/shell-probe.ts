/**
 * A node without a probe container, but with a shell on its host: it tells of the host, and of everything else why it
 * cannot be asked.
 */
import { asAppError } from "../../../errors/app-error.ts";
import { type Address, formatAddress } from "../../../model/address.ts";
import { ownsAddress } from "../../../model/host-facts.ts";
import type { HostDetails } from "../../../model/host-details.ts";
import { type Known, unknownBecause } from "../../../model/known.ts";
import type { NodeProbe, ProbeAnswer, ProbeQuestion } from "../../../operations/ports/probe.ts";
import type { ShellEnd } from "../../../operations/ports/shell.ts";
import { askHost } from "./host-details.ts";
import { complaintOf } from "./question.ts";

const END = "== swarmlan: end ==";

export interface ShellProbe {
  /** Runs a script on the host to its end; undefined where no way leads to a shell there. Throws AppError. */
  readonly run: (script: string, signal: AbortSignal) => Promise<ShellEnd | undefined>;
  /** Why there is no probe container, as a clause. */
  readonly why: string;
  /** The host must own it, where no Engine has said that it is the node which is meant. */
  readonly owns?: Address;
}

export function shellProbe(it: ShellProbe): NodeProbe {
  const answerTo = (question: ProbeQuestion, signal: AbortSignal): Promise<ProbeAnswer<ProbeQuestion>> =>
    question.kind === "host" ? hostBy(it, signal) : Promise.resolve(unknownBecause(it.why));
  return {
    onWire: unknownBecause(it.why),
    ask: (questions, signal) => Promise.all(questions.map((one) => answerTo(one, signal))) as never,
    close: async () => {},
  };
}

/** A key that may run one command only, or a shell that is none, answers something else: that is no fact of the host. */
async function hostBy({ run, why, owns }: ShellProbe, signal: AbortSignal): Promise<Known<HostDetails>> {
  const { command, answer } = askHost(() => Date.now() / 1000);
  try {
    const end = await run(withEnd(command), signal);
    if (end === undefined) return unknownBecause(why);
    const at = end.stdout.lastIndexOf(END);
    if (at >= 0) return ownedBy(answer({ ...end, stdout: end.stdout.slice(0, at) }), { why, owns });
    return unknownBecause(`${why}; and the host's shell says: ${complaintOf(end).slice(0, 200)}`);
  } catch (thrown) {
    signal.throwIfAborted();
    const error = asAppError(thrown);
    if (error.code === "INTERNAL") throw thrown;
    return unknownBecause(`${why}; and ${error.message}`);
  }
}

function ownedBy(
  host: Known<HostDetails>,
  { why, owns }: { readonly why: string; readonly owns: Address | undefined },
): Known<HostDetails> {
  if (owns === undefined || host.kind !== "known" || ownsAddress(host.value, owns)) return host;
  return unknownBecause(`${why}; and the host that answers instead does not have ${formatAddress(owns)}`);
}

/** Who is not root seldom has these folders on the PATH. Nothing in it may read the script's own stdin. */
function withEnd(command: string): string {
  return `PATH=$PATH:/usr/sbin:/sbin\n{ ${command}\n} </dev/null\necho "${END}"\n`;
}
