/**
 * Runs a script in a shell over there. It goes in by stdin, so that no shell on the way reads its quotes.
 *
 * How the script ends is its caller's to judge; only ssh's own failures throw.
 */
import type { ShellEnd } from "../../../../operations/ports/shell.ts";
import type { SshChild } from "./child.ts";
import { OF_SSH_ITSELF, sshEnd } from "./failure.ts";

/** Whatever the login shell is (csh, fish), it knows this word. */
export const SHELL = "exec sh";
/** Facts of a host with some thousand interfaces fit; more is read and dropped. */
const LIMIT = 8 * 2 ** 20;
const SECONDS = 30;

/** Throws AppError. */
export async function runScript(endpoint: string, child: SshChild, script: string): Promise<ShellEnd> {
  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    child.hasAnswered();
    size += chunk.length;
    if (size <= LIMIT) chunks.push(chunk);
  });
  const late = setTimeout(() => child.kill(`the script did not end within ${SECONDS} s`), SECONDS * 1000).unref();
  child.stdin.end(script);
  const ended = await child.ended;
  clearTimeout(late);
  const { code, gaveUp, startError, stderr } = ended;
  const failed = gaveUp !== undefined || startError !== undefined || code === undefined || code === OF_SSH_ITSELF;
  const failure = failed ? sshEnd(endpoint, ended) : undefined;
  if (failure !== undefined) throw failure;
  return { code: code ?? OF_SSH_ITSELF, stdout: Buffer.concat(chunks).toString("utf8"), stderr };
}
