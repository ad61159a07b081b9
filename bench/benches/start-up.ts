/** How long a command takes before it does anything. */
import type { Bench } from "../bench.ts";
import { alternate } from "../measuring/alternate.ts";
import { node, SWARMLAN } from "../measuring/programs.ts";

const EMPTY = "node -e 0";
/** These are short, and noise is large against them. */
const MORE_ROUNDS = 3;

export const startUp: Bench = {
  name: "start-up",
  title: "Start-up",
  missing: () => Promise.resolve(undefined),
  measure: async ({ rounds }) => {
    const subjects = [
      { name: EMPTY, run: node("-e", "0") },
      { name: "swarmlan --version", run: node(SWARMLAN, "--version") },
      { name: "swarmlan --help", run: node(SWARMLAN, "--help") },
    ];
    const times = await alternate(subjects, rounds * MORE_ROUNDS);
    const row = (what: string) => ({
      what,
      found: {
        kind: "ratio" as const,
        ratio: times.ratio(what, EMPTY),
        of: times.of(what),
        to: times.of(EMPTY),
        against: EMPTY,
      },
    });
    return { rows: [{ ...row("swarmlan --version"), budget: { atMost: 1.6 } }, row("swarmlan --help")], notes: [] };
  },
};
