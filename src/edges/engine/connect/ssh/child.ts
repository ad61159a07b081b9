/**
 * One running `ssh`: its stdio, how it ended, and the certainty that it does not outlive this process.
 *
 * Each is the leader of a session of its own (not on Windows, which has none): it has no terminal that it, or the ssh to
 * a jump host below it, could ask for a password on; a Ctrl-C at our terminal is ours to answer, not the end of its
 * connection; and what it started (ProxyJump, ProxyCommand) is ended with it. If we are killed outright, its stdin ends,
 * and with that the command over there and ssh itself.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { platform } from "node:process";

export interface SshEnded {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly stderr: string;
  /** Why we ended it before its time. */
  readonly gaveUp?: string;
  /** The error of starting it: ENOENT when there is no ssh. */
  readonly startError?: NodeJS.ErrnoException;
}

/** A jump host's connection that the user's config keeps open may hold its stderr long after it has ended. */
const LAST_WORDS_MS = 200;
/** A banner, a host with some thousand interfaces, and warnings fit; what comes after is read and dropped. */
const STDERR_LIMIT = 4 * 2 ** 20;

const living = new Set<SshChild>();
let watching = false;

export class SshChild {
  readonly stdin: ChildProcessWithoutNullStreams["stdin"];
  readonly stdout: ChildProcessWithoutNullStreams["stdout"];
  readonly stderr: ChildProcessWithoutNullStreams["stderr"];
  /** Resolves when the first answer came through it. */
  readonly answered: Promise<void>;
  /** Whoever reads stdout says so. */
  hasAnswered: () => void = () => undefined;
  /** Resolves once it is gone and all that it said was read. Never rejects. */
  readonly ended: Promise<SshEnded>;
  readonly #ssh: ChildProcessWithoutNullStreams;
  #gaveUp: string | undefined;

  constructor(argv: readonly string[]) {
    const env = { ...process.env, SSH_ASKPASS_REQUIRE: "never", LC_ALL: "C" };
    this.#ssh = spawn("ssh", argv, { env, detached: platform !== "win32", windowsHide: true });
    this.answered = new Promise((resolve) => (this.hasAnswered = resolve));
    this.ended = this.#untilEnd();
    this.stdin = this.#ssh.stdin;
    this.stdout = this.#ssh.stdout;
    this.stderr = this.#ssh.stderr;
    this.stdin.on("error", () => undefined); // it may end without reading: `ended` tells
    endAllAtExit();
    living.add(this);
    void this.ended.then(() => living.delete(this));
  }

  /** Ends it and what it started, now; `because` is for those who still wait for it. */
  kill(because?: string): void {
    this.#gaveUp ??= because;
    const { pid, exitCode, signalCode } = this.#ssh;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      if (platform === "win32") this.#ssh.kill();
      else process.kill(-pid, "SIGTERM");
    } catch {
      // It ended this very moment.
    }
  }

  #untilEnd(): Promise<SshEnded> {
    return new Promise((resolve) => {
      let stderr = "";
      const end = (code: number | null): void => {
        const gaveUp = this.#gaveUp;
        resolve({ code: code ?? undefined, stderr, ...(gaveUp === undefined ? {} : { gaveUp }) });
      };
      this.#ssh.once("error", (startError) => resolve({ code: undefined, stderr, startError }));
      this.#ssh.once("exit", (code) => setTimeout(end, LAST_WORDS_MS, code).unref());
      this.#ssh.once("close", end);
      this.#ssh.stderr.setEncoding("utf8").on("data", (text: string) => {
        if (stderr.length < STDERR_LIMIT) stderr += text;
      });
    });
  }
}

function endAllAtExit(): void {
  if (watching) return;
  watching = true;
  process.once("exit", () => {
    for (const child of living) child.kill();
  });
}
