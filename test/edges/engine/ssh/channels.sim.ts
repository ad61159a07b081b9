/** Channels over an ssh's control socket, against a fake of it; the real one is in test/lab/ssh.lab.ts. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Channel, ChannelRefused } from "../../../../src/edges/engine/connect/ssh/channels/channel.ts";
import { Master } from "../../../../src/edges/engine/connect/ssh/channels/master.ts";
import { ControlSocket, type ControlSocketOptions } from "../../../fakes/control-socket.ts";

const ENGINE = "/var/run/docker.sock";

let dir: string;
let path: string;
let socket: ControlSocket;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "swarmlan-channels-"));
  path = join(dir, "1");
});
afterEach(async () => {
  await socket.close();
  rmSync(dir, { recursive: true });
});

async function master(options: ControlSocketOptions = {}): Promise<Master> {
  socket = new ControlSocket(options);
  await socket.listen(path);
  return Master.at(path);
}

/** Everything that comes until there is this much. */
function read(channel: Channel, bytes: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    channel.listen((chunk) => {
      chunks.push(chunk);
      const all = Buffer.concat(chunks);
      if (all.length >= bytes) resolve(all);
    });
  });
}

describe("a channel of an ssh that runs", () => {
  it("carries bytes both ways, beside others on the same connection", async () => {
    const on = await master();
    const [one, two] = await Promise.all([on.open(ENGINE), on.open("/run/other.sock")]);
    const heard = Promise.all([read(one, 5), read(two, 3)]);
    one.write(Buffer.from("hello"), () => undefined);
    two.write(Buffer.from("two"), () => undefined);
    expect((await heard).map(String)).toEqual(["hello", "two"]);
    expect(socket.asked).toEqual([ENGINE, "/run/other.sock"]);
  });

  it("sends no more than the other side has room for, and all of it in the end", async () => {
    const channel = await (await master({ window: 10_000 })).open(ENGINE);
    const sent = Buffer.alloc(100_000, "abcdefg");
    const heard = read(channel, sent.length);
    await new Promise<void>((resolve) => channel.write(sent, resolve));
    expect((await heard).equals(sent)).toBe(true);
  });

  it("says that there is room again once half of it was taken, and not while nobody reads", async () => {
    const channel = await (await master()).open(ENGINE);
    channel.pause();
    const all = read(channel, 2 ** 20);
    for (let sent = 0; sent < 2 ** 20; sent += 2 ** 15) socket.flood(0, 2 ** 15);
    await all;
    expect(socket.adjusted).toBe(0);
    channel.resume();
    await expect.poll(() => socket.adjusted).toBe(2 ** 20);
  });

  it("ends when the other side has no more, and is closed once", async () => {
    const channel = await (await master()).open(ENGINE);
    channel.write(Buffer.from("end"), () => undefined);
    expect(await channel.ended).toBe("closed");
    channel.close();
    channel.close();
    await expect.poll(() => socket.closed).toBe(1);
  });

  it("is lost with the connection, and no further one can be had", async () => {
    const on = await master();
    const channel = await on.open(ENGINE);
    socket.drop();
    expect(await channel.ended).toBe("lost");
    await expect(on.open(ENGINE)).rejects.toThrow("the connection is gone");
  });

  it.each([
    ["is not allowed over there", { reason: 1, text: "administratively prohibited" }],
    ["leads to a socket where nobody listens", { reason: 2, text: "open failed" }],
  ])("is refused when it %s", async (_, refuse) => {
    const opened = (await master({ refuse })).open(ENGINE);
    await expect(opened).rejects.toBeInstanceOf(ChannelRefused);
    await expect(opened).rejects.toThrow(refuse.text);
  });

  it("is not to be had where something else listens, or nothing", async () => {
    await expect(master({ dumb: true })).rejects.toBeInstanceOf(ChannelRefused);
    await expect(Master.at(join(dir, "nothing"))).rejects.toBeInstanceOf(ChannelRefused);
  });
});
