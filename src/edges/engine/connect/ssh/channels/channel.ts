/**
 * One channel of an ssh connection (RFC 4254, section 5): bytes both ways, no more than the other side said that it has
 * room for.
 */
import { string, uint32 } from "./bytes.ts";

/** How much may come before we say that there is room for more. */
export const WINDOW = 2 ** 21;
/** The longest piece of data in one packet; sshd's own. */
export const MOST_DATA = 2 ** 15;

const SSH = { adjust: 93, data: 94, eof: 96, close: 97, request: 98, failed: 100 };

/** Why there is no channel: nobody listens, or the host allows none (AllowStreamLocalForwarding, `restrict` for a key). */
export class ChannelRefused extends Error {}

export interface Opened {
  /** Sends a packet for this channel; false when there is more than goes out at once. */
  readonly send: (type: number, ...words: readonly Buffer[]) => boolean;
  readonly window: number;
  readonly most: number;
}

interface Waiting {
  readonly chunk: Buffer;
  readonly done: () => void;
}

export class Channel {
  /** Resolves when nothing more comes: `lost` when the connection went with it. Never rejects. */
  readonly ended: Promise<"closed" | "lost">;
  readonly #opened: Opened;
  readonly #waiting: Waiting[] = [];
  #window: number;
  #taken = 0;
  #paused = false;
  #closed = false;
  #listener: (chunk: Buffer) => void = () => undefined;
  #early: Buffer[] | undefined = [];
  #end: (how: "closed" | "lost") => void = () => undefined;

  constructor(opened: Opened) {
    this.#opened = opened;
    this.#window = opened.window;
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  listen(listener: (chunk: Buffer) => void): void {
    this.#listener = listener;
    for (const chunk of this.#early ?? []) listener(chunk);
    this.#early = undefined;
  }

  /** `done` is called once it is on its way. */
  write(chunk: Buffer, done: () => void): void {
    this.#waiting.push({ chunk, done });
    this.#flush();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#makeRoom();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#opened.send(SSH.close);
    this.#end("closed");
  }

  /** The connection that carried it is gone. */
  lose(): void {
    this.#closed = true;
    this.#end("lost");
  }

  /** A packet for this channel, without the channel's number. */
  hear(type: number, rest: Buffer): void {
    switch (type) {
      case SSH.data: {
        const chunk = rest.subarray(4);
        this.#taken += chunk.length;
        if (this.#early === undefined) this.#listener(chunk);
        else this.#early.push(chunk);
        return this.#makeRoom();
      }
      case SSH.adjust:
        this.#window += rest.readUInt32BE();
        return this.#flush();
      case SSH.eof:
        return this.#end("closed");
      case SSH.close:
        return this.close();
      case SSH.request: {
        const wantsReply = rest[4 + rest.readUInt32BE()] === 1;
        if (wantsReply) this.#opened.send(SSH.failed);
      }
    }
  }

  #makeRoom(): void {
    if (this.#paused || this.#closed || this.#taken < WINDOW / 2) return;
    this.#opened.send(SSH.adjust, uint32(this.#taken));
    this.#taken = 0;
  }

  #flush(): void {
    for (let next = this.#waiting[0]; next !== undefined && !this.#closed; next = this.#waiting[0]) {
      const size = Math.min(next.chunk.length, this.#opened.most, this.#window);
      if (size === 0 && next.chunk.length > 0) return;
      this.#opened.send(SSH.data, string(next.chunk.subarray(0, size)));
      this.#window -= size;
      if (size < next.chunk.length) this.#waiting[0] = { ...next, chunk: next.chunk.subarray(size) };
      else {
        this.#waiting.shift();
        next.done();
      }
    }
  }
}
