/** Numbers and texts as ssh writes them (RFC 4251, section 5), written and read. Pure. */

export function uint32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** Its length, then itself. */
export function string(value: string | Buffer): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value, "utf8") : value;
  return Buffer.concat([uint32(bytes.length), bytes]);
}

/** Cuts a stream of bytes into what its lengths say: each piece begins with four bytes that count the rest of it. */
export class Pieces {
  readonly #most: number;
  #left: Buffer = Buffer.alloc(0);

  /** `most`: the longest piece that can be meant. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The pieces that are whole now, without their lengths; undefined when a length cannot be meant. */
  take(chunk: Buffer): readonly Buffer[] | undefined {
    this.#left = this.#left.length === 0 ? chunk : Buffer.concat([this.#left, chunk]);
    const whole: Buffer[] = [];
    for (;;) {
      if (this.#left.length < 4) return whole;
      const length = this.#left.readUInt32BE();
      if (length > this.#most) return undefined;
      if (this.#left.length < 4 + length) return whole;
      whole.push(this.#left.subarray(4, 4 + length));
      this.#left = this.#left.subarray(4 + length);
    }
  }
}
