/**
 * A simulated swarm in a process of its own, so that its cost is not taken for swarmlan's. Reads orders as lines of JSON
 * on stdin, answers each with a line on stdout; ends with stdin.
 */
import { createInterface } from "node:readline";
import { openEngine } from "../../src/edges/engine/index.ts";
import { type Simulator, startSimulator } from "../../src/simulator/index.ts";
import type { SwarmOrder, SwarmUsage } from "./swarm-orders.ts";

const SIGNAL = new AbortController().signal;
/** The scheduler looks seldom: each look is over all tasks. */
const TIMING = { schedule: 250 };
const IMAGES = 10;

let simulator: Simulator | undefined;

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(await obey(JSON.parse(line) as SwarmOrder))}\n`);
}
await simulator?.close();
process.exit();

async function obey(order: SwarmOrder): Promise<object> {
  if (order.kind === "usage") return usage();
  if (order.kind === "start") simulator = await startSimulator({ dir: order.dir, nodes: order.nodes, timing: TIMING });
  else await serve(simulator, order);
  return {};
}

function usage(): SwarmUsage {
  const { user, system } = process.cpuUsage();
  return { cpuMs: (user + system) / 1000, rssMiB: process.memoryUsage.rss() / 2 ** 20 };
}

async function serve(swarm: Simulator | undefined, order: SwarmOrder & { readonly kind: "serve" }): Promise<void> {
  if (swarm === undefined) throw new TypeError("start first");
  const { state, endpoints } = swarm;
  const manager = openEngine(Object.values(endpoints)[0] ?? "");
  for (let count = 1; count <= order.services; count++) {
    const ContainerSpec = { Image: `web:${count % IMAGES}` };
    const TaskTemplate = { ContainerSpec, Networks: [{ Target: order.network }] };
    await manager.swarm.createService({ Name: `web${count}`, TaskTemplate, Mode: { Global: {} } }, SIGNAL);
  }
  manager.close();
  const wanted = order.services * state.nodes.size;
  const running = () => [...state.swarm.tasks.values()].filter((it) => it.wire.Status.State === "running").length;
  while (running() < wanted) await new Promise((resolve) => setTimeout(resolve, 50));
}
