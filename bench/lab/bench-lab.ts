/** A lab for one bench, and what a person would type to make the same networks on it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Lab, labProblems, labUp } from "../../src/lab/index.ts";
import { node, program, SWARMLAN } from "../measuring/programs.ts";

export const LAN = "macvlanswarm";
const NODE_NETWORK = "macvlanconf";
const SUBNET = "192.168.16.0/20";
const GATEWAY = "192.168.31.254";

/** Why there can be no lab here. */
export async function missingLab(): Promise<string | undefined> {
  const problem = await labProblems();
  return problem && `it needs a lab: ${problem.message}`;
}

/** Six as in the reference case, three of them, or as many as a /20 of /24s has slices for. */
export async function benchLab(nodes: 3 | 6 | 16): Promise<Lab> {
  const managers = 3;
  return labUp({
    name: `bench${process.pid % 100_000}`,
    nodes: nodes > managers ? `mgr:${managers},swarm:${nodes - managers}` : `mgr:${managers}`,
  });
}

/** The `docker network create` commands of the reference case, one after the other, by the docker at that path. */
export function createByHand(lab: Lab, docker: string, hostOf: (hostname: string) => string): string {
  const eachNode = lab.nodes.map(({ name }, index) => {
    const slice = 16 + index;
    const addresses = `--subnet ${SUBNET} --ip-range 192.168.${slice}.0/24 --gateway ${GATEWAY}`;
    const rest = `--aux-address host=192.168.${slice}.1 -o parent=eth1 ${NODE_NETWORK}`;
    return `${docker} -H ${hostOf(name)} network create --config-only ${addresses} ${rest}`;
  });
  const whole = `network create -d macvlan --scope swarm --config-from ${NODE_NETWORK} --attachable ${LAN}`;
  return [...eachNode, `${docker} -H ${hostOf(lab.nodes[0]?.name ?? "")} ${whole}`].join("\n");
}

export function removeByHand(lab: Lab): string {
  const first = lab.nodes[0]?.name ?? "";
  const eachNode = lab.nodes.map(({ name }) => `docker -H ${socketOf(lab)(name)} network rm ${NODE_NETWORK}`);
  return [`docker -H ${socketOf(lab)(first)} network rm ${LAN}`, ...eachNode].join("\n");
}

export function socketOf(lab: Lab): (hostname: string) => string {
  return (hostname) => `unix://${lab.socket(hostname)}`;
}

/** A script in the lab's folder, which stops at the first command that fails. */
export function script(lab: Lab, name: string, lines: string): () => void {
  const file = join(lab.folder, `${name}.sh`);
  writeFileSync(file, `set -e\n${lines}\n`);
  return program("sh", [file]);
}

export function swarmlan(lab: Lab, ...argv: readonly string[]): () => void {
  return node(SWARMLAN, ...argv, "-f", lab.specFile, "--progress", "none");
}

export function destroy(lab: Lab): () => void {
  return swarmlan(lab, "destroy", LAN, "--confirm", LAN);
}
