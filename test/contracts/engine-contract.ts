/**
 * What swarmlan relies on of Docker Engines, as a suite: the simulator passes it (`simulator.sim.ts`) and so do real
 * Engines (`test/lab/engine-contract.lab.ts`).
 */
import { afterAll, beforeAll, describe } from "vitest";
import type { Engine } from "../../src/operations/ports/engine.ts";
import { ledgerBehaviour } from "./ledger-behaviour.ts";
import { networkBehaviour } from "./network-behaviour.ts";
import { probeBehaviour } from "./probe-behaviour.ts";
import { swarmBehaviour } from "./swarm-behaviour.ts";
import { taskBehaviour } from "./task-behaviour.ts";

/** A swarm of one manager and one worker, with nothing of ours on it. */
export interface ContractSwarm {
  readonly manager: Engine;
  readonly worker: Engine;
  /** Serves a web page on port 80 and has `wget` and `sh`. */
  readonly image: string;
  /** An interface that both nodes have and no macvlan network uses. */
  readonly parent: string;
  dispose(): Promise<void>;
}

/** Runs the suite; `open` is called once, and `dispose` at the end. */
export function describeEngineContract(name: string, open: () => Promise<ContractSwarm>): void {
  describe(name, () => {
    let swarm: ContractSwarm | undefined;
    const opened = (): ContractSwarm => {
      if (!swarm) throw new Error("the swarm is not open");
      return swarm;
    };
    beforeAll(async () => {
      swarm = await open();
    });
    afterAll(async () => {
      await swarm?.dispose();
    });
    swarmBehaviour(opened);
    networkBehaviour(opened);
    ledgerBehaviour(opened);
    taskBehaviour(opened);
    probeBehaviour(opened);
  });
}
