/** Real Engines hold the contract that the simulator holds, of every version at hand. Needs root on Linux. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine } from "../../src/edges/engine/index.ts";
import { type Lab, labLoad, labUp } from "../../src/lab/index.ts";
import { describeEngineContract } from "../contracts/engine-contract.ts";
import { engines } from "./engines.ts";

const NAME = `con${process.pid}`;

for (const { version, root } of await engines()) {
  describeEngineContract(`real Engines ${version}`, async () => {
    const lab = await labUp({ name: NAME, nodes: "mgr:1,swarm:1", ...onAll(root) });
    const [manager, worker] = lab.nodes.map((node) => openEngine(`unix://${lab.socket(node.name)}`));
    if (!manager || !worker) throw new Error("the lab has not the nodes it was asked for");
    return {
      manager,
      worker,
      image: await savedAndLoaded(lab),
      parent: "eth1",
      dispose: async () => {
        manager.close();
        worker.close();
        await lab.down();
      },
    };
  });
}

function onAll(root: string | undefined): { readonly roots?: Readonly<Record<string, string>> } {
  return root === undefined ? {} : { roots: { mgr01: root, swarm01: root } };
}

/** The lab's page as `lab load` takes it in: what `docker save` writes differs from version to version. */
async function savedAndLoaded(lab: Lab): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "contract-"));
  try {
    const file = join(folder, "saved.tar");
    const saved = await lab.docker("mgr01", ["save", "-o", file, lab.image]);
    if (saved.code !== 0) throw new Error(saved.stderr);
    return await labLoad(lab, file, { name: "loaded:1" });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
