/**
 * A pool that would rather wait a moment than dial. Over ssh a further connection costs about 130 ms (a process here, a
 * docker CLI over there), and most answers of an Engine come within 20.
 *
 * Grows all the same when none has become free for that long: one may carry events, or a command in a container.
 */
import type { ClientRequest } from "node:http";
import { type Dial, DialingAgent } from "./dialing-agent.ts";

interface Waiting {
  readonly go: () => void;
  readonly timer: NodeJS.Timeout;
}

/** `http.Agent.addRequest` is how Node hands a request over; every replacement of an agent builds on it. */
type AddRequest = (request: ClientRequest, ...rest: readonly unknown[]) => void;

export class PatientAgent extends DialingAgent {
  readonly #waiting: Waiting[] = [];
  readonly #patience: number;

  /** `patience` in milliseconds. */
  constructor(dial: Dial, patience: number) {
    super(dial);
    this.#patience = patience;
    this.on("free", () => this.#next());
  }

  addRequest(request: ClientRequest, ...rest: readonly unknown[]): void {
    const add = (DialingAgent.prototype as unknown as { addRequest: AddRequest }).addRequest;
    const go = () => add.call(this, request, ...rest);
    if (count(this.freeSockets) > 0 || count(this.sockets) === 0) return go();
    const waiting = { go, timer: setTimeout(() => this.#release(waiting), this.#patience) };
    this.#waiting.push(waiting);
  }

  override destroy(): void {
    for (const it of [...this.#waiting]) this.#release(it);
    super.destroy();
  }

  #next(): void {
    const [first] = this.#waiting;
    if (first !== undefined && count(this.freeSockets) > 0) this.#release(first);
  }

  #release(it: Waiting): void {
    clearTimeout(it.timer);
    const at = this.#waiting.indexOf(it);
    if (at >= 0) this.#waiting.splice(at, 1);
    it.go();
  }
}

function count(sockets: NodeJS.ReadOnlyDict<readonly unknown[]>): number {
  return Object.values(sockets).reduce((sum, all) => sum + (all?.length ?? 0), 0);
}
