/** Answers as streams may bring them: cut anywhere, without a length, after others, or as no answers at all. */
import { Duplex } from "node:stream";
import { describe, expect, it } from "vitest";
import { BodyTooBig } from "../../../src/edges/engine/http/answer-body.ts";
import { exchange } from "../../../src/edges/engine/http/exchange.ts";
import { limit } from "../../../src/edges/engine/http/limit.ts";
import { Pool } from "../../../src/edges/engine/http/pool.ts";

/** Whose other end is the test. */
class Wire extends Duplex {
  written = "";

  constructor() {
    super({ allowHalfOpen: false });
  }
  override _read(): void {}
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.written += chunk.toString();
    done();
  }
}

function ask(request: { method: string; path: string; body?: string } = { method: "GET", path: "/" }) {
  const wires: Wire[] = [];
  const pool = new Pool(() => {
    wires.push(new Wire());
    return wires.at(-1) as Wire;
  });
  const again = () => exchange(pool, request, limit(new AbortController().signal, 30));
  return { wires, pool, answer: again(), again };
}

const CHUNKED = "HTTP/1.1 200 OK\r\nApi-Version: 1.41\r\nTransfer-Encoding: chunked\r\n\r\n";
const SIZED = (text: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("one connection", () => {
  it("reads an answer whatever pieces it comes in", async () => {
    const whole = Buffer.from(`${CHUNKED}8\r\n[1,2,"é\r\n4;a=b\r\n,3"]\r\n0\r\nTrailer: x\r\n\r\n`);
    for (const size of [1, 2, 3, 7, whole.length]) {
      const { wires, answer } = ask();
      for (let at = 0; at < whole.length; at += size) wires[0]?.push(whole.subarray(at, at + size));
      const { status, headers, body } = await answer;
      expect([status, headers.get("api-version"), headers.get("server")]).toEqual([200, "1.41", undefined]);
      expect((await body.whole(100)).toString()).toBe('[1,2,"é,3"]');
      expect(wires[0]?.destroyed).toBe(false);
    }
  });

  it("asks the next question over the same stream, and sends it whole", async () => {
    const { wires, answer, again } = ask({ method: "POST", path: "/networks/create", body: '{"Name":"é"}' });
    wires[0]?.push(SIZED("a"));
    expect((await (await answer).body.whole(10)).toString()).toBe("a");
    const next = again();
    wires[0]?.push("HTTP/1.1 204 No Content\r\n\r\n");
    expect((await next).status).toBe(204);
    expect((await (await next).body.whole(10)).length).toBe(0);
    expect(wires).toHaveLength(1);
    const head = "POST /networks/create HTTP/1.1\r\nHost: docker\r\nUser-Agent: swarmlan\r\n";
    const rest = 'Content-Type: application/json\r\nContent-Length: 13\r\n\r\n{"Name":"é"}';
    expect(wires[0]?.written).toBe(`${head}${rest}${head}${rest}`);
  });

  it("passes over what comes before the answer proper", async () => {
    const { wires, answer } = ask();
    wires[0]?.push(`HTTP/1.1 100 Continue\r\n\r\n${SIZED("b")}`);
    expect((await answer).status).toBe(200);
    expect((await (await answer).body.whole(10)).toString()).toBe("b");
  });

  it("takes the end of the stream for the end of an answer without a length", async () => {
    const { wires, answer } = ask();
    wires[0]?.push("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\nab");
    const { body } = await answer;
    wires[0]?.push("c");
    wires[0]?.push(null);
    const chunks: string[] = [];
    for await (const chunk of body) chunks.push(chunk.toString());
    expect(chunks.join("")).toBe("abc");
    await settled();
    expect(wires[0]?.destroyed).toBe(true);
  });

  it("tells an answer that breaks off from one that ends", async () => {
    for (const cut of [CHUNKED, `${CHUNKED}5\r\n[1,`, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n[1,"]) {
      const { wires, answer } = ask();
      wires[0]?.push(cut);
      wires[0]?.push(null);
      await expect((await answer).body.whole(100)).rejects.toMatchObject({ code: "ECONNRESET", reused: false });
    }
  });

  it("hands over what came before an answer broke off, to who reads it piece by piece", async () => {
    const { wires, answer } = ask();
    wires[0]?.push(`${CHUNKED}3\r\none\r\n`);
    wires[0]?.push(null);
    const chunks: string[] = [];
    const reading = async () => {
      for await (const chunk of (await answer).body) chunks.push(chunk.toString());
    };
    await expect(reading()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(chunks).toEqual(["one"]);
  });

  it.each(["SSH-2.0-OpenSSH_9.2\r\n", "\u0015\u0003\u0001", "HTTP/1.1 nonsense\r\n", "HTTPX\r\n"])(
    "knows at once that %j is no HTTP",
    async (said) => {
      const { wires, answer } = ask();
      wires[0]?.push(Buffer.from(said, "latin1"));
      await expect(answer).rejects.toMatchObject({ code: expect.stringMatching(/^HPE_/) as unknown });
    },
  );

  it("drops a stream that speaks unasked", async () => {
    const { wires, answer, again } = ask();
    wires[0]?.push(SIZED("a"));
    await (await answer).body.whole(10);
    wires[0]?.push("HTTP/1.1 408 Request Timeout\r\n\r\n");
    await settled();
    expect(wires[0]?.destroyed).toBe(true);
    void again().catch(() => undefined);
    expect(wires).toHaveLength(2);
  });

  it("has the other side wait while a reader is slow, and no longer when the answer is over", async () => {
    const { wires, answer, again } = ask();
    const [wire] = wires as [Wire];
    const piece = "x".repeat(100_000);
    wire.push(`HTTP/1.1 200 OK\r\nContent-Length: ${10 * piece.length}\r\n\r\n`);
    const { body } = await answer;
    let pushed = 0;
    while (pushed < 10 && !wire.isPaused()) {
      wire.push(piece);
      pushed += 1;
      await settled();
    }
    expect(pushed).toBeLessThan(10);
    for (; pushed < 10; pushed += 1) wire.push(piece);
    let read = 0;
    for await (const chunk of body) read += chunk.length;
    expect(read).toBe(10 * piece.length);
    const next = again();
    wire.push(SIZED("after"));
    expect((await (await next).body.whole(10)).toString()).toBe("after");
  });

  it("bounds what is read as a whole, and drops the stream", async () => {
    const { wires, answer } = ask();
    wires[0]?.push(`${CHUNKED}3\r\none\r\n`);
    const { body } = await answer;
    const whole = body.whole(5);
    wires[0]?.push("3\r\ntwo\r\n");
    await expect(whole).rejects.toBeInstanceOf(BodyTooBig);
    expect(wires[0]?.destroyed).toBe(true);
  });

  it("drops the stream of a reader that stops before the end", async () => {
    const { wires, answer } = ask();
    wires[0]?.push(`${CHUNKED}3\r\none\r\n`);
    for await (const chunk of (await answer).body) {
      expect(chunk.toString()).toBe("one");
      break;
    }
    expect(wires[0]?.destroyed).toBe(true);
  });

  it.each([
    "Content-Length: -40",
    "Content-Length: abc",
    "Content-Length: 5\r\nContent-Length: 6",
    "Transfer-Encoding: gzip",
    "no header",
  ])("takes no answer with %j for one", async (header) => {
    const { wires, answer } = ask();
    wires[0]?.push(`HTTP/1.1 200 OK\r\n${header}\r\n\r\nX`);
    await expect(answer).rejects.toMatchObject({ code: "HPE_INVALID" });
    expect(wires[0]?.destroyed).toBe(true);
  });

  it.each(["-5\r\nX", "xyz\r\n", "\r\n", "3\r\nabcd\r\n", `3;${"x".repeat(5000)}`, `0\r\n${"x".repeat(5000)}`])(
    "takes no body with chunks such as %j for one",
    async (chunks) => {
      const { wires, answer } = ask();
      wires[0]?.push(`${CHUNKED}1\r\n[\r\n${chunks}`);
      await expect((await answer).body.whole(100)).rejects.toMatchObject({ code: "HPE_INVALID" });
    },
  );

  it("gives what comes behind an answer to nobody, and the next question a stream of its own", async () => {
    for (const surplus of ["HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nstray", "\r\n"]) {
      const { wires, answer, again } = ask();
      wires[0]?.push(SIZED("a") + surplus);
      expect((await (await answer).body.whole(10)).toString()).toBe("a");
      const next = [again(), again()];
      await settled();
      expect(wires).toHaveLength(3);
      wires[1]?.push(SIZED("b"));
      wires[2]?.push(SIZED("c"));
      const bodies = next.map(async (it) => (await (await it).body.whole(10)).toString());
      expect(await Promise.all(bodies)).toEqual(["b", "c"]);
    }
  });

  it("belongs to the next asker once an answer is over, whatever becomes of the one before", async () => {
    const { wires, pool, answer } = ask();
    wires[0]?.push(SIZED("0"));
    await (await answer).body.whole(10);
    const letGo = new AbortController();
    const first = exchange(pool, { method: "GET", path: "/first" }, limit(letGo.signal, 30));
    wires[0]?.push(SIZED("first"));
    const reading = (await first).body[Symbol.asyncIterator]();
    await reading.next();
    const second = exchange(pool, { method: "POST", path: "/second" }, limit(new AbortController().signal, 30));
    expect(wires).toHaveLength(1);
    letGo.abort();
    await reading.return(undefined);
    expect(wires[0]?.destroyed).toBe(false);
    wires[0]?.push(SIZED("second"));
    expect((await (await second).body.whole(10)).toString()).toBe("second");
  });

  it("refuses a body that is too big also when all of it is there", async () => {
    const { wires, answer, again } = ask();
    wires[0]?.push(SIZED("too big"));
    const { body } = await answer;
    const next = again();
    await expect(body.whole(3)).rejects.toBeInstanceOf(BodyTooBig);
    wires[0]?.push(SIZED("b"));
    expect((await (await next).body.whole(10)).toString()).toBe("b");
  });

  it("is not asked once it is destroyed, though nobody has heard of its end", async () => {
    const { wires, answer, again } = ask();
    wires[0]?.push(SIZED("a"));
    await (await answer).body.whole(10);
    wires[0]?.destroy();
    const next = again();
    wires[1]?.push(SIZED("b"));
    expect((await (await next).body.whole(10)).toString()).toBe("b");
  });
});
