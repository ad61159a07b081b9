/** A LAN from nothing over ssh, as most people reach their swarm: real sshds, the system's ssh. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../src/lab/index.ts";
import type { Bench, Row } from "../bench.ts";
import { benchLab, createByHand, destroy, missingLab, removeByHand, script } from "../lab/bench-lab.ts";
import { alternate } from "../measuring/alternate.ts";
import { SWARMLAN } from "../measuring/programs.ts";

const APPLY = "swarmlan apply -y";
const PLAN = "swarmlan plan";
const HAND = "7 docker network create with DOCKER_HOST=ssh://…";

export const applySsh: Bench = {
  name: "apply-ssh",
  title: "A LAN from nothing over ssh, six Engines",
  missing: missingLab,
  measure: async ({ rounds, tell }) => {
    tell("raising a lab of six Engines");
    await using lab = await benchLab(6);
    const login = /manager: (ssh:\/\/[^@]+@)/.exec(readFileSync(lab.sshSpecFile, "utf8"))?.[1] ?? "ssh://";
    const byHand = join(lab.folder, "by-ssh.sh");
    writeFileSync(byHand, `set -e\n${createByHand(lab, "docker", (hostname) => `${login}${hostname}`)}\n`);
    const swarmlan = (...argv: readonly string[]) =>
      fromClient(lab, process.execPath, SWARMLAN, ...argv, "-f", lab.sshSpecFile, "--progress", "none");
    const times = await alternate(
      [
        { name: HAND, run: fromClient(lab, "sh", byHand), after: script(lab, "undo", removeByHand(lab)) },
        { name: APPLY, run: swarmlan("apply", "-y"), after: destroy(lab) },
        { name: PLAN, run: swarmlan("plan") },
      ],
      rounds,
    );
    const faster: Row = {
      what: `${APPLY}: how many times faster than by hand`,
      found: { kind: "ratio", ratio: times.ratio(HAND, APPLY), of: times.of(APPLY), to: times.of(HAND), against: HAND },
      budget: { atLeast: 3 },
    };
    const plan: Row = { what: `${PLAN}, from nothing`, found: { kind: "amount", amount: times.of(PLAN), unit: "ms" } };
    return {
      rows: [faster, plan],
      notes: ["From the lab's client, over its router and bridges: the network itself takes no time worth a word."],
    };
  },
};

function fromClient(lab: Lab, ...argv: readonly string[]): () => Promise<void> {
  return async () => {
    const { code, stderr } = await lab.exec("client", argv);
    if (code !== 0) throw new TypeError(`${argv.join(" ")}: ${stderr}`);
  };
}
