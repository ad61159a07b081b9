/** Real Engines hold the contract that the simulator holds. Needs root on Linux. */
import { openEngine } from "../../src/edges/engine/index.ts";
import { labDown, labUp } from "../../src/lab/index.ts";
import { describeEngineContract } from "../contracts/engine-contract.ts";

const NAME = "contract";

describeEngineContract("real Engines of this machine", async () => {
  await labDown(NAME);
  const lab = await labUp({ name: NAME, nodes: "mgr:1,swarm:1" });
  const [manager, worker] = lab.nodes.map((node) => openEngine(`unix://${lab.socket(node.name)}`));
  if (!manager || !worker) throw new Error("the lab has not the nodes it was asked for");
  return {
    manager,
    worker,
    image: lab.image,
    parent: "eth1",
    dispose: async () => {
      manager.close();
      worker.close();
      await lab.down();
    },
  };
});
