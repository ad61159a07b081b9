/** A socket here that leads to one over there, asked of a fake control socket; the real one is in test/lab/ssh.lab.ts. */
import { mkdtempSync, rmSync } from "node:fs";
import { createConnection, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ForwardRefused, forwardSocket } from "../../../../src/edges/engine/connect/ssh/forward.ts";
import { type ControlSocket, type ControlSocketKind, startControlSocket } from "../../../fakes/control-socket.ts";

let dir: string;
let control: ControlSocket | undefined;
let engine: Server;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "swarmlan-forward-"));
  engine = createServer((socket) => socket.end("the Engine"));
  await new Promise<void>((resolve) => engine.listen(at("engine"), resolve));
});
afterEach(async () => {
  await control?.close();
  await new Promise((resolve) => engine.close(resolve));
  rmSync(dir, { recursive: true });
});

const at = (name: string): string => join(dir, name);

async function forward(kind: ControlSocketKind): Promise<string> {
  control = await startControlSocket(at("1"), kind);
  await forwardSocket(at("1"), { listen: at("1e"), to: at("engine") });
  return at("1e");
}

describe("forwardSocket", () => {
  it("is done when what connects to the socket here reaches the one over there", async () => {
    expect(await text(createConnection({ path: await forward("leads") }))).toBe("the Engine");
  });

  it.each(["refuses", "closes", "dumb", "newer"] as const)("is refused by an ssh that %s", async (kind) => {
    await expect(forward(kind)).rejects.toBeInstanceOf(ForwardRefused);
  });

  it("is refused where nobody listens", async () => {
    const asked = forwardSocket(at("nothing"), { listen: at("1e"), to: at("engine") });
    await expect(asked).rejects.toBeInstanceOf(ForwardRefused);
  });
});
