/**
 * Docker's stream of a command without a terminal: frames of 8 bytes (stream, 0, 0, 0, length big-endian) and data.
 *
 * Keeps both streams in the order they came, up to a limit. Frames may be cut anywhere by the network.
 */
const HEADER = 8;

export class FrameReader {
  readonly #limit: number;
  #kept: Buffer[] = [];
  #size = 0;
  #header = Buffer.alloc(0);
  /** Bytes of the current frame that are still to come. */
  #left = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  push(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#left > 0) {
        const part = rest.subarray(0, this.#left);
        this.#keep(part);
        this.#left -= part.length;
        rest = rest.subarray(part.length);
        continue;
      }
      const wanted = HEADER - this.#header.length;
      this.#header = Buffer.concat([this.#header, rest.subarray(0, wanted)]);
      rest = rest.subarray(wanted);
      if (this.#header.length < HEADER) return;
      this.#left = this.#header.readUInt32BE(4);
      this.#header = Buffer.alloc(0);
    }
  }

  text(): string {
    return Buffer.concat(this.#kept).toString("utf8");
  }

  #keep(part: Buffer): void {
    const room = this.#limit - this.#size;
    if (room <= 0) return;
    const kept = part.subarray(0, room);
    this.#kept.push(kept);
    this.#size += kept.length;
  }
}
