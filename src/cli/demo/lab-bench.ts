/** The demo on a lab: real Engines, real packets. Takes the lab down at the end, unless it is to be kept. */
import { readFile } from "node:fs/promises";
import { parseSpec } from "../../edges/spec-file/parse-spec.ts";
import { AppError } from "../../errors/app-error.ts";
import { type Lab, labUp } from "../../lab/index.ts";
import type { Spec } from "../../model/spec.ts";
import type { Bench, Telling } from "./bench.ts";

export async function labBench(name: string, keep: boolean, { emit, signal }: Telling): Promise<Bench> {
  const lab = await labUp({ name }, emit, signal);
  const close = async () => {
    if (!keep) await lab.down();
  };
  try {
    return { ...benchOf(lab, await specOf(lab), keep), close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}

function benchOf(lab: Lab, spec: Spec, keep: boolean): Omit<Bench, "close"> {
  return {
    what: "real Engines, on a LAN of its own in this machine",
    way: "through the router, from a client on another VLAN",
    spec,
    serve: (service, lan) => serve(lab, service, lan),
    fetch: (address) => fetchPage(lab, address),
    next: keep
      ? [
          `swarmlan ps -f ${lab.specFile}`,
          `swarmlan status -f ${lab.specFile}`,
          `swarmlan lab in --name ${lab.name} client curl http://ADDRESS/`,
          `swarmlan lab down --name ${lab.name}`,
        ]
      : ["swarmlan lab demo --keep   the same, and then look around in it", INIT],
  };
}

export const INIT = "swarmlan init              on a node of your own swarm";

async function specOf(lab: Lab): Promise<Spec> {
  const document = parseSpec({ text: await readFile(lab.specFile, "utf8"), file: lab.specFile, env: {} });
  if (document.spec !== undefined) return document.spec;
  throw new AppError("SPEC_INVALID", { file: lab.specFile, problems: document.findings.length });
}

async function serve(lab: Lab, name: string, lan: string): Promise<void> {
  const argv = ["service", "create", "-d", "-q", "--mode", "global", "--name", name, "--network", lan];
  const placed = ["--constraint", `node.labels.swarmlan.${lan}==ready`, lab.image];
  const made = await lab.docker(lab.nodes[0]?.name ?? "", [...argv, ...placed]);
  if (made.code === 0) return;
  throw new AppError("LAB_COMMAND_FAILED", { command: "docker service create", text: made.stderr });
}

async function fetchPage(lab: Lab, address: string): Promise<string | undefined> {
  const patient = ["-m", "5", "--retry", "5", "--retry-connrefused"];
  const got = await lab.exec("client", ["curl", "-s", ...patient, `http://${address}/`]);
  if (got.code !== 0) return undefined;
  return got.stdout
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}
