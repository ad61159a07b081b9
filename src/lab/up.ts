/**
 * Brings a lab up: the LAN, the nodes with their Engines, the swarm, the registry with the lab's web page, the spec.
 *
 * Refuses a name that is taken (LAB_EXISTS, LAB_HALF_MADE, LAB_BUSY). What fails or is interrupted is taken down again.
 */
import { setMaxListeners } from "node:events";
import { writeFileSync } from "node:fs";
import { AppError } from "../errors/app-error.ts";
import type { Emit } from "../model/event.ts";
import { bootNode, waitForEngine, writeBootScripts } from "./boot.ts";
import { labDown } from "./down.ts";
import { askEngines, enginesText, readEngineChoices } from "./engines.ts";
import { type Lab, openLab } from "./handle.ts";
import { loadWebImage, pushImage } from "./images.ts";
import { type LabLayout, type LabNode, type LayoutRequest, layOut, WEB_IMAGE } from "./layout.ts";
import { rememberNetnsRoot } from "./netns-root.ts";
import { labPaths } from "./paths.ts";
import { checkMachine } from "./problems.ts";
import { claim, updateRecord } from "./record.ts";
import { startRegistry, waitForRegistry } from "./registry.ts";
import { specText } from "./spec-text.ts";
import { makeSshKeys, writeSshConfig } from "./ssh.ts";
import { type Stopwatch, stopwatch } from "./stopwatch.ts";
import { initSwarm, joinSwarm } from "./swarm.ts";
import { wire } from "./wires.ts";

export interface LabOptions extends LayoutRequest {
  /** Other Engines, as `VERSION=ROOT` (dealt over the nodes, in turn with this machine's own) or `NODE=ROOT`. */
  readonly engines?: readonly string[];
}

/** Makes the lab and answers it, ready for use. */
export async function labUp(
  options: LabOptions = {},
  emit: Emit = () => undefined,
  signal?: AbortSignal,
): Promise<Lab> {
  const { deal, roots, said } = readEngineChoices(options.engines ?? []);
  const asked = layOut({ ...options, deal: [...(options.deal ?? []), ...deal], roots: { ...options.roots, ...roots } });
  const watch = stopwatch(emit, signal);
  await watch.time("check this machine", checkMachine);
  const layout = await watch.time("ask the Engines", () => askEngines(asked, said));
  emit({ kind: "phase", title: `Engines: ${enginesText(layout)}` });
  claim(layout);
  const inner = new AbortController();
  // One listener a program under way: more than Node's default of 10 where there are more nodes.
  setMaxListeners(0, inner.signal);
  const stop = () => inner.abort();
  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  try {
    await raise({ layout, watch, signal: inner.signal });
  } catch (error) {
    // Nothing of ours may go on making things while they are taken away.
    inner.abort();
    await labDown(layout.name);
    throw signal?.aborted ? new AppError("INTERRUPTED", { what: `making the lab ${layout.name}` }) : error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
  updateRecord(layout.name, { phase: "ready", steps: watch.times() });
  return openLab(layout.name);
}

interface Raising {
  readonly layout: LabLayout;
  readonly watch: Stopwatch;
  readonly signal: AbortSignal;
}

async function raise(it: Raising): Promise<void> {
  const { layout, watch, signal } = it;
  const { name } = layout;
  rememberNetnsRoot();
  writeBootScripts(name);
  await Promise.all([
    watch.time("lay the LAN", () => wire(layout, signal)),
    watch.time("make ssh keys", () => makeSshKeys(name, signal)),
  ]);
  startRegistry(name);
  writeSshConfig(layout);
  writeFileSync(labPaths(name).spec, specText(layout));
  writeFileSync(labPaths(name).sshSpec, specText(layout, "ssh"));
  const engines = bootAll(it);
  // A node that fails to boot fails the lab below; the others' failures are not left unheard meanwhile.
  await settled([...engines.values(), shipWebImage(it, engines), joinAll(it, engines)]);
}

/** Managers first: they join one after the other, so the time that the lab takes hangs on the last of them. */
function bootAll({ layout, watch, signal }: Raising): Engines {
  const { name, nodes } = layout;
  const boot = (node: LabNode, after: Promise<unknown>): Promise<void> =>
    after.then(() =>
      watch.time(
        "boot",
        () => {
          if (signal.aborted) throw new AppError("INTERRUPTED", { what: `booting ${node.name}` });
          bootNode(name, node);
          return waitForEngine(name, node.name, signal);
        },
        node.name,
      ),
    );
  const engines = new Map<string, Promise<void>>();
  const [first] = nodes;
  for (const node of nodes) {
    const after = node.role === "manager" ? Promise.resolve() : engines.get(first?.name ?? "");
    engines.set(node.name, boot(node, after ?? Promise.resolve()));
  }
  return engines;
}

type Engines = ReadonlyMap<string, Promise<void>>;

async function shipWebImage({ layout, watch, signal }: Raising, engines: Engines): Promise<void> {
  const [first] = layout.nodes;
  await engines.get(first?.name ?? "");
  await watch.time(`make ${WEB_IMAGE}`, () => loadWebImage(layout, signal));
  await waitForRegistry(layout.name, signal);
  await watch.time(`push ${WEB_IMAGE}`, () => pushImage(layout, WEB_IMAGE, signal));
}

async function joinAll({ layout, watch, signal }: Raising, engines: Engines): Promise<void> {
  const [manager, ...others] = layout.nodes;
  if (manager === undefined) return;
  await engines.get(manager.name);
  const tokens = await watch.time("begin the swarm", () => initSwarm(layout.name, manager, signal), manager.name);
  const join = async (node: LabNode): Promise<void> => {
    await engines.get(node.name);
    const through = { manager, tokens, signal };
    await watch.time("join the swarm", () => joinSwarm(layout.name, node, through), node.name);
  };
  const managers = async (): Promise<void> => {
    for (const node of others.filter((it) => it.role === "manager")) await join(node);
  };
  await settled([managers(), ...others.filter((it) => it.role === "worker").map(join)]);
}

/** Like Promise.all, but a failure is thrown as soon as it happens and no later one is left without a listener. */
async function settled(work: readonly Promise<unknown>[]): Promise<void> {
  for (const it of work) it.catch(() => undefined);
  await Promise.all(work);
}
