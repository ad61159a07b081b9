/**
 * Agrees on an API version with an Engine: the newest that both speak, asked for once, on the way of `/info` where that
 * is the first question anyhow.
 *
 * Refuses Engines before 20.10 (ENGINE_TOO_OLD) and those that only take newer versions than ours (ENGINE_TOO_NEW).
 * 29.0 to 29.2 take 1.44 and up, so a fixed old version would not do; DOCKER_API_VERSION, which lowers ours, is refused
 * (API_VERSION_UNFIT) where it leaves none.
 */
import { AppError } from "../../../errors/app-error.ts";
import type { Wire } from "../wire/wire.ts";
import { untilAborted } from "./until-aborted.ts";

export interface ServerVersion {
  /** As `28.5.2`. */
  readonly version: string;
  /** The newest API version that the Engine speaks. */
  readonly apiVersion: string;
  /** The version that calls are made with. */
  readonly use: string;
}

/** What this client was written against: Engine 28.5's API. */
const NEWEST = "1.51";
/** Engine 20.10's: the first with jobs and with all that we read. */
const OLDEST = "1.41";

/** An answer, and the API version that its head tells: every Engine from 20.10 on says it in each. */
export interface HeadedAnswer {
  readonly apiVersion: string | undefined;
  readonly wire: () => Wire;
}

type Ask = (path: "/info" | "/version", signal: AbortSignal) => Promise<HeadedAnswer>;

export class Negotiation {
  readonly #endpoint: string;
  readonly #ask: Ask;
  readonly #wanted: string | undefined;
  #agreed: Promise<ServerVersion> | undefined;

  /** `wanted`: DOCKER_API_VERSION, as `1.41` or `v1.41`; the newest version that is spoken then. */
  constructor(endpoint: string, ask: Ask, wanted?: string) {
    this.#endpoint = endpoint;
    this.#ask = ask;
    this.#wanted = wanted?.replace(/^v/, "") || undefined;
  }

  /**
   * One question for all callers, also for those who come while it is under way. It outlives the abort of the caller
   * who happened to be first; a failed one is forgotten, so that an Engine may come back.
   */
  async version(signal: AbortSignal): Promise<ServerVersion> {
    this.#agreed ??= this.#remembered(this.#negotiate());
    return untilAborted(this.#agreed, signal, this.#endpoint);
  }

  /** Negotiates by `/info`, and gives its answer; undefined when another question was first. */
  async introduce(signal: AbortSignal): Promise<Wire | undefined> {
    if (this.#agreed !== undefined) return undefined;
    const asked = this.#ask("/info", new AbortController().signal);
    this.#agreed = this.#remembered(asked.then((answer) => this.#byInfo(answer)));
    await this.version(signal);
    return (await asked).wire();
  }

  #remembered(work: Promise<ServerVersion>): Promise<ServerVersion> {
    return work.catch((thrown: unknown) => {
      this.#agreed = undefined;
      throw thrown;
    });
  }

  /** `/info` does not tell the oldest version that an Engine takes; that matters only when it is newer than we are, or held back. */
  async #byInfo({ apiVersion, wire }: HeadedAnswer): Promise<ServerVersion> {
    const may = apiVersion !== undefined && this.#wanted === undefined && !isOlder(NEWEST, apiVersion);
    if (!may) return this.#negotiate();
    return this.#agree({ version: wire().text("ServerVersion"), apiVersion, minimum: OLDEST });
  }

  async #negotiate(): Promise<ServerVersion> {
    const answer = (await this.#ask("/version", new AbortController().signal)).wire();
    const minimum = answer.maybe("MinAPIVersion") ?? OLDEST;
    return this.#agree({ version: answer.text("Version"), apiVersion: answer.text("ApiVersion"), minimum });
  }

  #agree({ version, apiVersion, minimum }: { version: string; apiVersion: string; minimum: string }): ServerVersion {
    const endpoint = this.#endpoint;
    if (isOlder(apiVersion, OLDEST)) {
      throw new AppError("ENGINE_TOO_OLD", { endpoint, version, api: apiVersion, needs: OLDEST });
    }
    if (isOlder(NEWEST, minimum)) {
      throw new AppError("ENGINE_TOO_NEW", { endpoint, version, minimum, ours: NEWEST });
    }
    const best = isOlder(apiVersion, NEWEST) ? apiVersion : NEWEST;
    return { version, apiVersion, use: this.#heldBack(best, isOlder(OLDEST, minimum) ? minimum : OLDEST) };
  }

  #heldBack(best: string, least: string): string {
    const wanted = this.#wanted;
    if (wanted === undefined) return best;
    if (!/^\d+\.\d+$/.test(wanted) || isOlder(wanted, least)) {
      throw new AppError("API_VERSION_UNFIT", { endpoint: this.#endpoint, wanted, least });
    }
    return isOlder(wanted, best) ? wanted : best;
  }
}

/** Compares API versions by number: 1.9 is older than 1.41. */
function isOlder(a: string, b: string): boolean {
  const [aMajor = 0, aMinor = 0] = a.split(".").map(Number);
  const [bMajor = 0, bMinor = 0] = b.split(".").map(Number);
  return aMajor !== bMajor ? aMajor < bMajor : aMinor < bMinor;
}
