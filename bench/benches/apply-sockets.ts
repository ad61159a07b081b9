/** A LAN from nothing over unix sockets: swarmlan's whole apply against the bare `docker network create` commands. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../src/lab/index.ts";
import type { Bench, Measuring, Row } from "../bench.ts";
import {
  benchLab,
  createByHand,
  destroy,
  missingLab,
  removeByHand,
  script,
  socketOf,
  swarmlan,
} from "../lab/bench-lab.ts";
import { dockerClis } from "../lab/docker-clis.ts";
import { alternate } from "../measuring/alternate.ts";
import { node } from "../measuring/programs.ts";

const APPLY = "swarmlan apply -y";
const FLOOR = "a bare Node script of the same calls";

export const applySockets: Bench = {
  name: "apply-sockets",
  title: "A LAN from nothing over unix sockets",
  missing: missingLab,
  measure: async (by) => {
    const six = await measureOn(6, by, 2);
    const sixteen = await measureOn(16, by, 1);
    const notes = [
      "`apply -y` looks at every Engine, plans, writes the ledger before and after, proves each parent, sets the ready labels and a holder service, and looks again; the commands by hand make the networks only.",
      "How long the commands take hangs on the docker command line: each version that is on this machine's PATH has its rows.",
      "The floor is a script without a package that makes apply's calls in apply's order.",
    ];
    return { rows: [...six, ...sixteen], notes };
  },
};

async function measureOn(nodes: 6 | 16, { rounds, tell }: Measuring, atMost: number): Promise<readonly Row[]> {
  tell(`raising a lab of ${nodes} Engines`);
  await using lab = await benchLab(nodes);
  const clis = dockerClis();
  const gone = destroy(lab);
  const undo = script(lab, "undo", removeByHand(lab));
  const byHand = clis.map(({ path, version }) => ({
    name: handOf(nodes, version),
    run: script(lab, `by-hand-${version}`, createByHand(lab, path, socketOf(lab))),
    after: undo,
  }));
  const apply = { name: APPLY, run: swarmlan(lab, "apply", "-y"), after: gone };
  const times = await alternate([...byHand, apply, { name: FLOOR, run: bareApply(lab), after: gone }], rounds);
  const row = (name: string, hand: string): Row => ({
    what: `${name}, ${nodes} Engines`,
    found: { kind: "ratio", ratio: times.ratio(name, hand), of: times.of(name), to: times.of(hand), against: hand },
  });
  return clis.flatMap(({ version }) => {
    const hand = handOf(nodes, version);
    return [{ ...row(APPLY, hand), budget: { atMost } }, row(FLOOR, hand)];
  });
}

function handOf(nodes: number, version: string): string {
  return `${nodes + 1} docker network create (docker ${version})`;
}

function bareApply(lab: Lab): () => void {
  const nodes = lab.nodes.map(({ name }, index) => ({ name, socket: lab.socket(name), third: 16 + index }));
  const file = join(lab.folder, "bare-apply.json");
  writeFileSync(file, JSON.stringify(nodes));
  return node(join(process.cwd(), "bench/floor/bare-apply.cjs"), file);
}
