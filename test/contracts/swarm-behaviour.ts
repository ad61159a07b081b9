/** Who an Engine says it is, and who answers questions about the swarm. */
import { describe, expect, it } from "vitest";
import type { ContainerId, NetworkId } from "../../src/model/ids.ts";
import type { ContractSwarm } from "./engine-contract.ts";
import { never, refused } from "./scene.ts";

export function swarmBehaviour(open: () => ContractSwarm): void {
  describe("an Engine in a swarm", () => {
    it("tells which node it is, and a manager tells the swarm", async () => {
      const [manager, worker] = [await open().manager.identify(never), await open().worker.identify(never)];
      expect(manager).toMatchObject({ swarmState: "active", controlAvailable: true });
      expect(worker).toMatchObject({ swarmState: "active", controlAvailable: false });
      expect(manager.swarmId).toMatch(/^[a-z0-9]{25}$/);
      expect(worker.swarmId).toBeUndefined();
      expect(worker.nodeId).not.toBe(manager.nodeId);
    });

    it("lists every node with the address and the version it is known by", async () => {
      const nodes = await open().manager.swarm.nodes(never);
      const worker = await open().worker.identify(never);
      expect(nodes.map((node) => node.role).toSorted()).toEqual(["manager", "worker"]);
      expect(nodes.find((node) => node.id === worker.nodeId)).toMatchObject({
        hostname: worker.hostname,
        address: worker.nodeAddress,
        engineVersion: worker.version,
        state: "ready",
        availability: "active",
        leader: false,
      });
    });

    it("refuses questions about the swarm on a worker", async () => {
      const { swarm } = open().worker;
      for (const ask of [swarm.nodes, swarm.services, swarm.tasks, swarm.configs]) {
        await refused("NOT_A_MANAGER", ask(never));
      }
    });

    it("answers for a thing that is not there as one that is gone", async () => {
      const { manager, worker } = open();
      expect(await worker.networks.inspect("0123456789abcdef" as NetworkId, never)).toBeUndefined();
      expect(await worker.networks.remove("0123456789abcdef" as NetworkId, never)).toBe(false);
      expect(await manager.swarm.removeConfig("nobodyhasthisid", never)).toBe(false);
      expect(await manager.images.exposedPorts("sha256:0123456789abcdef", never)).toBeUndefined();
      await refused("ENGINE_REFUSED", worker.containers.exec("0123456789abcdef" as ContainerId, ["true"], never));
    });

    it("changes the labels of a node and keeps those of others", async () => {
      const { swarm } = open().manager;
      const find = async () => {
        const node = (await swarm.nodes(never)).find((it) => it.role === "worker");
        if (!node) throw new Error("no worker");
        return node;
      };
      const before = await find();
      await swarm.updateNode(before.id, before.version, { setLabels: { "contract.theirs": "1" } }, never);
      const between = await find();
      await swarm.updateNode(between.id, between.version, { setLabels: { "contract.ours": "2" } }, never);
      const after = await find();
      expect(after.labels).toEqual({ ...before.labels, "contract.theirs": "1", "contract.ours": "2" });
      expect(after.role).toBe("worker");
      await refused("OUT_OF_SEQUENCE", swarm.updateNode(after.id, between.version, { availability: "drain" }, never));
      const removeLabels = ["contract.theirs", "contract.ours"];
      await swarm.updateNode(after.id, after.version, { removeLabels }, never);
      expect((await find()).labels).toEqual(before.labels);
    });
  });
}
