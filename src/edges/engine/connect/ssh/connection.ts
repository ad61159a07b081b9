/**
 * One ssh connection to one host, shared by all that we ask of it.
 *
 * The first command over there opens the connection and owns it; later ones are guests on it, so that a host sees one
 * TCP connection and one login. Windows' ssh cannot share: there each command is a connection of its own.
 */
import { existsSync } from "node:fs";
import { platform } from "node:process";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../../../errors/app-error.ts";
import { type Sharing, sshArgv } from "./argv.ts";
import { SshChild, type SshEnded } from "./child.ts";
import { releaseControlPath, takeControlPath } from "./control-folder.ts";
import { sshEnd } from "./failure.ts";
import { throughGate } from "./start-gate.ts";
import { SshStream } from "./stream.ts";
import type { SshTarget } from "./target.ts";

const DIAL = "docker system dial-stdio";
/** ssh has no deadline of its own for the login (a key that waits for a touch, PAM); below that of an Engine call. */
const LOGIN_MS = 25_000;
const LOOK_MS = 10;

interface Owner {
  readonly child: SshChild;
  /** Resolves when it takes guests; rejects with why it never did. */
  readonly ready: Promise<void>;
}

export interface Started {
  readonly child: SshChild;
  /** Whether the connection is its: then others end with it. */
  readonly owns: boolean;
}

export class SshConnection {
  readonly #endpoint: string;
  readonly #target: SshTarget;
  readonly #children = new Set<SshChild>();
  #socket: string | undefined;
  #owner: Promise<Owner> | undefined;
  #closed = false;

  constructor(endpoint: string, target: SshTarget) {
    this.#endpoint = endpoint;
    this.#target = target;
  }

  /** A stream to the Engine over there. */
  dial(): Duplex {
    const stream = new SshStream(this.#endpoint);
    this.#start(DIAL).then(
      // Guests live on the owner's connection: it is asked to end, and does when the last of them has.
      ({ child, owns }) => stream.attach(child, () => (owns ? child.stdin.end() : child.kill())),
      (error: Error) => stream.destroy(error),
    );
    return stream;
  }

  /** A POSIX shell over there, to read from and write to until it is let go. Not on Windows: it would log in once more. */
  async shell(): Promise<Started | undefined> {
    return platform === "win32" ? undefined : this.#start("exec sh");
  }

  /** Ends everything; what is asked after that fails. */
  close(): void {
    this.#closed = true;
    for (const child of this.#children) child.kill();
    if (this.#socket !== undefined) releaseControlPath();
    this.#socket = undefined;
  }

  async #start(command: string): Promise<Started> {
    if (platform === "win32") return this.#startAlone(command);
    if (this.#owner === undefined) {
      const socket = (this.#socket ??= takeControlPath());
      this.#owner = this.#own(command, socket);
      return { child: (await this.#owner).child, owns: true };
    }
    await (await this.#owner).ready;
    return { child: this.#spawn(command, { kind: "guest", socket: this.#socket ?? "none" }), owns: false };
  }

  async #startAlone(command: string): Promise<Started> {
    const { child } = await throughGate(() => {
      const started = this.#spawn(command, { kind: "alone" });
      return { child: started, settled: started.ended };
    });
    return { child, owns: false };
  }

  async #own(command: string, socket: string): Promise<Owner> {
    try {
      const { child, settled: ready } = await throughGate(() => {
        const started = this.#spawn(command, { kind: "master", socket });
        return { child: started, settled: untilReady(this.#endpoint, started, socket) };
      });
      ready.catch(() => undefined); // those who wait for it hear of it
      void child.ended.then(() => (this.#owner = undefined));
      return { child, ready };
    } catch (thrown) {
      this.#owner = undefined;
      throw thrown;
    }
  }

  #spawn(command: string, sharing: Sharing): SshChild {
    if (this.#closed) throw new AppError("INTERRUPTED", { what: `connecting to ${this.#endpoint}` });
    const child = new SshChild(sshArgv(this.#target, command, sharing));
    this.#children.add(child);
    void child.ended.then(() => this.#children.delete(child));
    return child;
  }
}

/** ssh makes its control socket right after the login. */
async function untilReady(endpoint: string, child: SshChild, socket: string): Promise<void> {
  let ended: SshEnded | undefined;
  void child.ended.then((it) => (ended = it));
  for (let waited = 0; !existsSync(socket); waited += LOOK_MS) {
    if (ended !== undefined) {
      const text = "it ended right after the login";
      throw sshEnd(endpoint, ended) ?? new AppError("SSH_CLOSED", { endpoint, text });
    }
    if (waited > LOGIN_MS) child.kill(`no login within ${LOGIN_MS / 1000} s`);
    await sleep(LOOK_MS);
  }
}
