/** What carries a stream to an Engine: the stdio of an ssh, or a channel of one. */
import { AppError } from "../../../../errors/app-error.ts";
import type { Channel } from "./channels/channel.ts";
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
    listen: (listener) =>
      child.stdout.on("data", (chunk: Buffer) => {
        child.hasAnswered();
        listener(chunk);
      }),
    ended: child.ended.then((ended) => sshEnd(endpoint, ended)),
  };
}

/** `owner` is the ssh whose connection it is on: that tells why it is gone. */
export function byChannel(endpoint: string, channel: Channel, owner: SshChild): Carrier {
  const lost = async (): Promise<AppError> => {
    const failure = sshEnd(endpoint, await owner.ended);
    return failure ?? (new AppError("SSH_CLOSED", { endpoint, text: "the connection ended" }) as AppError);
  };
  return {
    write: (chunk, done) => channel.write(chunk, done),
    end: (done) => {
      channel.close();
      done();
    },
    pause: () => channel.pause(),
    resume: () => channel.resume(),
    listen: (listener) => channel.listen(listener),
    ended: channel.ended.then((how) => (how === "lost" ? lost() : undefined)),
  };
}
