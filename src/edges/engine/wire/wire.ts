/**
 * Reads an Engine's JSON without trusting it: what has another shape than documented throws ENGINE_ANSWER_ODD with the
 * path of the place, instead of a TypeError somewhere later.
 *
 * Go's JSON has `null` for empty lists and maps, and leaves empty fields out: both read as empty.
 */
import { AppError } from "../../../errors/app-error.ts";

/** Where a value stands: in which answer, and under which key of which other value. */
interface Where {
  readonly endpoint: string;
  readonly call: string;
}

/** A snapshot of a large swarm reads millions of values: their paths are put together only where one is odd. */
export class Wire {
  readonly raw: unknown;
  readonly #from: Where;
  readonly #parent: Wire | undefined;
  readonly #key: string;

  constructor(raw: unknown, from: Where, at?: { readonly parent?: Wire; readonly key: string }) {
    this.raw = raw;
    this.#from = from;
    this.#parent = at?.parent;
    this.#key = at?.key ?? "";
  }

  /** The value under `key`; reading from something empty gives something empty. */
  at(key: string): Wire {
    return new Wire(this.#value(key), this.#from, { parent: this, key });
  }

  get absent(): boolean {
    return this.raw === undefined || this.raw === null;
  }

  /** A text that must be there and not be empty. */
  text(key: string): string {
    const value = this.#value(key);
    return typeof value === "string" && value !== "" ? value : this.at(key).#odd("a text");
  }

  /** A text, or `undefined` for an absent or empty one. */
  maybe(key: string): string | undefined {
    const value = this.#value(key);
    if (value === undefined || value === null || value === "") return undefined;
    return typeof value === "string" ? value : this.at(key).#odd("a text");
  }

  number(key: string): number {
    const value = this.#value(key);
    return typeof value === "number" ? value : this.at(key).#odd("a number");
  }

  /** False when absent. */
  flag(key: string): boolean {
    const value = this.#value(key);
    if (value === undefined || value === null) return false;
    return typeof value === "boolean" ? value : this.at(key).#odd("true or false");
  }

  /** The elements of this list; none when absent. */
  list(): Wire[] {
    if (this.absent) return [];
    if (!Array.isArray(this.raw)) return this.#odd("a list");
    return this.raw.map((it: unknown, index) => new Wire(it, this.#from, { parent: this, key: `[${index}]` }));
  }

  /** The entries of this map; none when absent. */
  entries(): [string, Wire][] {
    return Object.keys(this.#object()).map((key) => [key, this.at(key)]);
  }

  /** This map of texts. */
  texts(): Record<string, string> {
    const texts: Record<string, string> = {};
    for (const [key, value] of Object.entries(this.#object())) {
      const text = typeof value === "string" ? value : this.at(key).#odd("a text");
      // `__proto__` is a label like any other.
      if (key in texts) Object.defineProperty(texts, key, { value: text, enumerable: true });
      else texts[key] = text;
    }
    return texts;
  }

  #value(key: string): unknown {
    return this.#object()[key];
  }

  #object(): Record<string, unknown> {
    if (this.absent) return NOTHING;
    if (typeof this.raw !== "object" || Array.isArray(this.raw)) return this.#odd("an object");
    return this.raw as Record<string, unknown>;
  }

  #path(): string {
    const before = this.#parent === undefined ? "" : this.#parent.#path();
    return before === "" || this.#key.startsWith("[") ? `${before}${this.#key}` : `${before}.${this.#key}`;
  }

  #odd(wanted: string): never {
    const shown = JSON.stringify(this.raw)?.slice(0, 80) ?? "nothing";
    throw new AppError("ENGINE_ANSWER_ODD", {
      ...this.#from,
      what: `${this.#path() || "the answer"} should be ${wanted} but is ${shown}`,
    });
  }
}

const NOTHING: Record<string, unknown> = {};

/** Keeps one copy of texts that many things share (an image, a service, a network): most of what 100,000 tasks say. */
export function shared(text: string): string;
export function shared(text: string | undefined): string | undefined;
export function shared(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const known = SHARED.get(text);
  if (known !== undefined) return known;
  if (SHARED.size >= MOST_SHARED) SHARED.clear();
  SHARED.set(text, text);
  return text;
}

const SHARED = new Map<string, string>();
/** More than a large swarm has nodes and services; a process that looks for days must not grow. */
const MOST_SHARED = 20_000;

/** The JSON of an answer. */
export function parseWire(text: string, from: { readonly endpoint: string; readonly call: string }): Wire {
  try {
    return new Wire(JSON.parse(text) as unknown, from);
  } catch (cause) {
    throw new AppError("ENGINE_ANSWER_ODD", { ...from, what: `no JSON: ${text.slice(0, 80)}` }, { cause });
  }
}
