/**
 * Runs the real program against a lab's Engines through counting proxies, and kills it (SIGKILL) at one write.
 *
 * Writes are counted over all Engines. A request that is held when its sender dies never reaches its Engine.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Lab } from "../../src/lab/index.ts";
import { type CountingProxy, startProxy } from "../fakes/counting-proxy.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/swarmlan.js");

export interface Kill {
  readonly write: number;
  readonly moment: "before" | "after";
}

export interface Killer extends AsyncDisposable {
  /** A copy of the lab's spec, changed, that goes through the proxies. */
  file(name: string, change?: (text: string) => string): string;
  /** True when it was killed, false when it ended well before that write; any other end fails the test. */
  run(argv: readonly string[], at?: Kill): Promise<boolean>;
}

export async function killerOf(lab: Lab): Promise<Killer> {
  const folder = mkdtempSync(join(tmpdir(), "killed-"));
  const proxies: CountingProxy[] = [];
  let writes = 0;
  let kill: Kill | undefined;
  let victim: ReturnType<typeof spawn> | undefined;
  const numbers = new WeakMap<object, number>();
  const strike = (number: number | undefined, moment: Kill["moment"]): boolean => {
    const hit = number !== undefined && number === kill?.write && moment === kill.moment;
    if (hit) victim?.kill("SIGKILL");
    return hit;
  };
  const hooks = {
    onRequest: (request: { write: number }) => {
      if (request.write === 0) return;
      numbers.set(request, ++writes);
      if (strike(writes, "before")) return new Promise<void>(() => {});
    },
    onAnswer: (request: { write: number }) => {
      strike(numbers.get(request), "after");
    },
  };
  let text = readFileSync(lab.specFile, "utf8");
  for (const { name } of lab.nodes) {
    const listen = join(folder, `${name}.sock`);
    proxies.push(await startProxy({ target: lab.socket(name), listen, ...hooks }));
    text = text.replaceAll(lab.socket(name), listen);
  }
  return {
    file: (name, change = (it) => it) => {
      const path = join(folder, `${name}.yaml`);
      writeFileSync(path, change(text));
      return path;
    },
    run: async (argv, at) => {
      writes = 0;
      kill = at;
      victim = spawn(process.execPath, [PROGRAM, ...argv], { stdio: ["ignore", "pipe", "pipe"] });
      const said: string[] = [];
      victim.stdout?.on("data", (data) => said.push(String(data)));
      victim.stderr?.on("data", (data) => said.push(String(data)));
      const [code, signal] = (await once(victim, "close")) as [number | null, string | null];
      kill = undefined;
      if (signal === "SIGKILL") return true;
      expect(code, `${argv.join(" ")}\n${said.join("")}`).toBe(0);
      return false;
    },
    [Symbol.asyncDispose]: async () => {
      for (const proxy of proxies) await proxy.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Tells the story with a kill before and after every write in turn, until it ends unharmed; answers how many writes. */
export async function everyKill(story: (at: Kill) => Promise<boolean>): Promise<number> {
  for (let write = 1; ; write++) {
    if (!(await story({ write, moment: "before" }))) return write - 1;
    expect(await story({ write, moment: "after" })).toBe(true);
  }
}

/**
 * The same in half the time, for slow stories: before the first write, then after every one. What is left before write n
 * is what is left after write n-1, because the sender of both is dead.
 */
export async function everyKillAfter(story: (at: Kill) => Promise<boolean>): Promise<number> {
  expect(await story({ write: 1, moment: "before" })).toBe(true);
  for (let write = 1; ; write++) if (!(await story({ write, moment: "after" }))) return write - 1;
}
