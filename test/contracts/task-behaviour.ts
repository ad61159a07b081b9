/** What happens on the nodes when tasks of a service land, run, are moved away and end. */
import { afterEach, describe, expect, it } from "vitest";
import { formatAddress } from "../../src/model/address.ts";
import type { SwarmTask } from "../../src/model/snapshot.ts";
import type { EngineEvent } from "../../src/operations/ports/engine.ts";
import type { ContractSwarm } from "./engine-contract.ts";
import * as scene from "./scene.ts";
import { byName, clear, containersOf, never, nodeNetwork, onLan, refused, until } from "./scene.ts";

export function taskBehaviour(open: () => ContractSwarm): void {
  describe("a task on a LAN", () => {
    afterEach(() => clear(open()));

    it("gets the lowest address of its node's slice, the first one included", async () => {
      await onLan(open(), async ({ id, serve, label, workerNode }) => {
        await label("worker", true);
        const service = await serve({ replicas: 2 });
        const containers = await containersOf(open().worker, 2);
        const endpoints = containers.flatMap((it) => it.endpoints);
        const addresses = endpoints.map((it) => (it.ipv4 ? formatAddress(it.ipv4) : "none"));
        // 10.77.17.1 is kept out by the aux address.
        expect(addresses.toSorted()).toEqual(["10.77.17.0", "10.77.17.2"]);
        for (const endpoint of endpoints) {
          expect(endpoint).toMatchObject({ network: id, networkName: scene.SWARM_NETWORK, prefixLength: 16 });
          expect(endpoint.gateway && formatAddress(endpoint.gateway)).toBe(scene.GATEWAY);
          expect(endpoint.mac).toMatch(/^([0-9a-f]{2}:){5}[0-9a-f]{2}$/);
        }
        // Swarm hears of a container a moment after it runs.
        const heard = async () => {
          const all = await open().manager.swarm.tasks(never);
          return containers.every((one) => all.find((it) => it.id === one.task)?.container !== undefined);
        };
        await until("swarm knows both containers", heard, 10);
        const tasks = await open().manager.swarm.tasks(never);
        for (const container of containers) {
          expect(container).toMatchObject({ service: scene.SERVICE, serviceId: service, state: "running" });
          const task = tasks.find((it) => it.id === container.task);
          expect(task).toMatchObject({ service, node: workerNode.id, networks: [id], container: container.id });
        }
      });
    });

    it("brings a local instance with the node network's settings, hidden in a manager's list", async () => {
      await onLan(open(), async ({ id, serve, label }) => {
        await label("manager", true);
        await serve();
        await containersOf(open().manager, 1);
        const request = nodeNetwork(open(), 16);
        expect(await open().manager.networks.inspect(id, never)).toMatchObject({
          instance: true,
          scope: "swarm",
          configFrom: scene.NODE_NETWORK,
          ipam: { config: request.ipam },
          options: request.options,
          labels: request.labels,
        });
        expect(await byName(open().manager, scene.SWARM_NETWORK)).toMatchObject({ id, instance: false, labels: {} });
        expect(await open().worker.networks.inspect(id, never)).toBeUndefined();
      });
    });

    it("holds the node network and the swarm network until it is gone", async () => {
      await onLan(open(), async ({ id, serve, label }) => {
        await label("worker", true);
        const service = await serve();
        await containersOf(open().worker, 1);
        const node = await byName(open().worker, scene.NODE_NETWORK);
        if (!node) throw new Error("the node network is not listed");
        expect(await refused("NETWORK_IN_USE", open().worker.networks.remove(node.id, never))).toMatchObject({
          name: scene.NODE_NETWORK,
        });
        await refused("NETWORK_IN_USE", open().manager.networks.remove(id, never));
        await open().manager.swarm.removeService(service, never);
        await until("the instance is gone", async () => !(await open().worker.networks.inspect(id, never)));
        expect(await open().worker.networks.remove(node.id, never)).toBe(true);
      });
    });

    it("leaves a node that loses the label it is constrained to, and takes the instance with it", async () => {
      await onLan(open(), async ({ id, serve, label, managerNode }) => {
        await label("worker", true);
        await serve();
        await containersOf(open().worker, 1);
        await label("manager", true);
        await label("worker", false);
        await until("the instance is gone", async () => !(await open().worker.networks.inspect(id, never)));
        const [moved] = await containersOf(open().manager, 1);
        const tasks = await open().manager.swarm.tasks(never);
        expect(tasks.find((task) => task.id === moved?.task)?.node).toBe(managerNode.id);
        expect(tasks.some((task) => task.error === "assigned node no longer meets constraints")).toBe(true);
      });
    });

    it("is rejected with the Engine's text where the node network's gateway is kept out as well", async () => {
      const [family] = nodeNetwork(open(), 17).ipam;
      if (!family) throw new Error("no family");
      const worker = { ipam: [{ ...family, aux: { host: scene.GATEWAY } }] };
      await onLan(
        open(),
        async ({ serve, label }) => {
          await label("worker", true);
          await serve();
          await errorOf(
            open(),
            /failed to allocate secondary ip address \(host:10\.77\.255\.254\): Address already in use/i,
          );
        },
        { worker },
      );
    });

    it("is rejected with the Engine's text where the node has no node network", async () => {
      await onLan(
        open(),
        async ({ serve, label }) => {
          await label("worker", true);
          await serve();
          const task = await errorOf(open(), /configuration network "contract-node" does not exist/);
          const node = (await open().manager.swarm.nodes(never)).find((it) => it.id === task?.node);
          expect(Date.parse(task?.createdAt ?? "")).toBeGreaterThanOrEqual(Date.parse(node?.updatedAt ?? ""));
        },
        { worker: "none" },
      );
    });

    it("fails with the Engine's text when the slice is full", async () => {
      const [family] = nodeNetwork(open(), 17).ipam;
      if (!family) throw new Error("no family");
      const worker = { ipam: [{ ...family, ipRange: "10.77.17.4/30", aux: { a: "10.77.17.4", b: "10.77.17.5" } }] };
      await onLan(
        open(),
        async ({ serve, label }) => {
          await label("worker", true);
          await serve({ replicas: 3 });
          await errorOf(open(), /no available IPv4 addresses on this network's address pools: contract-lan/);
        },
        { worker },
      );
    });

    it("is told of to the whole swarm by gossip", async () => {
      await onLan(open(), async ({ id, serve, label }) => {
        await label("worker", true);
        await label("manager", true);
        await serve({ replicas: 2 });
        await containersOf(open().worker, 1);
        await containersOf(open().manager, 1);
        await until("gossip has both", async () => (await open().worker.networks.gossip(id, never)).length === 2);
        const seen = await open().worker.networks.gossip(id, never);
        expect(seen.map((it) => it.address).toSorted()).toEqual(["10.77.16.0", "10.77.17.0"]);
        expect(seen.every((it) => it.service === scene.SERVICE)).toBe(true);
      });
    });

    it("runs commands that reach the other node's tasks, and tells how they end", async () => {
      await onLan(open(), async ({ serve, label }) => {
        await label("worker", true);
        await label("manager", true);
        await serve({ replicas: 2 });
        await containersOf(open().manager, 1);
        const [here] = await containersOf(open().worker, 1);
        if (!here) throw new Error("no container");
        const exec = (...argv: string[]) => open().worker.containers.exec(here.id, argv, never);
        expect(await exec("sh", "-c", "exit 3")).toEqual({ exitCode: 3, output: "" });
        // No -T: Debian's static busybox 1.35 dies of SIGSEGV with it.
        const wget = ["wget", "-q", "-O", "-"];
        await until("the other answers", async () => (await exec(...wget, "http://10.77.16.0/")).exitCode === 0, 20);
        expect((await exec(...wget, "http://10.77.16.0/")).output).toContain("it works");
        expect((await exec(...wget, "http://10.77.16.5/")).exitCode).not.toBe(0);
        expect((await exec("no-such-command")).exitCode).toBeGreaterThan(0);
      });
    });

    it("is told of by events when it comes and goes", async () => {
      await onLan(open(), async ({ id, serve, label }) => {
        const seen: EngineEvent[] = [];
        const stop = new AbortController();
        const watching = (async () => {
          for await (const event of open().worker.events(stop.signal)) seen.push(event);
        })();
        await label("worker", true);
        const service = await serve();
        await containersOf(open().worker, 1);
        await open().manager.swarm.removeService(service, never);
        const has = (action: string) =>
          seen.some((it) => it.type === "network" && it.action === action && it.actor === id);
        await until("the instance's end was told", async () => has("destroy"));
        stop.abort();
        await watching;
        expect(["create", "connect", "disconnect", "destroy"].filter((action) => !has(action))).toEqual([]);
        expect(seen.find((it) => it.action === "connect")?.attributes).toMatchObject({ name: scene.SWARM_NETWORK });
      });
    });
  });
}

/** The task of the contract's service that shows an error like that, once there is one. */
async function errorOf(swarm: ContractSwarm, text: RegExp): Promise<SwarmTask | undefined> {
  let found: SwarmTask | undefined;
  await until(`a task shows ${text}`, async () => {
    const tasks = await swarm.manager.swarm.tasks(never);
    found = tasks.find((task) => task.error !== undefined && text.test(task.error));
    return found !== undefined;
  });
  return found;
}
