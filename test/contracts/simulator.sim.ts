/** The simulator answers as real Engines do, as far as swarmlan relies on them; old Engines and new. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEngine } from "../../src/edges/engine/index.ts";
import { startSimulator } from "../../src/simulator/index.ts";
import { describeEngineContract } from "./engine-contract.ts";

for (const engineVersion of ["20.10.24", "26.1.5", "28.5.2", "29.7.2"]) {
  describeEngineContract(`simulated Engines ${engineVersion}`, async () => {
    const dir = await mkdtemp(join(tmpdir(), "swarmlan-sim-"));
    const simulator = await startSimulator({
      dir,
      nodes: [
        { hostname: "mgr01", role: "manager", engineVersion },
        { hostname: "swarm01", role: "worker", engineVersion },
      ],
    });
    const manager = openEngine(simulator.endpoints["mgr01"] ?? "");
    const worker = openEngine(simulator.endpoints["swarm01"] ?? "");
    return {
      manager,
      worker,
      image: "web:1",
      parent: "eth1",
      dispose: async () => {
        manager.close();
        worker.close();
        await simulator.close();
        await rm(dir, { recursive: true });
      },
    };
  });
}
