/** How many connections a patient pool makes, counted at a server of Node's own. */
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PatientAgent } from "../../../src/edges/engine/connect/patient-agent.ts";

const PATIENCE = 200;
let dir: string;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const server = createServer((asked, response) => answer(asked, response));
let connections = 0;
let agent: PatientAgent;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "swarmlan-patient-"));
  const path = join(dir, "s");
  connections = 0;
  await new Promise<void>((resolve) => server.listen(path, resolve));
  agent = new PatientAgent(
    () => {
      connections += 1;
      return createConnection({ path });
    },
    () => PATIENCE,
  );
});
afterEach(async () => {
  agent.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(dir, { recursive: true });
});

function get(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request({ agent, path }, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () => resolve(text)).on("error", reject);
    });
    sent.on("error", reject).end();
  });
}

describe("PatientAgent", () => {
  it("sends quick questions one after the other over one connection, in their order", async () => {
    const order: string[] = [];
    answer = ({ url = "" }, response) => {
      order.push(url);
      setTimeout(() => response.end(url), 5);
    };
    const paths = ["/a", "/b", "/c", "/d", "/e"];
    expect(await Promise.all(paths.map(get))).toEqual(paths);
    expect(order).toEqual(paths);
    expect(connections).toBe(1);
  });

  it("dials one more for a question that waited too long, and keeps to what it has after that", async () => {
    answer = ({ url = "" }, response) => void (url === "/events" ? response.write("first") : response.end(url));
    const events = get("/events").catch((error: NodeJS.ErrnoException) => error.code);
    expect(await Promise.all(["/a", "/b", "/c"].map(get))).toEqual(["/a", "/b", "/c"]);
    expect(connections).toBe(2);
    server.closeAllConnections();
    await events;
  });

  it("grows by one at a time, however many wait", async () => {
    answer = () => undefined;
    const asked = Array.from({ length: 6 }, (_, at) => get(`/${at}`).catch(() => "gone"));
    await sleep(PATIENCE * 1.5);
    expect(connections).toBe(2);
    agent.destroy();
    server.closeAllConnections();
    expect(await Promise.all(asked)).toEqual(Array.from({ length: 6 }, () => "gone"));
  });
});
