/** How swarmlan grows with the swarm: simulated Engines behind unix sockets, in a process of their own. */
import type { Bench, Found, Row } from "../bench.ts";
import { growthChart, type Series } from "../growth/growth-chart.ts";
import { type RaisedSwarm, raiseSwarm } from "../growth/raised-swarm.ts";
import { type Usage, watched } from "../measuring/programs.ts";
import { spreadOf } from "../measuring/spread.ts";

const SIZES = [10, 30, 100, 300, 1000, 3000];
const CONTAINERS_A_NODE = 10;
const MANY = { nodes: 1000, containersANode: 100 };
const RUNS = 3;

type Command = "plan" | "apply -y" | "ps";

/** Of each command the runs at each size; the first apply has one. */
type Runs = ReadonlyMap<string, readonly Usage[]>;

export const growth: Bench = {
  name: "growth",
  title: "Growth, on simulated Engines",
  missing: () => Promise.resolve(process.platform === "linux" ? undefined : "sockets are counted in Linux' /proc"),
  measure: async ({ tell }) => {
    const found = new Map<string, readonly Usage[]>();
    const simulation: string[] = [];
    for (const size of SIZES) {
      tell(`${size} nodes`);
      await using swarm = await raiseSwarm(size);
      for (const [command, usages] of await grow(swarm, CONTAINERS_A_NODE)) found.set(`${command} ${size}`, usages);
      simulation.push(await cpuBeside(swarm, size));
    }
    tell(`${MANY.nodes} nodes with ${MANY.containersANode} containers each`);
    await using many = await raiseSwarm(MANY.nodes);
    for (const [command, usages] of await grow(many, MANY.containersANode)) found.set(`${command} many`, usages);
    return { rows: rowsOf(found), notes: notesOf(simulation), images: { "growth.svg": chartOf(found) } };
  },
};

/** A first apply, then containers, then looking at them. */
async function grow(swarm: RaisedSwarm, containersANode: number): Promise<ReadonlyMap<Command, readonly Usage[]>> {
  const run = (command: Command) => watched([...command.split(" "), "-f", swarm.specFile, "--progress", "none"]);
  const apply = await run("apply -y");
  await swarm.serve(containersANode);
  const found = { plan: [] as Usage[], ps: [] as Usage[] };
  for (let count = 0; count < RUNS; count++) {
    found.plan.push(await run("plan"));
    found.ps.push(await run("ps"));
  }
  return new Map<Command, readonly Usage[]>([
    ["apply -y", [apply]],
    ["plan", found.plan],
    ["ps", found.ps],
  ]);
}

/** How much of the machine the simulation took beside swarmlan, so that nobody takes one for the other. */
async function cpuBeside(swarm: RaisedSwarm, size: number): Promise<string> {
  const before = await swarm.usage();
  const plan = await watched(["plan", "-f", swarm.specFile, "--progress", "none"]);
  const after = await swarm.usage();
  const simulated = Math.round(after.cpuMs - before.cpuMs);
  return `${size}: ${Math.round(plan.cpuMs)} and ${simulated} ms`;
}

function rowsOf(found: Runs): readonly Row[] {
  const of = (key: string): readonly Usage[] => found.get(key) ?? [];
  const seconds = (key: string): Found =>
    amount(
      of(key).map((it) => it.ms / 1000),
      "s",
    );
  const all = [...found.values()].flat();
  const containers = (MANY.nodes * MANY.containersANode).toLocaleString("en");
  return [
    { what: "plan, nothing to do, 1,000 nodes", found: seconds("plan 1000"), budget: { atMost: 3 } },
    { what: "plan, nothing to do, 3,000 nodes", found: seconds("plan 3000") },
    { what: "apply from nothing, 1,000 nodes", found: seconds("apply -y 1000") },
    { what: "apply from nothing, 3,000 nodes", found: seconds("apply -y 3000") },
    { what: `ps of ${containers} containers on 1,000 nodes`, found: seconds("ps many"), budget: { atMost: 10 } },
    {
      what: "peak memory of any of these runs",
      found: amount([Math.max(...all.map((it) => it.peakMiB))], "MiB"),
      budget: { atMost: 400 },
    },
    {
      what: "open sockets of any of these runs",
      found: amount([Math.max(...all.map((it) => it.sockets))], "sockets"),
      budget: { atMost: 256 },
    },
    {
      what: "plan: time a node at 3,000 nodes, to that at 300",
      found: amount([perNode(of("plan 3000"), 3000) / perNode(of("plan 300"), 300)], "×"),
      budget: { atMost: 1.25 },
    },
  ];
}

function amount(values: readonly number[], unit: "s" | "MiB" | "sockets" | "×"): Found {
  return { kind: "amount", amount: spreadOf(values), unit };
}

function perNode(usages: readonly Usage[], nodes: number): number {
  return spreadOf(usages.map((it) => it.ms)).median / nodes;
}

function chartOf(found: Runs): string {
  const series = (["plan", "ps", "apply -y"] as const).map((command): Series => {
    const points = SIZES.map((nodes) => {
      const usages = found.get(`${command} ${nodes}`) ?? [];
      return { nodes, seconds: spreadOf(usages.map((it) => it.ms / 1000)).median };
    });
    return { name: command, points };
  });
  return growthChart(series, `swarmlan on simulated swarms, ${CONTAINERS_A_NODE} containers a node`);
}

function notesOf(simulation: readonly string[]): readonly string[] {
  return [
    "![wall time against nodes, both logarithmic: straight lines of slope one](images/growth.svg)",
    `The Engines are simulated (they pass the contract suite that real ones pass), each behind a unix socket of its own, all in one other process. CPU of one \`plan\`, and of the simulation meanwhile, by nodes: ${simulation.join("; ")}.`,
  ];
}
