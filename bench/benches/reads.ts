/** What it costs to look: a plan that has nothing to do, and the list of who is where, on six real Engines. */
import type { Bench } from "../bench.ts";
import { benchLab, LAN, missingLab, swarmlan } from "../lab/bench-lab.ts";
import { alternate } from "../measuring/alternate.ts";
import { node } from "../measuring/programs.ts";

const EMPTY = "node -e 0";
const COMMANDS = ["plan", "ps", "status"] as const;

export const reads: Bench = {
  name: "reads",
  title: "Looking at six Engines over unix sockets",
  missing: missingLab,
  measure: async ({ rounds, tell }) => {
    tell("raising a lab of six Engines");
    await using lab = await benchLab(6);
    swarmlan(lab, "apply", "-y")();
    const first = lab.nodes[0]?.name ?? "";
    const serve = ["service", "create", "-q", "--mode", "global", "--name", "web", "--network", LAN, lab.image];
    await lab.docker(first, serve);
    const commands = COMMANDS.map((name) => ({ name, run: swarmlan(lab, name) }));
    const times = await alternate([{ name: EMPTY, run: node("-e", "0") }, ...commands], rounds * 2);
    const rows = COMMANDS.map((name) => ({
      what: `swarmlan ${name}${name === "plan" ? ", nothing to do" : ""}`,
      found: {
        kind: "ratio" as const,
        ratio: times.ratio(name, EMPTY),
        of: times.of(name),
        to: times.of(EMPTY),
        against: EMPTY,
      },
      ...(name === "status" ? {} : { budget: { atMost: 3 } }),
    }));
    return {
      rows,
      notes: [
        "A container runs on every node. Each command asks every Engine who it is, for its networks and for its containers.",
      ],
    };
  },
};
