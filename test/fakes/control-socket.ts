/** An ssh's control socket, as far as channels go: says hello, passes channels on, and echoes what comes in by one. */
import { createServer, type Server, type Socket } from "node:net";
import { Pieces, string, uint32 } from "../../src/edges/engine/connect/ssh/channels/bytes.ts";

export interface ControlSocketOptions {
  /** Says no to every channel, with ssh's number for why. */
  readonly refuse?: { readonly reason: number; readonly text: string };
  /** Speaks no multiplexing at all. */
  readonly dumb?: boolean;
  /** How much of the other side's data it takes before it says that there is room for more. */
  readonly window?: number;
}

const SSH = { open: 90, confirmed: 91, refused: 92, adjust: 93, data: 94, eof: 96, close: 97 };

export class ControlSocket {
  /** Paths that channels were asked to. */
  readonly asked: string[] = [];
  /** The room that was given back, in bytes. */
  adjusted = 0;
  closed = 0;
  readonly #sockets = new Set<Socket>();
  readonly #options: ControlSocketOptions;
  readonly #server: Server;

  constructor(options: ControlSocketOptions = {}) {
    this.#options = options;
    this.#server = createServer((socket) => this.#serve(socket));
  }

  listen(path: string): Promise<void> {
    return new Promise((resolve) => this.#server.listen(path, resolve));
  }

  /** As when the connection breaks. */
  drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  close(): Promise<void> {
    this.drop();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  /** Sends this much to a channel at once. */
  flood(id: number, bytes: number): void {
    for (const socket of this.#sockets) send(socket, SSH.data, uint32(id), string(Buffer.alloc(bytes, 1)));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    if (this.#options.dumb === true) return void socket.end("SSH-2.0-other\r\n");
    const pieces = new Pieces(2 ** 20);
    let proxied = false;
    socket.write(string(Buffer.concat([uint32(1), uint32(4)])));
    socket.on("data", (chunk: Buffer) => {
      for (const piece of pieces.take(chunk) ?? []) {
        if (proxied) this.#hear(socket, piece);
        else if (piece.readUInt32BE() === 0x1000000f) {
          proxied = true;
          socket.write(string(Buffer.concat([uint32(0x8000000f), piece.subarray(4, 8)])));
        }
      }
    });
  }

  #hear(socket: Socket, packet: Buffer): void {
    const [type, rest] = [packet[1] ?? 0, packet.subarray(2)];
    if (type === SSH.open) return this.#open(socket, rest);
    if (type === SSH.data) {
      const data = rest.subarray(8);
      const end = data.equals(Buffer.from("end"));
      send(socket, end ? SSH.eof : SSH.data, ourNumber(rest), ...(end ? [] : [string(data)]));
      send(socket, SSH.adjust, ourNumber(rest), uint32(data.length));
      return;
    }
    if (type === SSH.adjust) this.adjusted += rest.readUInt32BE(4);
    if (type === SSH.close) this.closed += 1;
  }

  #open(socket: Socket, rest: Buffer): void {
    const kind = 4 + rest.readUInt32BE();
    const id = rest.subarray(kind, kind + 4);
    const path = kind + 12;
    this.asked.push(rest.toString("utf8", path + 4, path + 4 + rest.readUInt32BE(path)));
    const { refuse, window = 2 ** 20 } = this.#options;
    if (refuse !== undefined) {
      return send(socket, SSH.refused, id, uint32(refuse.reason), string(refuse.text), string(""));
    }
    // It numbers channels a hundred higher than who asked for them.
    send(socket, SSH.confirmed, id, uint32(id.readUInt32BE() + 100), uint32(window), uint32(2 ** 15));
  }
}

function ourNumber(rest: Buffer): Buffer {
  return uint32(rest.readUInt32BE() - 100);
}

function send(socket: Socket, type: number, ...words: readonly Buffer[]): void {
  socket.write(string(Buffer.concat([Buffer.from([0, type]), ...words])));
}
