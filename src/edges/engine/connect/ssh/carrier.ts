/** What carries a stream to an Engine: the stdio of an ssh, or a socket that an ssh leads to the Engine's. */
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { AppError } from "../../../../errors/app-error.ts";
import type { SshChild } from "./child.ts";
import { sshEnd } from "./failure.ts";

export interface Carrier {
  readonly write: (chunk: Buffer, done: () => void) => void;
  readonly end: (done: () => void) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Once, by whom it carries. */
  readonly listen: (listener: (chunk: Buffer) => void) => void;
  /** Resolves when it carries no more, with what went wrong. Never rejects. */
  readonly ended: Promise<AppError | undefined>;
}

export function byStdio(endpoint: string, child: SshChild): Carrier {
  return {
    write: (chunk, done) => child.stdin.write(chunk, () => done()),
    end: (done) => child.stdin.end(() => done()),
    pause: () => child.stdout.pause(),
    resume: () => child.stdout.resume(),
    listen: (listener) => child.stdout.on("data", listener),
    ended: child.ended.then((ended) => sshEnd(endpoint, ended)),
  };
}

/** A socket closes a moment before the ssh behind it has ended, which says why. */
const LAST_WORDS_MS = 100;

/** `owner` is the ssh that the socket belongs to. */
export function bySocket(endpoint: string, socket: Socket, owner: SshChild): Carrier {
  socket.on("error", () => undefined); // "close" follows
  const ended = async (): Promise<AppError | undefined> => {
    await new Promise((resolve) => socket.once("close", resolve));
    const end = await Promise.race([owner.ended, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
    return end && sshEnd(endpoint, end);
  };
  return {
    write: (chunk, done) => socket.write(chunk, () => done()),
    end: (done) => socket.end(() => done()),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    listen: (listener) => socket.on("data", listener),
    ended: ended(),
  };
}
