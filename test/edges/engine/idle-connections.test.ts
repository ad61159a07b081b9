import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { restConnection, wakeConnection } from "../../../src/edges/engine/http/idle-connections.ts";

describe("idle connections", () => {
  it("are 64 at most, and the one that was idle longest ends first", () => {
    const all = Array.from({ length: 70 }, () => new PassThrough());
    const [first, second] = all as [PassThrough, PassThrough];
    restConnection(first);
    restConnection(second);
    // One that is taken up again is not idle, and has its turn anew when it rests again.
    wakeConnection(first);
    for (const connection of all.slice(2)) restConnection(connection);
    restConnection(first);
    expect(all.filter((it) => !it.destroyed)).toHaveLength(64);
    expect([first.destroyed, second.destroyed]).toEqual([false, true]);
    expect(all.at(-1)?.destroyed).toBe(false);
  });

  it("that end by themselves make room", async () => {
    const one = new PassThrough();
    restConnection(one);
    one.destroy();
    await new Promise((resolve) => one.once("close", resolve));
    restConnection(new PassThrough());
    expect(one.listenerCount("close")).toBe(0);
  });
});
