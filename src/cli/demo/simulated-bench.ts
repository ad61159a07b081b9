/**
 * The same demo where no lab can run: Engines in memory behind sockets in a folder of its own. The plan, the steps and
 * the addresses are what swarmlan makes of their answers; no packet is sent, so the page only says who would have answered.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine } from "../../edges/engine/index.ts";
import type { LanName } from "../../model/ids.ts";
import { parseAddress } from "../../model/address.ts";
import { parseCidr } from "../../model/cidr.ts";
import type { Spec } from "../../model/spec.ts";
import { type NodeOptions, startSimulator } from "../../simulator/index.ts";
import { AppError } from "../../errors/app-error.ts";
import type { Bench, Telling } from "./bench.ts";
import { INIT } from "./lab-bench.ts";

/** The nodes of the reference case. */
const NODES: readonly NodeOptions[] = ["mgr01", "mgr02", "mgr03", "swarm01", "swarm02", "swarm03"].map((hostname) => ({
  hostname,
  role: hostname.startsWith("mgr") ? "manager" : "worker",
}));
const IMAGE = "it-tools:1";
/** Slow enough to be followed. */
const TIMING = { start: 150, answer: 5 };

export async function simulatedBench({ signal }: Pick<Telling, "signal">): Promise<Bench> {
  const dir = await mkdtemp(join(tmpdir(), "swarmlan-"));
  const images = { [IMAGE]: { ports: ["80/tcp"], page: "it works (no packet was sent)" } };
  const simulator = await startSimulator({ dir, nodes: NODES, timing: TIMING, images });
  return {
    what: "Engines in this process's memory",
    way: "as a client on another VLAN would, if there were one",
    spec: specOf(simulator.endpoints),
    serve: (name, lan) => serve(simulator.endpoints["mgr01"] ?? "", { name, lan, signal }),
    fetch: (address) => {
      const got = simulator.fetch({ kind: "client" }, `http://${address}/`);
      return Promise.resolve(got.kind === "page" ? got.body : undefined);
    },
    next: ["sudo swarmlan lab demo     the same on real Engines, on Linux", INIT],
    close: async () => {
      await simulator.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function serve(
  endpoint: string,
  { name, lan, signal }: { readonly name: string; readonly lan: string; readonly signal: AbortSignal },
): Promise<void> {
  const engine = openEngine(endpoint);
  const Placement = { Constraints: [`node.labels.swarmlan.${lan}==ready`] };
  const TaskTemplate = { ContainerSpec: { Image: IMAGE }, Placement, Networks: [{ Target: lan }] };
  try {
    await engine.swarm.createService({ Name: name, TaskTemplate, Mode: { Global: {} } }, signal);
  } finally {
    engine.close();
  }
}

/** The reference case, as a lab has it. */
function specOf(endpoints: Readonly<Record<string, string>>): Spec {
  const subnet = parseCidr("192.168.16.0/20");
  const gateway = parseAddress("192.168.31.254");
  if (subnet === undefined || gateway === undefined) throw new AppError("INTERNAL", { text: "the demo's LAN is none" });
  return {
    swarm: { manager: endpoints["mgr01"] ?? "", nodes: { kind: "map", byHostname: endpoints } },
    lans: [
      {
        name: "macvlanswarm" as LanName,
        ipv4: { subnet, gateway, sliceLength: 24, pool: subnet },
        parent: "eth1",
        host: "first",
        edges: "reserve",
        reserve: [],
        nodeNetwork: "macvlanconf",
        attachable: true,
        internal: false,
        mode: "bridge",
        nodes: {},
      },
    ],
  };
}
