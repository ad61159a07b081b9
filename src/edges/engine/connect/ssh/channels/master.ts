/**
 * Speaks to a running ssh over its control socket, and opens channels on its connection: OpenSSH's multiplexing protocol
 * (PROTOCOL.mux in its sources, version 4; the passing on of channels is in it since 7.4), then ssh's own (RFC 4254).
 *
 * Opens channels to sockets of the host over there, and nothing else: no process here or there is started for one.
 */
import { once } from "node:events";
import { createConnection, type Socket } from "node:net";
import { Pieces, string, uint32 } from "./bytes.ts";
import { Channel, ChannelRefused, MOST_DATA, WINDOW } from "./channel.ts";

const MUX = { hello: 1, proxy: 0x1000000f, proxied: 0x8000000f, version: 4 };
const SSH = { open: 90, confirmed: 91, refused: 92 };
/** More than the longest packet that we ask for, with its head. */
const MOST = 256 * 1024;

export class Master {
  readonly #socket: Socket;
  readonly #pieces = new Pieces(MOST);
  readonly #channels = new Map<number, Channel>();
  readonly #waiting = new Map<number, (answer: Channel | ChannelRefused) => void>();
  #named = 0;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("error", () => undefined); // "close" tells
    socket.once("close", () => this.#lost());
  }

  /** Throws ChannelRefused when what listens at that path does not pass channels on. */
  static async at(path: string): Promise<Master> {
    const socket = createConnection({ path });
    const closed = once(socket, "close").then(() => Promise.reject(new ChannelRefused("it closed the connection")));
    closed.catch(() => undefined);
    try {
      await once(socket, "connect");
      const pieces = new Pieces(MOST);
      socket.write(string(Buffer.concat([uint32(MUX.hello), uint32(MUX.version)])));
      socket.write(string(Buffer.concat([uint32(MUX.proxy), uint32(0)])));
      for (;;) {
        const [chunk] = (await Promise.race([once(socket, "data"), closed])) as [Buffer];
        const answers = pieces.take(chunk);
        if (answers === undefined || answers.some((it) => !isExpected(it))) throw new ChannelRefused("no multiplexing");
        if (answers.some((it) => it.readUInt32BE() === MUX.proxied)) return new Master(socket);
      }
    } catch (thrown) {
      socket.destroy();
      throw thrown instanceof ChannelRefused ? thrown : new ChannelRefused(String(thrown));
    }
  }

  /** A channel to the socket at that path over there. Throws ChannelRefused. */
  async open(path: string): Promise<Channel> {
    const id = this.#named++;
    const answer = new Promise<Channel | ChannelRefused>((resolve) => this.#waiting.set(id, resolve));
    const kind = string("direct-streamlocal@openssh.com");
    const reserved = [string(""), uint32(0)];
    const words = [kind, uint32(id), uint32(WINDOW), uint32(MOST_DATA), string(path), ...reserved];
    if (this.#socket.destroyed) this.#lost();
    else this.#send(SSH.open, Buffer.concat(words));
    const opened = await answer;
    if (opened instanceof ChannelRefused) throw opened;
    return opened;
  }

  close(): void {
    this.#socket.destroy();
  }

  /** A packet: how much padding there is (none), what it is, and the rest. */
  #send(type: number, rest: Buffer): boolean {
    return this.#socket.write(string(Buffer.concat([Buffer.from([0, type]), rest])));
  }

  #take(chunk: Buffer): void {
    const packets = this.#pieces.take(chunk);
    if (packets === undefined) return void this.#socket.destroy();
    for (const packet of packets) this.#hear(packet[1] ?? 0, packet.subarray(2));
  }

  /** Every packet for a channel begins with our number of it. */
  #hear(type: number, rest: Buffer): void {
    if (rest.length < 4) return;
    const id = rest.readUInt32BE();
    if (type === SSH.confirmed && rest.length >= 16) return this.#opened(id, rest);
    if (type === SSH.refused && rest.length >= 12) {
      return this.#answer(id, new ChannelRefused(rest.toString("utf8", 12, 12 + rest.readUInt32BE(8))));
    }
    this.#channels.get(id)?.hear(type, rest.subarray(4));
  }

  #opened(id: number, rest: Buffer): void {
    const [theirs, window, most] = [rest.readUInt32BE(4), rest.readUInt32BE(8), rest.readUInt32BE(12)];
    const send = (type: number, ...words: readonly Buffer[]) =>
      this.#send(type, Buffer.concat([uint32(theirs), ...words]));
    const channel = new Channel({ send, window, most: Math.min(most, MOST_DATA) });
    this.#channels.set(id, channel);
    void channel.ended.then(() => this.#channels.delete(id));
    this.#answer(id, channel);
  }

  #answer(id: number, answer: Channel | ChannelRefused): void {
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }

  #lost(): void {
    for (const id of [...this.#waiting.keys()]) this.#answer(id, new ChannelRefused("the connection is gone"));
    for (const channel of this.#channels.values()) channel.lose();
  }
}

function isExpected(piece: Buffer): boolean {
  if (piece.length < 8) return false;
  const type = piece.readUInt32BE();
  return type === MUX.proxied || (type === MUX.hello && piece.readUInt32BE(4) === MUX.version);
}
