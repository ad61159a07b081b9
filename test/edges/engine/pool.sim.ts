/** How many connections a pool makes, and how it asks over them; counted at a server of Node's own. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CutOff, exchange } from "../../../src/edges/engine/http/exchange.ts";
import { limit } from "../../../src/edges/engine/http/limit.ts";
import { Pool } from "../../../src/edges/engine/http/pool.ts";

const PATIENCE = 200;
let dir: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((asked, response) => answer(asked, response));
let connections = 0;
let pool: Pool;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "swarmlan-pool-"));
  connections = 0;
  await new Promise<void>((resolve) => server.listen(join(dir, "s"), resolve));
});
afterEach(async () => {
  pool.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(dir, { recursive: true });
});

function open(patience = 0): void {
  const path = join(dir, "s");
  const dial = () => {
    connections += 1;
    return createConnection({ path });
  };
  pool = new Pool(dial, () => patience);
}

async function get(path: string, signal = new AbortController().signal): Promise<string> {
  const bounds = limit(signal, 30);
  try {
    const { body } = await exchange(pool, { method: "GET", path }, bounds);
    return (await body.whole(1000)).toString();
  } finally {
    bounds.release();
  }
}

const numbered = (count: number) => Array.from({ length: count }, (_, at) => `/${at}`);

describe("a pool", () => {
  it("has eight connections at most, and asks over those it has again", async () => {
    open();
    answer = ({ url = "" }, response) => void setTimeout(() => response.end(url), 5);
    const paths = numbered(30);
    expect(await Promise.all(paths.map((it) => get(it)))).toEqual(paths);
    expect(connections).toBe(8);
  });

  it("dials anew for those who wait when a connection breaks", async () => {
    open();
    answer = ({ url = "" }, response) => void (url === "/0" ? response.destroy() : response.end(url));
    const asked = await Promise.allSettled(numbered(9).map((it) => get(it)));
    expect(asked.map((it) => it.status)).toEqual(["rejected", ...Array<string>(8).fill("fulfilled")]);
  });

  it("keeps four connections that nobody uses", async () => {
    open();
    answer = ({ url = "" }, response) => void setTimeout(() => response.end(url), 5);
    await Promise.all(numbered(8).map((it) => get(it)));
    await Promise.all(numbered(5).map((it) => get(it)));
    expect(connections).toBe(8 + 1);
  });

  it("asks an Engine that was started anew, however many connections it had to the old one", async () => {
    open();
    answer = ({ url = "" }, response) => void setTimeout(() => response.end(url), 5);
    await Promise.all(numbered(4).map((it) => get(it)));
    server.closeAllConnections();
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(await Promise.all(numbered(4).map((it) => get(it)))).toEqual(numbered(4));
  });

  it("does not use a connection that the other side wants to close", async () => {
    open();
    answer = ({ url = "" }, response) => response.setHeader("Connection", "close").end(url);
    for (const path of numbered(3)) expect(await get(path)).toBe(path);
    expect(connections).toBe(3);
  });

  it("forgets who lets go while waiting, and drops the connection of who lets go while asking", async () => {
    open();
    const seen: string[] = [];
    answer = ({ url = "" }, response) => {
      seen.push(url);
      if (url === "/last") response.end(url);
    };
    const letGo = new AbortController();
    const asked = numbered(10).map((it) => get(it, letGo.signal).catch((thrown: unknown) => thrown instanceof CutOff));
    const last = get("/last");
    await sleep(50);
    expect(seen).toEqual(numbered(8));
    letGo.abort();
    expect(await Promise.all(asked)).toEqual(Array(10).fill(true));
    expect(await last).toBe("/last");
    expect(seen).toEqual([...numbered(8), "/last"]);
  });

  it("asks nothing for who has let go before", async () => {
    open();
    await expect(get("/", AbortSignal.abort())).rejects.toBeInstanceOf(CutOff);
    expect(connections).toBe(0);
  });

  it("refuses a path that could be more than one", async () => {
    open();
    await expect(get("/a HTTP/1.1\r\nHost: b\r\n\r\n")).rejects.toThrow("not a path");
    expect(connections).toBe(0);
  });
});

describe("a patient pool", () => {
  it("sends quick questions one after the other over one connection, in their order", async () => {
    open(PATIENCE);
    const order: string[] = [];
    answer = ({ url = "" }, response) => {
      order.push(url);
      setTimeout(() => response.end(url), 5);
    };
    const paths = numbered(5);
    expect(await Promise.all(paths.map((it) => get(it)))).toEqual(paths);
    expect(order).toEqual(paths);
    expect(connections).toBe(1);
  });

  it("dials one more for a question that waited too long, and keeps to what it has after that", async () => {
    open(PATIENCE);
    answer = ({ url = "" }, response) => void (url === "/events" ? response.write("first") : response.end(url));
    const events = get("/events").catch(({ code }: NodeJS.ErrnoException) => code);
    const paths = numbered(3);
    expect(await Promise.all(paths.map((it) => get(it)))).toEqual(paths);
    expect(connections).toBe(2);
    server.closeAllConnections();
    expect(await events).toBe("ECONNRESET");
  });

  it("grows by one at a time, however many wait", async () => {
    open(PATIENCE);
    answer = () => undefined;
    const asked = numbered(6).map((it) => get(it).catch(() => "gone"));
    await sleep(PATIENCE * 1.5);
    expect(connections).toBe(2);
    pool.close();
    expect(await Promise.all(asked)).toEqual(Array<string>(6).fill("gone"));
    expect(connections).toBe(2);
  });
});
