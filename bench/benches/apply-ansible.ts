/** A LAN from nothing, against Ansible: the playbook that `swarmlan export ansible` writes, with the Ansible that is here. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../src/lab/index.ts";
import type { Bench } from "../bench.ts";
import { benchLab, destroy, missingLab, removeByHand, script, socketOf, swarmlan } from "../lab/bench-lab.ts";
import { alternate } from "../measuring/alternate.ts";
import { program } from "../measuring/programs.ts";

const APPLY = "swarmlan apply -y";
const PLAYED = "the playbook of swarmlan export ansible";

export const applyAnsible: Bench = {
  name: "apply-ansible",
  title: "A LAN from nothing, against Ansible, six Engines",
  missing: async () => (version() === undefined ? "ansible-playbook is not on this machine" : missingLab()),
  measure: async ({ rounds, tell }) => {
    tell("raising a lab of six Engines");
    await using lab = await benchLab(6);
    const times = await alternate(
      [
        { name: PLAYED, run: played(lab), after: script(lab, "unplay", removeByHand(lab)) },
        { name: APPLY, run: swarmlan(lab, "apply", "-y"), after: destroy(lab) },
      ],
      Math.min(rounds, 5),
    );
    return {
      rows: [
        {
          what: `${APPLY}: how many times faster than Ansible`,
          found: {
            kind: "ratio",
            ratio: times.ratio(PLAYED, APPLY),
            of: times.of(APPLY),
            to: times.of(PLAYED),
            against: PLAYED,
          },
          budget: { atLeast: 10 },
        },
      ],
      notes: [
        `Played by ansible-core ${version()} on local connections, to the same sockets that apply uses: no ssh on either side.`,
        "It is not community.docker: its modules need Ansible 12 and a Python library on every node, which are not on this machine.",
      ],
    };
  },
};

/** Of ansible-core; undefined where there is none. */
function version(): string | undefined {
  const { stdout } = spawnSync("ansible-playbook", ["--version"], { encoding: "utf8" });
  return /core (\d[\d.]*)/.exec(stdout ?? "")?.[1];
}

function played(lab: Lab): () => void {
  const [playbook, inventory] = ["lans.play.yaml", "inventory.json"].map((it) => join(lab.folder, it)) as [
    string,
    string,
  ];
  swarmlan(lab, "export", "ansible", "--out", playbook)();
  const hosts = lab.nodes.map(({ name }) => [
    name,
    { ansible_connection: "local", swarmlan_environment: { DOCKER_HOST: socketOf(lab)(name) } },
  ]);
  writeFileSync(inventory, JSON.stringify({ all: { hosts: Object.fromEntries(hosts) } }));
  return program("ansible-playbook", ["-i", inventory, playbook]);
}
