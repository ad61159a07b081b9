/** Raises a simulated swarm in another process, with a spec for it, and tells it what to do. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { NodeOptions } from "../../src/simulator/index.ts";
import type { SwarmOrder, SwarmUsage } from "./swarm-orders.ts";

export const LAN = "big";
const MANAGERS = 3;
/** Beside the bundle that this is in. */
const PROGRAM = fileURLToPath(new URL("simulated-swarm.mjs", import.meta.url));

export interface RaisedSwarm extends AsyncDisposable {
  readonly specFile: string;
  /** A service after the other, each with a task on every node. Resolves when all run. */
  serve(services: number): Promise<void>;
  /** What the simulation's own process has taken so far. */
  usage(): Promise<SwarmUsage>;
}

export async function raiseSwarm(size: number): Promise<RaisedSwarm> {
  const dir = mkdtempSync(join(tmpdir(), "swarmlan-growth-"));
  const child = spawn(process.execPath, [PROGRAM], { stdio: ["pipe", "pipe", "inherit"] });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (order: SwarmOrder): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify(order)}\n`);
    const { value, done } = await answers.next();
    if (done) throw new TypeError("the simulated swarm ended");
    return JSON.parse(value) as unknown;
  };
  await ask({ kind: "start", dir, nodes: Array.from({ length: size }, (_, index) => nodeAt(index)) });
  const specFile = join(dir, "swarmlan.yaml");
  writeFileSync(specFile, specText(dir));
  return {
    specFile,
    serve: async (services) => void (await ask({ kind: "serve", network: LAN, services })),
    usage: async () => (await ask({ kind: "usage" })) as SwarmUsage,
    [Symbol.asyncDispose]: async () => {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.stdin.end();
      await ended;
      rmSync(dir, { recursive: true });
    },
  };
}

function nodeAt(index: number): NodeOptions {
  const address = `10.${Math.floor(index / 62_500)}.${Math.floor(index / 250) % 250}.${(index % 250) + 1}`;
  const hostname = `n${String(index + 1).padStart(4, "0")}`;
  return { hostname, role: index < MANAGERS ? "manager" : "worker", address };
}

/** A /12 of /24s has slices for 4,096 nodes. */
function specText(dir: string): string {
  return `version: 1
swarm:
  manager: unix://${dir}/n0001.sock
  nodes: unix://${dir}/{hostname}.sock
lans:
  ${LAN}:
    subnet: 172.16.0.0/12
    gateway: 172.31.255.254
    slice: /24
    parent: eth1
`;
}
