/** An ssh's control socket, as far as forwarding a socket goes; `dumb` is anything else that listens there. */
import { createConnection, createServer, type Server, type Socket } from "node:net";

export type ControlSocketKind = "leads" | "refuses" | "closes" | "dumb" | "newer";

export interface ControlSocket {
  readonly close: () => Promise<void>;
}

export async function startControlSocket(path: string, kind: ControlSocketKind): Promise<ControlSocket> {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();
  const listen = (at: string, serve: (socket: Socket) => void): Promise<void> => {
    const server = createServer((socket) => {
      sockets.add(socket.on("error", () => undefined));
      serve(socket);
    });
    servers.push(server);
    return new Promise((resolve) => server.listen(at, resolve));
  };
  const answer = async (socket: Socket, asked: Buffer): Promise<void> => {
    if (kind === "closes") return void socket.destroy();
    if (kind === "refuses") return void socket.write(message(0x80000003, 0, 0));
    // Type, request, direction, then the path here, its "port", the path there.
    const [from, next] = textAt(asked, 12);
    const [to] = textAt(asked, next + 4);
    await listen(from, (it) => void it.pipe(createConnection({ path: to }).on("error", () => it.destroy())).pipe(it));
    socket.write(message(0x80000001, 0));
  };
  await listen(path, (socket) => {
    if (kind === "dumb") return void socket.end("SSH-2.0-something\r\n");
    socket.write(message(1, kind === "newer" ? 5 : 4));
    socket.on("data", (chunk: Buffer) => {
      for (let at = 0; at < chunk.length; at += 4 + chunk.readUInt32BE(at)) {
        const asked = chunk.subarray(at + 4);
        if (asked.readUInt32BE() === 0x10000006) void answer(socket, asked);
      }
    });
  });
  return {
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((it) => new Promise((resolve) => it.close(resolve))));
    },
  };
}

function message(...words: readonly number[]): Buffer {
  const buffer = Buffer.alloc(4 + 4 * words.length);
  for (const [at, word] of [4 * words.length, ...words].entries()) buffer.writeUInt32BE(word, 4 * at);
  return buffer;
}

/** A text, and where what comes after it begins. */
function textAt(buffer: Buffer, at: number): [string, number] {
  const end = at + 4 + buffer.readUInt32BE(at);
  return [buffer.toString("utf8", at + 4, end), end];
}
