/**
 * Asks a shell on a node for the facts of its host, over the connection that its Engine is reached by.
 *
 * One session more, no login more. What goes wrong is the facts' own failure (SSH_HOST_UNREAD), never the node's.
 */
import { AppError } from "../../../../errors/app-error.ts";
import type { HostFacts } from "../../../../model/host-facts.ts";
import { type Limit, limit, onAbort } from "../../http/limit.ts";
import type { SshChild, SshEnded } from "./child.ts";
import type { SshConnection } from "./connection.ts";
import { sshEnd } from "./failure.ts";
import { END, HOST_SCRIPT, parseHost } from "./host-script.ts";

/** From the login on: an Engine that answers should not have to wait long for its host. */
const SECONDS = 10;
/** Some thousand interfaces fit. */
const LIMIT = 4 * 2 ** 20;

/** Undefined where a further session would be a further login. Throws AppError. */
export async function askHost(
  connection: SshConnection,
  endpoint: string,
  signal: AbortSignal,
): Promise<HostFacts | undefined> {
  const shell = await untilAborted(connection.shell(), endpoint, signal);
  if (shell === undefined) return undefined;
  const bounds = limit(signal, SECONDS);
  try {
    const answer = await answerOf(shell.child, bounds);
    if (signal.aborted) throw interrupted(endpoint, signal);
    const facts = answer.text.includes(END) ? parseHost(answer.text) : undefined;
    if (facts === undefined) throw failureOf(endpoint, answer);
    return facts;
  } finally {
    bounds.release();
    // A shell that owns the connection goes on waiting for more: guests live on it.
    if (!shell.owns) shell.child.kill();
  }
}

interface HostAnswer {
  readonly text: string;
  /** Absent while it goes on. */
  readonly ended?: SshEnded;
}

/** All of it, or what there is when it ends or its time is over. */
function answerOf(child: SshChild, bounds: Limit): Promise<HostAnswer> {
  return new Promise((resolve) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      if (text.length < LIMIT) text += chunk;
      if (text.includes(END)) resolve({ text });
    });
    void child.ended.then((ended) => resolve({ text, ended }));
    if (bounds.signal.aborted) resolve({ text });
    else onAbort(bounds.signal, () => resolve({ text }));
    child.stdin.write(HOST_SCRIPT);
  });
}

/** The end of ssh itself is said as for an Engine; what a shell over there makes of the script is not Docker's matter. */
function failureOf(endpoint: string, { text, ended }: HostAnswer): AppError {
  const itself = ended !== undefined && (ended.code === 255 || ended.startError !== undefined || ended.gaveUp);
  const failure = itself ? sshEnd(endpoint, ended) : undefined;
  if (failure !== undefined) return failure;
  const said = (ended?.stderr.trim().split("\n").at(-1) || text.trim().split("\n")[0] || "nothing").slice(0, 200);
  return new AppError("SSH_HOST_UNREAD", { endpoint, text: said }) as AppError;
}

function untilAborted<T>(work: Promise<T>, endpoint: string, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(interrupted(endpoint, signal));
    if (signal.aborted) stop();
    else onAbort(signal, stop);
    work.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

function interrupted(endpoint: string, { reason }: AbortSignal): AppError {
  if (reason instanceof AppError) return reason;
  return new AppError("INTERRUPTED", { what: `asking the host of ${endpoint}` }) as AppError;
}
