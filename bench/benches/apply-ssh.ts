/** A LAN from nothing over ssh, as most people reach their swarm: real sshds, the system's ssh. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../src/lab/index.ts";
import type { Bench, Row } from "../bench.ts";
import { benchLab, createByHand, destroy, missingLab, removeByHand, script } from "../lab/bench-lab.ts";
import { dockerClis } from "../lab/docker-clis.ts";
import { alternate } from "../measuring/alternate.ts";
import { SWARMLAN } from "../measuring/programs.ts";

const APPLY = "swarmlan apply -y";
const PLAN = "swarmlan plan";
const FLOOR = "a bare Node script of the same calls, by ssh -L";
const LOGINS = "six logins at once, and nothing else";

export const applySsh: Bench = {
  name: "apply-ssh",
  title: "A LAN from nothing over ssh, six Engines",
  missing: missingLab,
  measure: async ({ rounds, tell }) => {
    tell("raising a lab of six Engines");
    await using lab = await benchLab(6);
    const login = /manager: (ssh:\/\/[^@]+@)/.exec(readFileSync(lab.sshSpecFile, "utf8"))?.[1] ?? "ssh://";
    const clis = dockerClis();
    const undo = script(lab, "undo", removeByHand(lab));
    const byHand = clis.map(({ path, version }) => {
      const file = join(lab.folder, `by-ssh-${version}.sh`);
      writeFileSync(file, `set -e\n${createByHand(lab, path, (hostname) => `${login}${hostname}`)}\n`);
      return { name: handOf(version), run: fromClient(lab, "sh", file), after: undo };
    });
    const swarmlan = (...argv: readonly string[]) =>
      fromClient(lab, process.execPath, SWARMLAN, ...argv, "-f", lab.sshSpecFile, "--progress", "none");
    const times = await alternate(
      [
        ...byHand,
        { name: APPLY, run: swarmlan("apply", "-y"), after: destroy(lab) },
        { name: PLAN, run: swarmlan("plan") },
        { name: FLOOR, run: fromClient(lab, process.execPath, ...bareApply(lab, login)), after: destroy(lab) },
        { name: LOGINS, run: fromClient(lab, "sh", "-c", loginsAtOnce(lab, login)) },
      ],
      rounds,
    );
    const timesFaster = (name: string, hand: string): Row => ({
      what: `${name}: how many times faster than by hand`,
      found: { kind: "ratio", ratio: times.ratio(hand, name), of: times.of(name), to: times.of(hand), against: hand },
    });
    const compared = clis
      .map(({ version }) => handOf(version))
      .flatMap((hand): readonly Row[] => [
        { ...timesFaster(APPLY, hand), budget: { atLeast: 3 } },
        timesFaster(FLOOR, hand),
        timesFaster(LOGINS, hand),
      ]);
    const plan: Row = { what: `${PLAN}, from nothing`, found: { kind: "amount", amount: times.of(PLAN), unit: "ms" } };
    return {
      rows: [...compared, plan],
      notes: [
        "From the lab's client, over its router and bridges: the network itself takes no time worth a word.",
        "Both ends of every login are this one machine, and what a login takes is mostly CPU (OpenSSH's key exchange): six of them at once are a floor that hangs on the number of cores. By hand they come one after the other, with waits in between.",
        "The first round, which is not counted, is where swarmlan learns the nodes' names; later it logs in to all while it asks the manager.",
      ],
    };
  },
};

function handOf(version: string): string {
  return `7 docker network create with DOCKER_HOST=ssh://… (docker ${version})`;
}

/** The bare script knows all nodes, and where to have ssh listen for each. */
function bareApply(lab: Lab, login: string): readonly string[] {
  const nodes = lab.nodes.map(({ name }, index) => {
    const ssh = `${login.slice("ssh://".length)}${name}`;
    return { name, ssh, socket: join(lab.folder, `bare-${name}.sock`), third: 16 + index };
  });
  const file = join(lab.folder, "bare-ssh.json");
  writeFileSync(file, JSON.stringify(nodes));
  return [join(process.cwd(), "bench/floor/bare-apply.cjs"), file];
}

function loginsAtOnce(lab: Lab, login: string): string {
  const user = login.slice("ssh://".length);
  return `${lab.nodes.map(({ name }) => `ssh ${user}${name} true &`).join(" ")} wait`;
}

function fromClient(lab: Lab, ...argv: readonly string[]): () => Promise<void> {
  return async () => {
    const { code, stderr } = await lab.exec("client", argv);
    if (code !== 0) throw new TypeError(`${argv.join(" ")}: ${stderr}`);
  };
}
