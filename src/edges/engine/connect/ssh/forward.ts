/**
 * Has a running ssh lead a socket here to one over there, asked over its control socket: OpenSSH's multiplexing protocol
 * (PROTOCOL.mux in its sources, version 4). `ssh -O forward` does the same, as one more process for each node.
 *
 * What connects to the socket here is a channel to the one over there. Where that is refused, by nobody who listens or by
 * sshd (AllowStreamLocalForwarding, `restrict` for the key), the connection closes without a word.
 */
import { once } from "node:events";
import { createConnection } from "node:net";

export interface SocketForward {
  /** Where ssh shall listen; nothing may be there. */
  readonly listen: string;
  readonly to: string;
}

/** Why there is none. */
export class ForwardRefused extends Error {}

const MUX = { hello: 1, version: 4, openForward: 0x10000006, ok: 0x80000001 };
const LOCAL = 1;
/** In place of a port: what stands before it is the path of a socket. */
const PATH = -2;
/** More than any answer is long. */
const MOST = 64 * 1024;

/** Throws ForwardRefused. */
export async function forwardSocket(control: string, { listen, to }: SocketForward): Promise<void> {
  const socket = createConnection({ path: control });
  const closed = once(socket, "close").then(() => Promise.reject(new ForwardRefused("it closed the connection")));
  closed.catch(() => undefined);
  try {
    await Promise.race([once(socket, "connect"), closed]);
    socket.write(message(uint32(MUX.hello), uint32(MUX.version)));
    const from = [text(listen), uint32(PATH), text(to), uint32(PATH)];
    socket.write(message(uint32(MUX.openForward), uint32(0), uint32(LOCAL), ...from));
    await Promise.race([accepted(socket), closed]);
  } catch (thrown) {
    throw thrown instanceof ForwardRefused ? thrown : new ForwardRefused(String(thrown));
  } finally {
    socket.destroy();
  }
}

/** Its hello, and then that it does. */
async function accepted(socket: AsyncIterable<Buffer>): Promise<void> {
  let left: Buffer = Buffer.alloc(0);
  for await (const chunk of socket) {
    left = Buffer.concat([left, chunk]);
    while (left.length >= 4 && left.length >= 4 + left.readUInt32BE()) {
      const length = left.readUInt32BE();
      const [type, first] = length < 8 ? [] : [left.readUInt32BE(4), left.readUInt32BE(8)];
      if (type === MUX.ok) return;
      if (type !== MUX.hello || first !== MUX.version) throw new ForwardRefused(`it answers ${type}`);
      left = left.subarray(4 + length);
    }
    if (left.length > MOST) throw new ForwardRefused("it speaks another protocol");
  }
  throw new ForwardRefused("it closed the connection");
}

function message(...words: readonly Buffer[]): Buffer {
  return bytes(Buffer.concat(words));
}

function text(value: string): Buffer {
  return bytes(Buffer.from(value, "utf8"));
}

/** Their length, then themselves. */
function bytes(value: Buffer): Buffer {
  return Buffer.concat([uint32(value.length), value]);
}

function uint32(value: number): Buffer {
  const four = Buffer.allocUnsafe(4);
  four.writeUInt32BE(value >>> 0);
  return four;
}
