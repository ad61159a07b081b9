/** Specs of a lab as doctor's benches need them. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../src/lab/index.ts";
import { script } from "./bench-lab.ts";

/** All 4,096 addresses of the /20 on three nodes: two /22s and a /21. */
const SLICES = ["192.168.16.0/21", "192.168.24.0/22", "192.168.28.0/22"];

/** Writes the lab's spec anew, its whole subnet dealt over three nodes; gives the file. */
export function wholeSubnet(lab: Lab): string {
  const nodes = lab.nodes.map(({ name }, at) => `      ${name}: { slice: ${SLICES[at]} }`);
  // The hosts' own addresses, of which over sockets nobody tells, lie in the first one's slice.
  const hosts = lab.nodes.map((_, at) => `192.168.${16 + at}.1`);
  const lan = ["host: none", `    reserve: [${hosts.join(", ")}]`, "    nodes:", ...nodes].join("\n");
  const text = readFileSync(lab.specFile, "utf8").replace("host: first", lan);
  // Beside the lab's own: such a spec is looked at from the lab's client.
  const file = join(lab.folder, "whole.yaml");
  writeFileSync(file, text);
  return file;
}

/** The least that a person's look at a host costs: a throw-away container on each node, all at once, by docker's own client. */
export function containersByHand(lab: Lab, image: string): () => void {
  const run = lab.nodes.map(
    ({ name }) => `docker -H unix://${lab.socket(name)} run --rm --network host ${image} true &`,
  );
  return script(lab, "containers", [...run, "wait"].join("\n"));
}
