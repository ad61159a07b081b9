/**
 * A pool that would rather wait a moment than dial, where a dial costs more than most answers of an Engine do.
 *
 * Grows all the same, by one at a time, when none has become free for that long: one may carry events, or a command in a
 * container.
 */
import type { ClientRequest } from "node:http";
import { type Dial, DialingAgent } from "./dialing-agent.ts";

/** `http.Agent.addRequest` is how Node hands a request over; every replacement of an agent builds on it. */
type AddRequest = (request: ClientRequest, ...rest: readonly unknown[]) => void;

export class PatientAgent extends DialingAgent {
  readonly #patience: () => number;
  readonly #waiting: (() => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `patience` in milliseconds; asked for each request. */
  constructor(dial: Dial, patience: () => number) {
    super(dial);
    this.#patience = patience;
    this.on("free", () => {
      if (count(this.freeSockets) > 0) this.#next();
    });
  }

  addRequest(request: ClientRequest, ...rest: readonly unknown[]): void {
    const add = (DialingAgent.prototype as unknown as { addRequest: AddRequest }).addRequest;
    const go = () => add.call(this, request, ...rest);
    if (count(this.freeSockets) > 0 || count(this.sockets) === 0 || this.#patience() === 0) return go();
    this.#waiting.push(go);
    this.#timer ??= this.#later();
  }

  override destroy(): void {
    while (this.#waiting.length > 0) this.#next();
    super.destroy();
  }

  /** Lets the first one go, to a connection that is free or to a new one; the others' patience begins anew. */
  #next(): void {
    clearTimeout(this.#timer);
    const go = this.#waiting.shift();
    this.#timer = this.#waiting.length === 0 ? undefined : this.#later();
    go?.();
  }

  /** Answers that came while this process was busy are read first: then nobody waits any more. */
  #later(): NodeJS.Timeout {
    const timer = setTimeout(() => setImmediate(() => this.#timer === timer && this.#next()), this.#patience());
    return timer;
  }
}

function count(sockets: NodeJS.ReadOnlyDict<readonly unknown[]>): number {
  return Object.values(sockets).reduce((sum, all) => sum + (all?.length ?? 0), 0);
}
