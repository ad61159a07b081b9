/**
 * What an ssh that ended badly means, read from its exit code and from what it said. Pure.
 *
 * ssh's own messages are English in every locale. What a shell over there says is not, but its exit codes are the same
 * everywhere (127: no such command).
 */
import { AppError } from "../../../../errors/app-error.ts";
import type { SshEnded } from "./child.ts";
import { withoutHost } from "./host-script.ts";
import type { sshErrors } from "../../../../errors/catalogue/ssh.ts";

export interface SshEnd {
  readonly endpoint: string;
  /** Of ssh (255) or of the command over there; undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly stderr: string;
}

/** ssh's own, most telling first: behind a jump host that refuses, the last line is only that the connection closed. */
const OF_SSH = [
  [/Could not resolve hostname|Name or service not known/, "SSH_HOST_UNKNOWN"],
  [/HOST IDENTIFICATION HAS CHANGED|host key .*has changed/i, "SSH_HOST_KEY_CHANGED"],
  [/host key is known for|Host key verification failed/, "SSH_HOST_KEY_UNKNOWN"],
  [/Permission denied \(|Too many authentication failures|No supported authentication methods/, "SSH_DENIED"],
  [/Connection refused/, "SSH_REFUSED"],
  [/timed out|not responding/, "SSH_TIMEOUT"],
  [/No route to host|Network is unreachable|Host is down/, "SSH_NO_ROUTE"],
  [/Connection (to \S+ )?(closed|reset)|kex_exchange_identification|Broken pipe/, "SSH_CLOSED"],
] as const;

const OF_DOCKER = [
  [/permission denied.*docker|docker.*permission denied/is, "SSH_DOCKER_PERMISSION"],
  [/Cannot connect to the Docker daemon|connect: (no such file|connection refused)/i, "SSH_DOCKER_DOWN"],
] as const;

const NOT_FOUND = 127;
/** The exit code by which ssh says that it failed, not the command over there. */
export const OF_SSH_ITSELF = 255;

/** The AppError for it; `text` is the line that told. */
export function sshFailure(end: SshEnd): AppError {
  const { endpoint, code, stderr } = end;
  if (code === OF_SSH_ITSELF) {
    for (const [pattern, name] of OF_SSH) {
      const text = lineOf(stderr, pattern);
      if (text !== undefined) return said(name, endpoint, text);
    }
  }
  const text = lastLine(stderr);
  if (code === NOT_FOUND) return said("SSH_DOCKER_MISSING", endpoint, text);
  const name = OF_DOCKER.find(([pattern]) => pattern.test(stderr))?.[1];
  return said(name ?? "SSH_FAILED", endpoint, text || `it ended with ${code ?? "a signal"}`);
}

type SshCode = Exclude<keyof typeof sshErrors, "SSH_NOT_INSTALLED">;

function said(code: SshCode, endpoint: string, text: string): AppError {
  return new AppError(code, { endpoint, text }) as AppError;
}

function lineOf(stderr: string, pattern: RegExp): string | undefined {
  return lines(stderr).find((line) => pattern.test(line));
}

function lastLine(stderr: string): string {
  return (lines(stderr).at(-1) ?? "").slice(0, 300);
}

function lines(stderr: string): readonly string[] {
  return stderr
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** What an ssh's end means; undefined when all went well. */
export function sshEnd(endpoint: string, ended: SshEnded): AppError | undefined {
  const { code, stderr, startError, gaveUp } = ended;
  if (gaveUp !== undefined) return said("SSH_TIMEOUT", endpoint, gaveUp);
  if (startError?.code === "ENOENT") return new AppError("SSH_NOT_INSTALLED", { endpoint }) as AppError;
  if (startError !== undefined) return said("SSH_FAILED", endpoint, startError.message);
  return code === 0 ? undefined : sshFailure({ endpoint, code, stderr: withoutHost(stderr) });
}
