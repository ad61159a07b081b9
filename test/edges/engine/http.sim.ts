/** How the client bears Engines that are slow, gone, strange or of another time. Each is a small server on a unix socket. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTcpServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openEngine } from "../../../src/edges/engine/index.ts";
import { AppError } from "../../../src/errors/app-error.ts";
import type { NetworkId } from "../../../src/model/ids.ts";
import type { Engine } from "../../../src/operations/ports/engine.ts";
import { never, refused } from "../../contracts/scene.ts";

const VERSION = { Version: "28.5.2", ApiVersion: "1.51", MinAPIVersion: "1.24" };

let dir: string;
let server: Server | undefined;
let engine: Engine | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "swarmlan-http-"));
});
afterEach(async () => {
  engine?.close();
  await stop();
  rmSync(dir, { recursive: true });
});

const path = (): string => join(dir, "e.sock");

async function stop(): Promise<void> {
  const old = server;
  server = undefined;
  if (!old) return;
  old.closeAllConnections();
  await new Promise((resolve) => old.close(resolve));
}

/** An Engine that answers `/version` well and everything else as told; gives the paths that were asked for. */
async function serve(answer: RequestListener, version: object = VERSION): Promise<string[]> {
  const asked: string[] = [];
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    if (request.url === "/version") response.end(JSON.stringify(version));
    else answer(request, response);
  });
  await new Promise<void>((resolve) => server?.listen(path(), resolve));
  return asked;
}

function open(options: { seconds?: number; bound?: number } = {}): Engine {
  engine = openEngine(`unix://${path()}`, options);
  return engine;
}

describe("an Engine's client", () => {
  it("agrees on a version once, however many ask at once", async () => {
    const asked = await serve((_, response) => response.end("[]"));
    await Promise.all(Array.from({ length: 20 }, () => open().networks.list(never)));
    engine?.close();
    asked.length = 0;
    const one = open();
    await Promise.all(Array.from({ length: 20 }, () => one.networks.list(never)));
    expect(asked.filter((url) => url === "/version")).toHaveLength(1);
    expect(asked).toHaveLength(21);
  });

  it.each([
    [{ Version: "20.10.24", ApiVersion: "1.41", MinAPIVersion: "1.12" }, "/v1.41/networks"],
    [{ Version: "28.5.2", ApiVersion: "1.51", MinAPIVersion: "1.24" }, "/v1.51/networks"],
    [{ Version: "29.0.0", ApiVersion: "1.52", MinAPIVersion: "1.44" }, "/v1.51/networks"],
  ])("speaks with %j the newest that both know", async (version, expected) => {
    const asked = await serve((_, response) => response.end("[]"), version);
    await open().networks.list(never);
    expect(asked).toEqual(["/version", expected]);
  });

  it("asks who an Engine is and which version it speaks in one call, and each again in none or one", async () => {
    const asked = await serve((_, response) => {
      response.setHeader("Api-Version", "1.41");
      response.end('{"ServerVersion":"20.10.24","Swarm":null}');
    });
    const one = open();
    const first = await Promise.all([one.identify(never), one.identify(never)]);
    expect(first.map((it) => [it.version, it.apiVersion])).toEqual(Array(2).fill(["20.10.24", "1.41"]));
    expect(asked).toEqual(["/info", "/v1.41/info"]);
  });

  it("asks an Engine that is newer than itself for its oldest version too", async () => {
    const answer: RequestListener = (_, response) => {
      response.setHeader("Api-Version", "1.90");
      response.end('{"ServerVersion":"40.0","Swarm":null}');
    };
    await serve(answer, { Version: "40.0", ApiVersion: "1.90", MinAPIVersion: "1.44" });
    expect(await open().identify(never)).toMatchObject({ version: "40.0" });
    engine?.close();
    await stop();
    await serve(answer, { Version: "40.0", ApiVersion: "1.90", MinAPIVersion: "1.60" });
    expect(await refused("ENGINE_TOO_NEW", open().identify(never))).toMatchObject({ minimum: "1.60" });
  });

  it("finds an Engine again that was away when it was asked who it is", async () => {
    const one = open();
    await refused("ENGINE_UNREACHABLE", one.identify(never));
    await serve((_, response) => response.setHeader("Api-Version", "1.51").end('{"ServerVersion":"28.5.2"}'));
    expect(await one.identify(never)).toMatchObject({ version: "28.5.2", swarmState: "inactive" });
  });

  it("refuses Engines that are too old or too new, by their version", async () => {
    await serve((_, response) => response.end("[]"), { Version: "19.03.9", ApiVersion: "1.40", MinAPIVersion: "1.12" });
    expect(await refused("ENGINE_TOO_OLD", open().networks.list(never))).toMatchObject({ version: "19.03.9" });
    engine?.close();
    await stop();
    await serve((_, response) => response.end("[]"), { Version: "40.0", ApiVersion: "1.90", MinAPIVersion: "1.60" });
    expect(await refused("ENGINE_TOO_NEW", open().networks.list(never))).toMatchObject({ minimum: "1.60" });
  });

  it("says why nobody answers", async () => {
    const endpoint = `unix://${path()}`;
    const none = { endpoint, reason: "there is no such socket" };
    expect(await refused("ENGINE_UNREACHABLE", open().networks.list(never))).toEqual(none);
    writeFileSync(path(), "");
    const refusing = { endpoint, reason: "nothing listens there" };
    expect(await refused("ENGINE_UNREACHABLE", open().networks.list(never))).toEqual(refusing);
  });

  it("says that something else than HTTP answers", async () => {
    const other = createTcpServer((socket) => socket.resume().end("SSH-2.0-OpenSSH_9.2\r\n"));
    await new Promise<void>((resolve) => other.listen(path(), resolve));
    const details = await refused("ENGINE_UNREACHABLE", open().networks.list(never));
    expect(details).toMatchObject({ reason: expect.stringContaining("it does not speak HTTP") as unknown });
    await new Promise((resolve) => other.close(resolve));
  });

  it("tries again where an Engine was away before", async () => {
    const one = open();
    await refused("ENGINE_UNREACHABLE", one.networks.list(never));
    await serve((_, response) => response.end("[]"));
    expect(await one.networks.list(never)).toEqual([]);
  });

  it("reads on where an Engine closed all idle connections, and asks nothing twice", async () => {
    const slowly: RequestListener = (_, response) => void setTimeout(() => response.end("[]"), 5);
    await serve(slowly);
    const one = open();
    await Promise.all(Array.from({ length: 8 }, () => one.networks.list(never)));
    await stop();
    const asked = await serve(slowly);
    expect(await Promise.all([one.networks.list(never), one.networks.list(never)])).toEqual([[], []]);
    expect(asked).toHaveLength(2);
  });

  it("does not mind that an Engine closed an idle connection", async () => {
    await serve((_, response) => response.end("[]"));
    const one = open();
    await one.networks.list(never);
    await stop();
    await serve((_, response) => response.end("[]"));
    expect(await one.networks.list(never)).toEqual([]);
  });

  it("gives up on a silent Engine after its deadline", async () => {
    await serve(() => undefined);
    const details = await refused("ENGINE_TIMEOUT", open({ seconds: 0.2 }).networks.list(never));
    expect(details).toMatchObject({ call: "GET /networks", seconds: 0.2 });
  });

  it("gives up on an answer that does not end", async () => {
    await serve((_, response) => response.write("["));
    await refused("ENGINE_TIMEOUT", open({ seconds: 0.2 }).networks.list(never));
  });

  it("lets go at once when the caller does", async () => {
    await serve(() => undefined);
    const caller = new AbortController();
    setTimeout(() => caller.abort(), 30);
    const began = Date.now();
    await refused("INTERRUPTED", open().networks.list(caller.signal));
    const reason = new AppError("DECLINED", { what: "the test" });
    await refused("DECLINED", open().networks.list(AbortSignal.abort(reason)));
    expect(Date.now() - began).toBeLessThan(2000);
  });

  it("does not spoil the negotiation for others when its first caller lets go", async () => {
    await serve((_, response) => response.end("[]"));
    const one = open();
    const caller = new AbortController();
    const first = one.networks.list(caller.signal);
    const second = one.networks.list(never);
    caller.abort();
    await refused("INTERRUPTED", first);
    expect(await second).toEqual([]);
  });

  it("reads no more than it was told to", async () => {
    await serve((_, response) => response.end(JSON.stringify(["x".repeat(3 * 2 ** 20)])));
    const details = await refused("ENGINE_ANSWER_TOO_BIG", open({ bound: 2 ** 20 }).networks.list(never));
    expect(details).toMatchObject({ mebibytes: 1 });
  });

  it("says so when the answer is no Engine's", async () => {
    await serve((_, response) => response.end("<html>"), {});
    await refused("ENGINE_ANSWER_ODD", open().networks.list(never));
    engine?.close();
    await stop();
    await serve((_, response) => response.end('{"Id":7}'));
    await refused("ENGINE_ANSWER_ODD", open().networks.list(never));
  });

  it("hands on what an Engine says when it refuses", async () => {
    await serve((_, response) => response.writeHead(500).end('{"message":"disk on fire"}'));
    expect(await refused("ENGINE_REFUSED", open().networks.list(never))).toEqual({
      endpoint: `unix://${path()}`,
      call: "GET /networks",
      status: 500,
      text: "disk on fire",
    });
  });

  it("takes a swarm network that a manager says 500 of, because only its instance is left, for gone", async () => {
    const id = "qpgwczycuqsrd3axgrlbnywo8" as NetworkId;
    await serve((_, response) => {
      response.statusCode = 500;
      response.end(JSON.stringify({ message: `network ${id} not found` }));
    });
    expect(await open().networks.remove(id, never)).toBe(false);
    await refused("ENGINE_REFUSED", open().networks.remove("another" as NetworkId, never));
  });

  it("tells a broken stream of events from one that was ended", async () => {
    const event = { Type: "network", Action: "create", Actor: { ID: "n", Attributes: { name: "é" } }, timeNano: 1e18 };
    const bytes = Buffer.from(`${JSON.stringify(event)}\n`);
    await serve((_, response) => {
      response.write(bytes.subarray(0, bytes.indexOf(0xc3) + 1));
      setTimeout(() => response.end(bytes.subarray(bytes.indexOf(0xc3) + 1)), 20);
    });
    const seen: string[] = [];
    const watching = (async () => {
      for await (const it of open().events(never)) seen.push(it.attributes["name"] ?? "");
    })();
    await refused("ENGINE_UNREACHABLE", watching);
    expect(seen).toEqual(["é"]);
  });

  it("waits longer than its deadline for events, and ends with the signal", async () => {
    const event = { Type: "network", Action: "create", Actor: { ID: "n", Attributes: {} }, timeNano: 1e18 };
    await serve((_, response) => {
      response.flushHeaders();
      setTimeout(() => response.write(`${JSON.stringify(event)}\n`), 300);
    });
    const caller = new AbortController();
    const seen: string[] = [];
    for await (const it of open({ seconds: 0.1 }).events(caller.signal)) {
      seen.push(it.action);
      caller.abort();
    }
    expect(seen).toEqual(["create"]);
  });
});
