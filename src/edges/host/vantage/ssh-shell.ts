/**
 * One shell on a host behind the system's `ssh`, in which many commands run at the same time: one login, whatever is asked.
 *
 * The commands go in by stdin, each in the background; each answer comes out as one frame with the number of its command.
 * What ssh itself says when it fails is the answer to all that were not answered; nothing is asked twice.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { platform } from "node:process";
import { type CommandEnd, quoted } from "../probe/script.ts";
import { framedEnds } from "./frames.ts";

/** As much of what one command says as is kept: a frame must fit into what a pipe takes in one piece (pipe(7)). */
const KEPT = 3000;
/** That ssh failed, or that the host closed the connection: no command over there ends with it. */
const OF_SSH_ITSELF = 255;
/** ~/.ssh/config decides what the connection is; what it wants of a login by hand is left out. */
const OPTIONS = [
  "BatchMode=yes",
  "ConnectTimeout=10",
  "ServerAliveInterval=10",
  "ServerAliveCountMax=2",
  "ClearAllForwardings=yes",
  "ForwardAgent=no",
  "PermitLocalCommand=no",
  "RemoteCommand=none",
  "LogLevel=ERROR",
];
const AT_ONCE = 16;

/** Arguments of `ssh` for a shell on that host. */
export function shellArgv(host: string): readonly string[] {
  return ["-T", ...OPTIONS.flatMap((it) => ["-o", it]), "--", host, "exec sh"];
}

export class SshShell {
  readonly #ssh: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (end: CommandEnd) => void>();
  readonly #queue: (() => void)[] = [];
  #asked = 0;
  #underWay = 0;
  #said = "";
  #stderr = "";
  #ended: CommandEnd | undefined;

  constructor(host: string, argv = shellArgv(host)) {
    const env = { ...process.env, SSH_ASKPASS_REQUIRE: "never", LC_ALL: "C" };
    this.#ssh = spawn("ssh", argv, { env, detached: platform !== "win32", windowsHide: true });
    this.#ssh.stdin.on("error", () => undefined); // it may end without reading: #end tells
    this.#ssh.stdout.setEncoding("utf8").on("data", (text: string) => this.#take(text));
    this.#ssh.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-4096);
    });
    this.#ssh.once("error", (error) => this.#end(error.message));
    this.#ssh.once("close", () => this.#end(lastLine(this.#stderr) || "it ended"));
    process.once("exit", this.#kill);
  }

  /** Never rejects; code 255 with ssh's own words when the host could not be asked. */
  async run(command: string, signal: AbortSignal): Promise<CommandEnd> {
    if (this.#underWay >= AT_ONCE) await new Promise<void>((resolve) => this.#queue.push(resolve));
    this.#underWay += 1;
    try {
      return await this.#ask(command, signal);
    } finally {
      this.#underWay -= 1;
      this.#queue.shift()?.();
    }
  }

  /** Ends the connection; what is asked after that is answered with 255. */
  close(): void {
    this.#end("it was closed");
    this.#kill();
  }

  #ask(command: string, signal: AbortSignal): Promise<CommandEnd> {
    return new Promise((resolve) => {
      const at = (this.#asked += 1);
      const end = (it: CommandEnd): void => {
        this.#waiting.delete(at);
        signal.removeEventListener("abort", stop);
        resolve(it);
      };
      const stop = (): void => end({ code: OF_SSH_ITSELF, stdout: "", stderr: "interrupted" });
      if (signal.aborted) return stop();
      if (this.#ended !== undefined) return end(this.#ended);
      signal.addEventListener("abort", stop, { once: true });
      this.#waiting.set(at, end);
      this.#ssh.stdin.write(framed(at, command));
    });
  }

  #take(text: string): void {
    const { ends, rest } = framedEnds(this.#said + text);
    this.#said = rest;
    for (const { at, end } of ends) this.#waiting.get(at)?.(end);
  }

  #end(why: string): void {
    this.#ended ??= { code: OF_SSH_ITSELF, stdout: "", stderr: why };
    for (const end of [...this.#waiting.values()]) end(this.#ended);
  }

  /** With what ssh started (ProxyJump, ProxyCommand). */
  readonly #kill = (): void => {
    process.removeListener("exit", this.#kill);
    const { pid, exitCode, signalCode } = this.#ssh;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    try {
      if (platform === "win32") this.#ssh.kill();
      else process.kill(-pid, "SIGTERM");
    } catch {
      // It ended this very moment.
    }
  };
}

/** The command in a shell of its own, and what it said and how it ended in one write. */
function framed(at: number, command: string): string {
  const said = `o=$(sh -c ${quoted(command)} 2>&1 </dev/null)`;
  return `{ ${said}; c=$?; printf '\\n#begin ${at}\\n%.${KEPT}s\\n#end ${at} %s\\n' "$o" $c; } &\n`;
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1)?.slice(0, 300) ?? "";
}
