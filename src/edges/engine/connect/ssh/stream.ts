/**
 * The way to an Engine behind an ssh, as a stream. It is there at once; what is written waits until something carries it.
 *
 * The shell that is asked first may answer, in place of the Engine, where the Engine's socket is over there: then all goes
 * another way from its beginning on. Refuses (SSH_SHELL_NOISE) what begins neither so nor as HTTP does: a shell over there
 * printed something first.
 */
import { Duplex } from "node:stream";
import { AppError } from "../../../../errors/app-error.ts";
import type { Carrier } from "./carrier.ts";
import { TELLS_SOCKET } from "./host-script.ts";

const HTTP = "HTTP/1.";

export interface Attached {
  readonly carrier: Carrier;
  /** Called once nobody needs the carrier any more. */
  readonly hangUp: () => void;
  /** Hears where the Engine's socket is, and attaches another carrier; absent where no shell tells it. */
  readonly elsewhere?: (socket: string) => void;
  /** Called when the Engine's answer begins. */
  readonly answered?: () => void;
  /** Called when it ends without a word, to attach another one; not after a write that may have been done. */
  readonly orElse?: () => void;
}

export class SshStream extends Duplex {
  readonly #endpoint: string;
  #attached: Attached | undefined;
  readonly #early: ((carrier: Carrier) => void)[] = [];
  #head = "";
  #told = false;
  /** What was written while it may still have to go another way. */
  #written: Buffer[] | undefined = [];

  constructor(endpoint: string) {
    // As a socket: a pooled one that the other side ended is of no more use.
    super({ allowHalfOpen: false });
    this.#endpoint = endpoint;
  }

  /** Gives it what it speaks through; a second one gets all that the first has got. */
  attach(attached: Attached): void {
    if (this.destroyed) return attached.hangUp();
    const { carrier } = attached;
    if (this.#attached !== undefined) for (const chunk of this.#written ?? []) carrier.write(chunk, () => undefined);
    this.#attached?.hangUp();
    this.#attached = attached;
    this.#head = "";
    carrier.listen((chunk) => this.#attached === attached && this.#take(chunk, attached));
    void carrier.ended.then((failure) => {
      if (this.destroyed || this.#attached !== attached) return;
      if (failure !== undefined) this.destroy(failure);
      else if (attached.orElse !== undefined && this.#mayRepeat()) attached.orElse();
      else this.push(null);
    });
    for (const it of this.#early.splice(0)) it(carrier);
  }

  override _read(): void {
    this.#attached?.carrier.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#written?.push(chunk);
    this.#with((carrier) => carrier.write(chunk, () => done()));
  }

  override _final(done: () => void): void {
    this.#with((carrier) => carrier.end(() => done()));
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#attached?.hangUp();
    done(error);
  }

  #with(work: (carrier: Carrier) => void): void {
    if (this.#attached === undefined) this.#early.push(work);
    else work(this.#attached.carrier);
  }

  #take(chunk: Buffer, attached: Attached): void {
    if (this.#head.length < HTTP.length || !this.#head.startsWith(HTTP)) {
      this.#head += chunk.toString("latin1");
      const seen = this.#head.slice(0, HTTP.length);
      if (!HTTP.startsWith(seen)) return this.#readWords(attached);
      if (seen === HTTP) {
        this.#written = undefined;
        attached.answered?.();
      }
    }
    if (!this.push(chunk)) attached.carrier.pause();
  }

  /** Only what was asked, and not answered at all. */
  #mayRepeat(): boolean {
    return this.#written !== undefined && Buffer.concat(this.#written).toString("latin1", 0, 4) === "GET ";
  }

  /** What a shell says, as far as it has come. */
  #readWords({ elsewhere }: Attached): void {
    const [line = "", rest] = this.#head.split("\n", 2);
    const mayTell = elsewhere !== undefined && (TELLS_SOCKET.startsWith(line) || line.startsWith(TELLS_SOCKET));
    if (mayTell && rest === undefined) return;
    if (mayTell && line.startsWith(TELLS_SOCKET)) {
      if (this.#told) return;
      this.#told = true;
      elsewhere(line.slice(TELLS_SOCKET.length));
      return;
    }
    const text = line.trim().slice(0, 100);
    this.destroy(new AppError("SSH_SHELL_NOISE", { endpoint: this.#endpoint, text }));
  }
}
