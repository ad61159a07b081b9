/** The main job end to end, told as it goes. One story, whatever bench it is told on. */
import { setTimeout as sleep } from "node:timers/promises";
import { planSwarm } from "../../core/plan/plan-swarm.ts";
import { openFleet } from "../../edges/engine/index.ts";
import { formatAddress } from "../../model/address.ts";
import { formatCidr } from "../../model/cidr.ts";
import type { Finding } from "../../model/finding.ts";
import type { Plan } from "../../model/plan.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { apply } from "../../operations/apply.ts";
import { listEndpoints } from "../../operations/list-endpoints.ts";
import { observe } from "../../operations/observe.ts";
import type { Fleet } from "../../operations/ports/engine.ts";
import type { Bench, Telling } from "./bench.ts";

/** What the client got from one container. */
export interface Page {
  readonly node: string;
  readonly name: string;
  readonly address: string;
  readonly page: string;
}

export const NO_ANSWER = "no answer";
const SERVICE = "it-tools";
/** For a minute, at a quarter of a second each. */
const TRIES = 240;
const PAUSE_MS = 250;

export async function tellStory(open: () => Promise<Bench>, telling: Telling): Promise<Told> {
  const { emit } = telling;
  emit({ kind: "note", text: "1. A swarm of six nodes, and a LAN" });
  const bench = await open();
  try {
    emit({ kind: "note", text: `   ${bench.what}` });
    const fleet = openFleet(bench.spec.swarm, {});
    try {
      return { ...(await mainJob(bench, fleet, telling)), next: bench.next };
    } finally {
      fleet.close();
    }
  } finally {
    await bench.close();
  }
}

export interface Told {
  /** One per node; none when apply failed. */
  readonly pages: readonly Page[];
  /** What apply failed at. */
  readonly findings: readonly Finding[];
  readonly next: readonly string[];
}

async function mainJob(bench: Bench, fleet: Fleet, telling: Telling): Promise<Omit<Told, "next">> {
  const { emit, signal } = telling;
  const say = (text: string) => emit({ kind: "note", text });
  const { spec } = bench;
  const lan = spec.lans[0]?.name ?? "";
  const snapshot = await look(bench, fleet, telling);
  const plan = planSwarm({ spec, snapshot, now: snapshot.takenAt, prune: false });
  say("2. swarmlan plan: who gets which part of the LAN");
  for (const line of slicesOf(plan)) say(line);
  say(`3. swarmlan apply: ${plan.lans.flatMap((it) => it.steps).length} steps, the slices first`);
  const { failed } = await apply({ fleet, plan, snapshot, signal, emit, clock: () => performance.now() });
  signal.throwIfAborted();
  if (failed.length > 0) return { pages: [], findings: failed.map((it) => it.finding) };
  say(`4. docker service create --mode global --name ${SERVICE} --network ${lan} … : a web page on every node`);
  await bench.serve(SERVICE, lan);
  const running = await untilRunning(bench, fleet, telling);
  say(`5. swarmlan ps: who has which address; and the page, fetched ${bench.way}`);
  const pages = await Promise.all(
    running.map(async ({ node = "", name, ipv4 }): Promise<Page> => {
      const address = ipv4 === undefined ? "" : formatAddress(ipv4);
      return { node, name, address, page: (await bench.fetch(address)) ?? NO_ANSWER };
    }),
  );
  return { pages, findings: [] };
}

function look({ spec }: Bench, fleet: Fleet, { emit, signal }: Telling): Promise<Snapshot> {
  return observe({ fleet, swarmId: spec.swarm.id, signal, emit, now: () => new Date().toISOString() });
}

function slicesOf(plan: Plan): readonly string[] {
  return plan.lans
    .flatMap((it) => it.shares)
    .map(({ hostname, ipv4 }) => {
      const host = ipv4.host === undefined ? "" : `  without ${formatAddress(ipv4.host)}, the host's own`;
      return `   ${hostname.padEnd(8)} ${formatCidr(ipv4.slice)}${host}`;
    });
}

/** The containers of the service, once there is one on every node, or what there is of them in the end. */
async function untilRunning(bench: Bench, fleet: Fleet, telling: Telling) {
  for (let tries = 1; ; tries++) {
    const snapshot = await look(bench, fleet, { ...telling, emit: () => undefined });
    const all = listEndpoints({ spec: bench.spec, snapshot });
    const running = all.filter((it) => it.state === "running" && it.ipv4 !== undefined);
    if (running.length >= snapshot.swarm.nodes.length || tries === TRIES) return running;
    await sleep(PAUSE_MS, undefined, { signal: telling.signal });
  }
}
