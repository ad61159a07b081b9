/**
 * The stdio of `docker system dial-stdio` behind an ssh, as the socket that Node's HTTP client wants. It is there at
 * once; what is written waits until there is an ssh.
 *
 * Refuses (SSH_SHELL_NOISE) an answer that does not begin as HTTP does: a shell over there printed something first.
 */
import { Duplex } from "node:stream";
import { AppError } from "../../../../errors/app-error.ts";
import type { SshChild } from "./child.ts";
import { sshEnd } from "./failure.ts";

const HTTP = "HTTP/1.";

export class SshStream extends Duplex {
  readonly #endpoint: string;
  #child: SshChild | undefined;
  #hangUp: () => void = () => undefined;
  #early: ((child: SshChild) => void)[] = [];
  #head = "";

  constructor(endpoint: string) {
    // As a socket: a pooled one that the other side ended is of no more use.
    super({ allowHalfOpen: false });
    this.#endpoint = endpoint;
  }

  /** Gives it the ssh that it speaks through. `hangUp` is called once nobody needs it any more. */
  attach(child: SshChild, hangUp: () => void): void {
    if (this.destroyed) return hangUp();
    this.#child = child;
    this.#hangUp = hangUp;
    child.stdout.on("data", (chunk: Buffer) => this.#take(chunk, child));
    void child.ended.then((ended) => {
      if (this.destroyed) return;
      const failure = sshEnd(this.#endpoint, ended);
      if (failure === undefined) this.push(null);
      else this.destroy(failure);
    });
    for (const it of this.#early.splice(0)) it(child);
  }

  override _read(): void {
    this.#child?.stdout.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#with((child) => child.stdin.write(chunk, () => done()));
  }

  override _final(done: () => void): void {
    this.#with((child) => child.stdin.end(() => done()));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#hangUp();
    done(error);
  }

  // What a net.Socket has besides. Pipes have no such settings, and the fleet is closed when the work is done.
  setKeepAlive(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setTimeout(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  #with(work: (child: SshChild) => void): void {
    if (this.#child === undefined) this.#early.push(work);
    else work(this.#child);
  }

  #take(chunk: Buffer, child: SshChild): void {
    if (this.#head.length < HTTP.length) {
      child.hasAnswered();
      this.#head += chunk.toString("latin1");
      const seen = this.#head.slice(0, HTTP.length);
      if (!HTTP.startsWith(seen)) {
        const text = this.#head.split("\n")[0]?.trim().slice(0, 100) ?? "";
        this.destroy(new AppError("SSH_SHELL_NOISE", { endpoint: this.#endpoint, text }));
        return;
      }
    }
    if (!this.push(chunk)) child.stdout.pause();
  }
}
