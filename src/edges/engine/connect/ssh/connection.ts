/**
 * One ssh connection to one host, shared by all that we ask of it.
 *
 * The first dial opens the connection, owns it, and tells of the host on its way. Where it tells the Engine's socket too,
 * all streams lead to that by a socket here, and no program is started for them; where it does not, or where sshd does not
 * allow it, each is a `docker system dial-stdio`, the later ones as guests on the connection. So a host sees one TCP
 * connection and one login. Windows' ssh cannot share: there each dial is a connection of its own.
 */
import { existsSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { platform } from "node:process";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "../../../../errors/app-error.ts";
import type { HostFacts } from "../../../../model/host-facts.ts";
import type { ShellEnd } from "../../../../operations/ports/shell.ts";
import { type Sharing, sshArgv } from "./argv.ts";
import { bySocket, byStdio } from "./carrier.ts";
import { SshChild, type SshEnded } from "./child.ts";
import { FORWARDED, releaseControlPath, takeControlPath } from "./control-folder.ts";
import { sshEnd } from "./failure.ts";
import { ForwardRefused, forwardSocket } from "./forward.ts";
import { tellingHost, tellingHostAndSocket } from "./host-script.ts";
import { readHost } from "./read-host.ts";
import { runScript, SHELL } from "./run-script.ts";
import { throughGate } from "./start-gate.ts";
import { SshStream } from "./stream.ts";
import type { SshTarget } from "./target.ts";

const DIAL = "docker system dial-stdio";
/** ssh has no deadline of its own for the login (a key that waits for a touch, PAM); below that of an Engine call. */
const LOGIN_MS = 25_000;
const LOOK_MS = 10;
/** A further connection by stdio costs about 130 ms (a process here, a docker CLI over there); most answers come in 20. */
const PATIENCE_MS = 150;
const LINGER_MS = 2000;

interface Owner {
  readonly child: SshChild;
  /** Resolves when it takes guests; rejects with why it never did. */
  readonly ready: Promise<void>;
  /** Streams that hang on it. */
  streams: number;
}

interface Started {
  readonly child: SshChild;
  /** Whose connection it is on, if not on one of its own. */
  readonly owner?: Owner;
}

export class SshConnection {
  readonly #endpoint: string;
  readonly #target: SshTarget;
  readonly #children = new Set<SshChild>();
  #socket: string | undefined;
  #owner: Promise<Owner> | undefined;
  #host: Promise<HostFacts> | undefined;
  /** A dial that was made to hear of the host, and that nobody has taken yet. */
  #spare: Promise<Started> | undefined;
  /** The Engine's socket over there, once it answered by that. */
  #engine: string | undefined;
  /** The socket here that leads to it. */
  #forwarded: Promise<string> | undefined;
  #closed = false;

  constructor(endpoint: string, target: SshTarget) {
    this.#endpoint = endpoint;
    this.#target = target;
  }

  /** A stream to the Engine over there. */
  dial(): Duplex {
    const stream = new SshStream(this.#endpoint);
    if (this.#engine === undefined) void this.#byStdio(stream);
    else void this.#bySocket(stream, this.#engine);
    return stream;
  }

  /** How long a request rather waits for a stream than has another one dialled, milliseconds. */
  get patience(): number {
    return this.#engine === undefined ? PATIENCE_MS : 0;
  }

  /** What the first dial told of the host on its way; makes it when there was none. Throws AppError. */
  facts(): Promise<HostFacts> {
    if (this.#host === undefined) {
      this.#spare = this.#start();
      this.#spare.catch(() => undefined); // said by #host, and to whoever takes it
    }
    return this.#host ?? Promise.reject(this.#interrupted());
  }

  /** What a command over there prints: over the connection that is there, else over one of its own. Throws AppError. */
  async output(command: string): Promise<string> {
    const owner = await this.#owner?.catch(() => undefined);
    await owner?.ready;
    const guest: Sharing = { kind: "guest", socket: this.#socket ?? "none" };
    const child = this.#spawn(command, owner === undefined ? { kind: "alone" } : guest);
    child.stdin.end();
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    const failure = sshEnd(this.#endpoint, await child.ended);
    if (failure !== undefined) throw failure;
    return text;
  }

  /** Runs a script in a shell over there, as a guest on the connection; opens that when there was none. Throws AppError. */
  async run(script: string): Promise<ShellEnd> {
    if (platform === "win32") {
      const child = await throughGate(() => {
        const started = this.#spawn(SHELL, { kind: "alone" });
        return { child: started, settled: started.ended };
      });
      return runScript(this.#endpoint, child.child, script);
    }
    if (this.#owner === undefined) {
      this.#spare = this.#start();
      this.#spare.catch(() => undefined); // said by the owner
    }
    await (await this.#owner)?.ready;
    return runScript(this.#endpoint, this.#guest(SHELL), script);
  }

  /** Ends everything; what is asked after that fails. */
  close(): void {
    this.#closed = true;
    for (const child of this.#children) child.kill();
    this.#forget();
    if (this.#socket !== undefined) releaseControlPath();
    this.#socket = undefined;
  }

  async #byStdio(stream: SshStream): Promise<void> {
    const started = this.#spare ?? this.#start();
    this.#spare = undefined;
    try {
      const { child, owner } = await started;
      const owns = child === owner?.child;
      stream.attach({
        carrier: byStdio(this.#endpoint, child),
        hangUp: hangingOn(owner, () => owns || child.kill()),
        answered: child.hasAnswered,
        ...(owns ? { elsewhere: (socket) => void this.#bySocket(stream, socket) } : {}),
      });
    } catch (thrown) {
      stream.destroy(thrown as Error);
    }
  }

  /** Where that leads nowhere, docker over there is asked after all: it works, or says in its words why it does not. */
  async #bySocket(stream: SshStream, engine: string): Promise<void> {
    try {
      const owner = await this.#owner;
      await owner?.ready;
      if (owner === undefined) throw new ForwardRefused("the connection is gone");
      const socket = createConnection({ path: await (this.#forwarded ??= this.#forward(engine)) });
      stream.attach({
        carrier: bySocket(this.#endpoint, socket, owner.child),
        hangUp: hangingOn(owner, () => socket.destroy()),
        answered: () => (this.#engine = engine),
        orElse: () => void this.#byStdio(stream),
      });
    } catch (thrown) {
      if (thrown instanceof ForwardRefused) await this.#byStdio(stream);
      else stream.destroy(thrown as Error);
    }
  }

  async #forward(to: string): Promise<string> {
    const control = this.#socket ?? "none";
    const listen = `${control}${FORWARDED}`;
    rmSync(listen, { force: true }); // of an earlier connection: ssh leaves it
    await forwardSocket(control, { listen, to });
    return listen;
  }

  /** The connection is gone, and all that was found out about it. */
  #forget(): void {
    this.#owner = undefined;
    this.#engine = undefined;
    this.#forwarded = undefined;
  }

  async #start(): Promise<Started> {
    if (platform === "win32") return this.#startAlone();
    if (this.#owner === undefined) {
      const socket = (this.#socket ??= takeControlPath());
      this.#owner = this.#own(socket);
      this.#hear(this.#owner);
      const owner = await this.#owner;
      return { child: owner.child, owner };
    }
    const owner = await this.#owner;
    await owner.ready;
    return { child: this.#guest(DIAL), owner };
  }

  async #startAlone(): Promise<Started> {
    const heard = this.#host !== undefined;
    const started = throughGate(() => {
      const child = this.#spawn(heard ? DIAL : tellingHost(DIAL), { kind: "alone" });
      return { child, settled: child.ended };
    });
    if (!heard) this.#hear(started);
    return { child: (await started).child };
  }

  async #own(socket: string): Promise<Owner> {
    try {
      const { child, settled: ready } = await throughGate(() => {
        const started = this.#spawn(tellingHostAndSocket(DIAL), { kind: "master", socket });
        return { child: started, settled: untilReady(this.#endpoint, started, socket) };
      });
      ready.catch(() => undefined); // those who wait for it hear of it
      void child.ended.then(() => this.#forget());
      return { child, ready, streams: 0 };
    } catch (thrown) {
      this.#owner = undefined;
      throw thrown;
    }
  }

  /** What could not be heard may be the next time. */
  #hear(dialled: Promise<{ readonly child: SshChild }>): void {
    const host = dialled.then(({ child }) => readHost(this.#endpoint, child));
    this.#host = host;
    host.catch(() => {
      if (this.#host === host) this.#host = undefined;
    });
  }

  #interrupted(): AppError {
    return new AppError("INTERRUPTED", { what: `connecting to ${this.#endpoint}` }) as AppError;
  }

  #guest(command: string): SshChild {
    return this.#spawn(command, { kind: "guest", socket: this.#socket ?? "none" });
  }

  #spawn(command: string, sharing: Sharing): SshChild {
    if (this.#closed) throw this.#interrupted();
    const child = new SshChild(sshArgv(this.#target, command, sharing));
    this.#children.add(child);
    void child.ended.then(() => this.#children.delete(child));
    return child;
  }
}

/**
 * How a stream hangs up: the owner is asked to end some time after the last that hangs on its connection has. An Engine
 * closes what a command in a container ran over, and the next stream should not need a login.
 */
function hangingOn(owner: Owner | undefined, end: () => void): () => void {
  if (owner !== undefined) owner.streams += 1;
  return () => {
    end();
    if (owner === undefined) return;
    owner.streams -= 1;
    setTimeout(() => owner.streams === 0 && owner.child.stdin.end(), LINGER_MS).unref();
  };
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
