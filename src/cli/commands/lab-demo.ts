/**
 * `swarmlan lab demo`: the main job end to end, told as it goes: a lab, a plan, an apply, a service, who has which
 * address, and the page as a client on another VLAN gets it. Takes the lab down again unless it is to be kept.
 */
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { planSwarm } from "../../core/plan/plan-swarm.ts";
import { openFleet } from "../../edges/engine/index.ts";
import { parseSpec } from "../../edges/spec-file/parse-spec.ts";
import { AppError } from "../../errors/app-error.ts";
import { type Lab, labUp } from "../../lab/index.ts";
import { formatAddress } from "../../model/address.ts";
import type { Emit } from "../../model/event.ts";
import type { Spec } from "../../model/spec.ts";
import { apply } from "../../operations/apply.ts";
import { listEndpoints } from "../../operations/list-endpoints.ts";
import { observe } from "../../operations/observe.ts";
import type { Fleet } from "../../operations/ports/engine.ts";
import { answer, type Answer, type Column } from "../answer.ts";
import type { Context, Input } from "../define-command.ts";

interface Page {
  readonly node: string;
  readonly name: string;
  readonly address: string;
  readonly page: string;
}

const COLUMNS: readonly Column<Page>[] = [
  { title: "NODE", text: (it) => it.node },
  { title: "TASK", text: (it) => it.name },
  { title: "ADDRESS", text: (it) => it.address },
  { title: "WHAT THE CLIENT GOT", text: (it) => it.page },
];

const TRIES = 120;

export async function run(input: Input, { emit, signal }: Context): Promise<Answer> {
  const name = input.text("name") ?? "demo";
  const say = (text: string) => emit({ kind: "phase", title: text });
  say("1. A swarm of six real Engines, on a LAN of its own in this machine");
  const lab = await labUp({ name }, emit, signal);
  try {
    const pages = await mainJob(lab, { emit, signal, say });
    const failed = pages.some((it) => it.page === "no answer");
    return { ...told(lab, pages, input.flag("keep")), exitCodes: failed ? [1] : [] };
  } finally {
    if (!input.flag("keep")) await lab.down();
  }
}

interface Telling {
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

async function mainJob(lab: Lab, telling: Telling): Promise<readonly Page[]> {
  const { emit, signal, say } = telling;
  const document = parseSpec({ text: await readFile(lab.specFile, "utf8"), file: lab.specFile, env: {} });
  if (document.spec === undefined)
    throw new AppError("SPEC_INVALID", { file: lab.specFile, problems: document.findings.length });
  const spec = document.spec;
  const fleet = openFleet(spec.swarm, {});
  try {
    const snapshot = await look(spec, fleet, telling);
    const plan = planSwarm({ spec, snapshot, now: snapshot.takenAt, prune: false });
    say(`2. swarmlan apply: ${plan.lans.flatMap((it) => it.steps).length} steps, the slices first`);
    await apply({ fleet, plan, snapshot, signal, emit, clock: () => performance.now() });
    say("3. A service with a web page on every node");
    await serve(lab, spec);
    say("4. Who has which address, and the page through the router, from a client on another VLAN");
    return await fetchAll(lab, { spec, fleet, telling });
  } finally {
    fleet.close();
  }
}

function look(spec: Spec, fleet: Fleet, { emit, signal }: Telling) {
  return observe({ fleet, swarmId: spec.swarm.id, signal, emit, now: () => new Date().toISOString() });
}

async function serve(lab: Lab, spec: Spec): Promise<void> {
  const lan = spec.lans[0]?.name ?? "";
  const argv = ["service", "create", "-d", "-q", "--mode", "global", "--name", "it-tools", "--network", lan];
  const placed = ["--constraint", `node.labels.swarmlan.${lan}==ready`, lab.image];
  const made = await lab.docker(lab.nodes[0]?.name ?? "", [...argv, ...placed]);
  if (made.code !== 0)
    throw new AppError("LAB_COMMAND_FAILED", { command: "docker service create", text: made.stderr });
}

async function fetchAll(lab: Lab, of: { spec: Spec; fleet: Fleet; telling: Telling }): Promise<readonly Page[]> {
  for (let tries = 1; ; tries++) {
    const snapshot = await look(of.spec, of.fleet, { ...of.telling, emit: () => undefined });
    const running = listEndpoints({ spec: of.spec, snapshot }).filter(
      (it) => it.state === "running" && it.ipv4 !== undefined,
    );
    if (running.length < lab.nodes.length && tries < TRIES) {
      await sleep(500, undefined, { signal: of.telling.signal });
      continue;
    }
    return Promise.all(
      running.map(async (it): Promise<Page> => {
        const address = it.ipv4 ? formatAddress(it.ipv4) : "";
        const got = await lab.exec("client", [
          "curl",
          "-s",
          "-m",
          "5",
          "--retry",
          "5",
          "--retry-connrefused",
          `http://${address}/`,
        ]);
        const page =
          got.code === 0
            ? got.stdout
                .replaceAll(/<[^>]*>/g, " ")
                .replaceAll(/\s+/g, " ")
                .trim()
            : "no answer";
        return { node: it.node ?? "", name: it.name, address, page };
      }),
    );
  }
}

function told(lab: Lab, pages: readonly Page[], kept: boolean): Answer {
  const next = kept
    ? [
        `  swarmlan ps -f ${lab.specFile}`,
        `  swarmlan status -f ${lab.specFile}`,
        `  swarmlan lab down --name ${lab.name}`,
      ]
    : ["  swarmlan lab up        a lab to try things on", "  swarmlan lab demo --keep"];
  const rows = pages.map((it) => `  ${it.node.padEnd(8)} ${it.address.padEnd(15)} ${it.page}`);
  return answer({
    kind: "Demo",
    items: pages,
    columns: COLUMNS,
    findings: [],
    complete: true,
    exitCodes: [],
    text: () => [...rows, "", "What to type next:", ...next].join("\n"),
  });
}
