/**
 * Reads an Engine's JSON without trusting it: what has another shape than documented throws ENGINE_ANSWER_ODD with the
 * path of the place, instead of a TypeError somewhere later.
 *
 * Go's JSON has `null` for empty lists and maps, and leaves empty fields out: both read as empty.
 */
import { AppError } from "../../../errors/app-error.ts";

export class Wire {
  readonly raw: unknown;
  readonly #from: { readonly endpoint: string; readonly call: string };
  readonly #path: string;

  constructor(raw: unknown, from: { readonly endpoint: string; readonly call: string }, path = "") {
    this.raw = raw;
    this.#from = from;
    this.#path = path;
  }

  /** The value under `key`; reading from something empty gives something empty. */
  at(key: string): Wire {
    return new Wire(this.#object()[key], this.#from, this.#path === "" ? key : `${this.#path}.${key}`);
  }

  get absent(): boolean {
    return this.raw === undefined || this.raw === null;
  }

  /** A text that must be there and not be empty. */
  text(key: string): string {
    const it = this.at(key);
    return typeof it.raw === "string" && it.raw !== "" ? it.raw : it.#odd("a text");
  }

  /** A text, or `undefined` for an absent or empty one. */
  maybe(key: string): string | undefined {
    const it = this.at(key);
    if (it.absent || it.raw === "") return undefined;
    return typeof it.raw === "string" ? it.raw : it.#odd("a text");
  }

  number(key: string): number {
    const it = this.at(key);
    return typeof it.raw === "number" ? it.raw : it.#odd("a number");
  }

  /** False when absent. */
  flag(key: string): boolean {
    const it = this.at(key);
    if (it.absent) return false;
    return typeof it.raw === "boolean" ? it.raw : it.#odd("true or false");
  }

  /** The elements of this list; none when absent. */
  list(): Wire[] {
    if (this.absent) return [];
    if (!Array.isArray(this.raw)) return this.#odd("a list");
    return this.raw.map((element: unknown, index) => new Wire(element, this.#from, `${this.#path}[${index}]`));
  }

  /** The entries of this map; none when absent. */
  entries(): [string, Wire][] {
    return Object.keys(this.#object()).map((key) => [key, this.at(key)]);
  }

  /** This map of texts. */
  texts(): Record<string, string> {
    return Object.fromEntries(
      this.entries().map(([key, value]) => [key, typeof value.raw === "string" ? value.raw : value.#odd("a text")]),
    );
  }

  #object(): Record<string, unknown> {
    if (this.absent) return {};
    if (typeof this.raw !== "object" || Array.isArray(this.raw)) return this.#odd("an object");
    return this.raw as Record<string, unknown>;
  }

  #odd(wanted: string): never {
    const shown = JSON.stringify(this.raw)?.slice(0, 80) ?? "nothing";
    throw new AppError("ENGINE_ANSWER_ODD", {
      ...this.#from,
      what: `${this.#path || "the answer"} should be ${wanted} but is ${shown}`,
    });
  }
}

/** The JSON of an answer. */
export function parseWire(bytes: Buffer, from: { readonly endpoint: string; readonly call: string }): Wire {
  const text = bytes.toString("utf8");
  try {
    return new Wire(JSON.parse(text) as unknown, from);
  } catch (cause) {
    throw new AppError("ENGINE_ANSWER_ODD", { ...from, what: `no JSON: ${text.slice(0, 80)}` }, { cause });
  }
}
