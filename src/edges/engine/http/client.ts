/**
 * Speaks HTTP with one Engine: negotiates the API version once, bounds every call in time and size, and turns what goes
 * wrong into AppErrors.
 *
 * A read whose pooled connection turns out to be closed is sent again once; a write never is, because nobody knows
 * whether it was done.
 */
import { AppError } from "../../../errors/app-error.ts";
import type { Way } from "../connect/way.ts";
import { parseWire, type Wire } from "../wire/wire.ts";
import { BodyTooBig } from "./answer-body.ts";
import { type Call, nameOf, wirePath } from "./call.ts";
import { ConnectionLost, exchange, type RawAnswer } from "./exchange.ts";
import { failureOf, refusalOf, textOf } from "./failures.ts";
import { type Limit, limit } from "./limit.ts";
import { type HeadedAnswer, Negotiation, type ServerVersion } from "./negotiation.ts";
import { listPieces } from "./list-pieces.ts";
import { Pool } from "./pool.ts";
import { untilAborted } from "./until-aborted.ts";

export interface ClientOptions {
  /** Deadline of a call, seconds; default 30. */
  readonly seconds?: number;
  /** Largest answer, bytes; default 64 MiB. */
  readonly bound?: number;
  /** The newest API version to speak, as in DOCKER_API_VERSION; default is the newest that both know. */
  readonly apiVersion?: string | undefined;
}

export interface Answer extends HeadedAnswer {
  readonly status: number;
}

const SECONDS = 30;
/** An Engine that never said anything is given up sooner: whoever asks it has others to go on with. */
const CONTACT_SECONDS = 10;
/** An Engine answers a ping from memory. */
const PING_SECONDS = 5;
const BOUND = 64 * 2 ** 20;
/** How many times the bound of one answer a list may have that is read in pieces. */
const LIST_BOUNDS = 16;

export class EngineHttp {
  readonly endpoint: string;
  readonly #pool: Pool;
  readonly #way: Way;
  readonly #seconds: number;
  readonly #bound: number;
  readonly #negotiation: Negotiation;
  #greeting: Promise<Wire | undefined> | undefined;
  #heard = Number.NEGATIVE_INFINITY;

  constructor(endpoint: string, way: Way, options: ClientOptions = {}) {
    this.endpoint = endpoint;
    this.#way = way;
    this.#pool = new Pool(way.dial, way.patience);
    this.#seconds = options.seconds ?? SECONDS;
    const seconds = Math.min(this.#seconds, way.contactSeconds ?? CONTACT_SECONDS);
    this.#bound = options.bound ?? BOUND;
    this.#negotiation = new Negotiation(
      endpoint,
      (path, signal) => this.#whole({ method: "GET", path, seconds }, undefined, signal),
      options.apiVersion,
    );
  }

  /** What the Engine said of itself at negotiation; one call for the life of this client. */
  version(signal: AbortSignal): Promise<ServerVersion> {
    return this.#negotiation.version(signal);
  }

  /** Milliseconds since its last answer; infinite when it has not answered, or when a call has failed since. */
  get silence(): number {
    return performance.now() - this.#heard;
  }

  /** The cheapest sign of life; throws as `ask` does. */
  async ping(signal: AbortSignal): Promise<void> {
    await this.#whole({ method: "GET", path: "/_ping", seconds: PING_SECONDS }, undefined, signal);
  }

  /** Asks `/info` ahead of time: the next `info` takes this answer, or hears what went wrong. */
  greet(): void {
    if (this.#greeting !== undefined) return;
    this.#greeting = this.#negotiation.introduce(new AbortController().signal);
    this.#greeting.catch(() => undefined);
  }

  /** `GET /info`: one call, which agrees on the version too when nothing was asked before. */
  async info(signal: AbortSignal): Promise<Wire> {
    const greeting = this.#greeting;
    this.#greeting = undefined;
    const first =
      greeting === undefined
        ? await this.#negotiation.introduce(signal)
        : await untilAborted(greeting, signal, this.endpoint);
    return first ?? (await this.ask({ method: "GET", path: "/info" }, signal)).wire();
  }

  /** One call and its whole answer. Throws for every refusal that the call does not expect. */
  async ask(call: Call, signal: AbortSignal): Promise<Answer> {
    const { use } = await this.version(signal);
    return this.#whole(call, use, signal);
  }

  /**
   * One call whose answer is read as it comes. `forever` lifts the deadline once the head of the answer is there.
   * Throws as `ask` does, also for an answer that breaks off.
   */
  async *chunks(call: Call, options: { readonly forever: boolean }, signal: AbortSignal): AsyncGenerator<Buffer> {
    const { use } = await this.version(signal);
    const bounds = limit(signal, call.seconds ?? this.#seconds);
    try {
      const { status, body } = await this.#send(call, use, bounds);
      if (status >= 400) {
        const text = textOf(await body.whole(this.#bound));
        throw refusalOf(call, this.endpoint, { status, text });
      }
      if (options.forever) bounds.lift();
      yield* body;
    } catch (thrown) {
      throw await this.#failure(thrown, call, bounds);
    } finally {
      bounds.release();
    }
  }

  /**
   * The elements of a list that may be very long (100,000 tasks are 100 MiB), some at a time, so that what is not kept of
   * them need not be in memory at once. Throws as `ask` does.
   */
  async *lists(call: Call, signal: AbortSignal): AsyncGenerator<readonly Wire[]> {
    const from = { endpoint: this.endpoint, call: nameOf(call) };
    const bounds = { piece: this.#bound, whole: this.#bound * LIST_BOUNDS };
    try {
      const chunks = this.chunks(call, { forever: false }, signal);
      for await (const piece of listPieces(chunks, bounds)) yield parseWire(piece, from).list();
    } catch (thrown) {
      if (!(thrown instanceof BodyTooBig)) throw thrown;
      throw new AppError("ENGINE_ANSWER_TOO_BIG", { ...from, mebibytes: bounds.piece / 2 ** 20 });
    }
  }

  close(): void {
    this.#pool.close();
    this.#way.close?.();
  }

  async #whole(call: Call, version: string | undefined, signal: AbortSignal): Promise<Answer> {
    const bounds = limit(signal, call.seconds ?? this.#seconds);
    try {
      const answer = await this.#send(call, version, bounds);
      const body = await answer.body.whole(this.#bound);
      const { status } = answer;
      if (status >= 400 && !call.expect?.includes(status)) {
        throw refusalOf(call, this.endpoint, { status, text: textOf(body) });
      }
      return {
        status,
        apiVersion: answer.headers.get("api-version"),
        wire: () => parseWire(body.toString("utf8"), { endpoint: this.endpoint, call: nameOf(call) }),
      };
    } catch (thrown) {
      throw await this.#failure(thrown, call, bounds);
    } finally {
      bounds.release();
    }
  }

  async #send(call: Call, version: string | undefined, bounds: Limit): Promise<RawAnswer> {
    const raw = {
      method: call.method,
      path: wirePath(call, version),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    };
    try {
      const answer = await exchange(this.#pool, raw, bounds);
      this.#heard = performance.now();
      return answer;
    } catch (thrown) {
      const stale = thrown instanceof ConnectionLost && thrown.reused;
      if (!stale || call.method !== "GET") throw thrown;
      this.#pool.renew();
      return exchange(this.#pool, raw, bounds);
    }
  }

  async #failure(thrown: unknown, call: Call, bounds: Limit): Promise<unknown> {
    if (!(thrown instanceof AppError)) this.#heard = Number.NEGATIVE_INFINITY;
    if (thrown instanceof ConnectionLost && !bounds.over()) {
      const explained = await this.#way.explain?.(thrown.cause as NodeJS.ErrnoException);
      if (explained !== undefined) return explained;
    }
    const seconds = call.seconds ?? this.#seconds;
    return failureOf(
      thrown,
      { endpoint: this.endpoint, call: nameOf(call) },
      { limit: bounds, seconds, bound: this.#bound },
    );
  }
}
