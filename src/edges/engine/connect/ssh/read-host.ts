/**
 * Reads the facts of a host off the stderr of the dial that tells them (see host-script.ts).
 *
 * Refuses (SSH_HOST_UNREAD) an answer that is not there when the Engine's is: another command was forced upon that key
 * over there, or its shell cannot read the question. That is the facts' own failure, never the node's.
 */
import { AppError } from "../../../../errors/app-error.ts";
import type { HostFacts } from "../../../../model/host-facts.ts";
import type { SshChild, SshEnded } from "./child.ts";
import { sshEnd } from "./failure.ts";
import { END, parseHost } from "./host-script.ts";

/** The facts are told first, but on another pipe than the Engine's answer. */
const AFTER_ANSWER_MS = 1000;
/** Where neither comes: as long as an Engine has for its first answer. */
const SECONDS = 30;

/** Throws AppError. */
export async function readHost(endpoint: string, child: SshChild): Promise<HostFacts> {
  const { text, ended } = await untilTold(child);
  const facts = text.includes(END) ? parseHost(text) : undefined;
  if (facts !== undefined) return facts;
  const failure = ended && sshEnd(endpoint, ended);
  if (failure !== undefined) throw failure;
  const said = text.trim().split("\n").at(-1)?.slice(0, 200) || "nothing";
  throw new AppError("SSH_HOST_UNREAD", { endpoint, text: said });
}

interface Told {
  readonly text: string;
  readonly ended?: SshEnded;
}

/** All of it, or what there is when no more is to come. */
function untilTold(child: SshChild): Promise<Told> {
  return new Promise((resolve) => {
    let text = "";
    const enough = (): void => resolve({ text });
    const late = setTimeout(enough, SECONDS * 1000).unref();
    child.stderr.on("data", (chunk: string) => {
      text += chunk;
      if (text.includes(END)) enough();
    });
    void child.answered.then(() => setTimeout(enough, AFTER_ANSWER_MS).unref());
    void child.ended.then((ended) => {
      clearTimeout(late);
      resolve({ text, ended });
    });
  });
}
