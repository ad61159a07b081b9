/** Docker configs as the ledger uses them: labels under compare-and-swap. */
import { afterEach, describe, expect, it } from "vitest";
import type { ContractSwarm } from "./engine-contract.ts";
import { never, refused } from "./scene.ts";

const NAME = "swarmlan.ledger.contract";

export function ledgerBehaviour(open: () => ContractSwarm): void {
  describe("a config's labels", () => {
    const find = async () => (await open().manager.swarm.configs(never)).find((config) => config.name === NAME);
    afterEach(async () => {
      const left = await find();
      if (left) await open().manager.swarm.removeConfig(left.id, never);
    });

    it("are replaced as a whole, by whoever saw the last version", async () => {
      const { swarm } = open().manager;
      const id = await swarm.createConfig({ name: NAME, labels: { one: "1", two: "2" } }, never);
      const made = await find();
      expect(made).toMatchObject({ id, labels: { one: "1", two: "2" } });
      await swarm.updateConfig(id, made?.version ?? 0, { two: "22", three: "3" }, never);
      const changed = await find();
      expect(changed?.labels).toEqual({ two: "22", three: "3" });
      await refused("OUT_OF_SEQUENCE", swarm.updateConfig(id, made?.version ?? 0, {}, never));
      expect(await find()).toEqual(changed);
    });

    it("belong to one config of a name", async () => {
      const { swarm } = open().manager;
      const id = await swarm.createConfig({ name: NAME, labels: {} }, never);
      await refused("NAME_TAKEN", swarm.createConfig({ name: NAME, labels: {} }, never));
      expect(await swarm.removeConfig(id, never)).toBe(true);
      expect(await swarm.removeConfig(id, never)).toBe(false);
    });

    it("hold a ledger of two hundred kilobytes", async () => {
      const { swarm } = open().manager;
      const labels = Object.fromEntries(Array.from({ length: 400 }, (_, n) => [`node-${n}`, "x".repeat(500)]));
      await swarm.createConfig({ name: NAME, labels }, never);
      expect((await find())?.labels).toEqual(labels);
    });
  });
}
