/** A stream to an Engine behind an ssh, over carriers that tests hold the other end of. */
import { describe, expect, it } from "vitest";
import type { Carrier } from "../../../../src/edges/engine/connect/ssh/carrier.ts";
import { TELLS_SOCKET } from "../../../../src/edges/engine/connect/ssh/host-script.ts";
import { SshStream } from "../../../../src/edges/engine/connect/ssh/stream.ts";
import type { AppError } from "../../../../src/errors/app-error.ts";

const ASKED = "GET /info HTTP/1.1\r\n\r\n";
const ANSWER = "HTTP/1.1 200 OK\r\n\r\n";

/** What was written to it, and ways to have it say something or end. */
class Held implements Carrier {
  written = "";
  hungUp = 0;
  say: (text: string) => void = () => undefined;
  end_: (failure?: AppError) => void = () => undefined;
  readonly ended = new Promise<AppError | undefined>((resolve) => (this.end_ = resolve));
  readonly hangUp = (): void => void (this.hungUp += 1);
  readonly listen = (listener: (chunk: Buffer) => void): void => {
    this.say = (text) => listener(Buffer.from(text));
  };
  readonly pause = (): void => undefined;
  readonly resume = (): void => undefined;
  readonly write = (chunk: Buffer, done: () => void): void => {
    this.written += chunk.toString();
    done();
  };
  readonly end = (done: () => void): void => done();
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

function asking(what = ASKED) {
  const stream = new SshStream("ssh://mgr01");
  const [first, second] = [new Held(), new Held()];
  const told: string[] = [];
  const errors: Error[] = [];
  let heard = "";
  stream.on("data", (chunk: Buffer) => (heard += chunk.toString()));
  stream.on("error", (error) => errors.push(error));
  stream.write(what);
  return { stream, first, second, told, errors, heard: () => heard };
}

describe("SshStream", () => {
  it("gives what was written before anything carried it to what does then", async () => {
    const { stream, first, heard } = asking();
    stream.attach({ carrier: first, hangUp: first.hangUp });
    expect(first.written).toBe(ASKED);
    first.say("HT");
    first.say("TP/1.1 200 OK\r\n\r\n");
    await settle();
    expect(heard()).toBe(ANSWER);
  });

  it("goes another way from its beginning on when the shell tells a socket, however it comes in pieces", async () => {
    const { stream, first, second, told, heard, errors } = asking();
    stream.attach({ carrier: first, hangUp: first.hangUp, elsewhere: (it) => told.push(it) });
    for (const letter of `${TELLS_SOCKET}/run/d.sock`) first.say(letter);
    expect(told).toEqual([]);
    first.say("\nand more");
    first.say("still more");
    expect(told).toEqual(["/run/d.sock"]);
    stream.write("more of it");
    stream.attach({ carrier: second, hangUp: second.hangUp });
    expect([second.written, first.hungUp]).toEqual([`${ASKED}more of it`, 1]);
    first.say("nobody listens");
    second.say(ANSWER);
    await settle();
    expect([heard(), errors]).toEqual([ANSWER, []]);
  });

  it.each(["Welcome aboard\n", `${TELLS_SOCKET}/run/d.sock\n`])(
    "takes %j for noise where nothing may be told",
    async (noise) => {
      const { stream, first, errors } = asking();
      stream.attach({ carrier: first, hangUp: first.hangUp });
      first.say(noise);
      await settle();
      expect(errors).toMatchObject([{ code: "SSH_SHELL_NOISE", details: { text: noise.trim() } }]);
      expect(first.hungUp).toBe(1);
    },
  );

  it("asks by another way what was not answered at all", async () => {
    const { stream, first, second, heard } = asking();
    const orElse = () => stream.attach({ carrier: second, hangUp: second.hangUp });
    stream.attach({ carrier: first, hangUp: first.hangUp, orElse });
    first.end_();
    await settle();
    second.say(ANSWER);
    await settle();
    expect([second.written, heard()]).toEqual([ASKED, ANSWER]);
  });

  it.each([
    ["a write, which may have been done", "POST /x HTTP/1.1\r\n\r\n", ""],
    ["what broke off within its answer", ASKED, ANSWER],
  ])("never asks %s again", async (_, what, said) => {
    const { stream, first, second, errors } = asking(what);
    stream.attach({ carrier: first, hangUp: first.hangUp, orElse: () => second.write(Buffer.from("again"), () => {}) });
    if (said !== "") first.say(said);
    first.end_();
    await new Promise((resolve) => stream.once("close", resolve));
    expect([second.written, errors]).toEqual(["", []]);
  });
});
