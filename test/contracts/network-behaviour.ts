/** Node networks, swarm networks and the throw-away network that tells whether a parent exists. */
import { afterEach, describe, expect, it } from "vitest";
import type { NetworkCreate } from "../../src/operations/ports/engine.ts";
import type { ContractSwarm } from "./engine-contract.ts";
import * as scene from "./scene.ts";
import { byName, clear, never, nodeNetwork, onLan, refused, swarmNetwork } from "./scene.ts";

export function networkBehaviour(open: () => ContractSwarm): void {
  describe("node networks and swarm networks", () => {
    afterEach(() => clear(open()));

    it("keeps all of a node network, and shows it as of no driver", async () => {
      const { worker } = open();
      const request = nodeNetwork(open(), 17);
      const id = await worker.networks.create(request, never);
      const listed = (await worker.networks.list(never)).find((network) => network.id === id);
      expect(listed).toMatchObject({
        name: scene.NODE_NETWORK,
        driver: "null",
        scope: "local",
        configOnly: true,
        configFrom: "",
        instance: false,
        enableIPv6: false,
        ipam: { config: request.ipam },
        options: request.options,
        labels: request.labels,
      });
      expect(await worker.networks.inspect(id, never)).toEqual(listed);
    });

    it("keeps both families of a node network", async () => {
      const { worker } = open();
      const v6 = {
        subnet: "fd00:77::/64",
        ipRange: "fd00:77::17:0:0/96",
        gateway: "fd00:77::1",
        aux: { host6: "fd00:77::17:0:1" },
      };
      const request = nodeNetwork(open(), 17, { enableIPv6: true });
      const id = await worker.networks.create({ ...request, ipam: [...request.ipam, v6] }, never);
      const found = await worker.networks.inspect(id, never);
      expect(found).toMatchObject({ enableIPv6: true, ipam: { config: [...request.ipam, v6] } });
    });

    it("refuses a second network of the same name", async () => {
      const { worker } = open();
      await worker.networks.create(nodeNetwork(open(), 17), never);
      const details = await refused("NAME_TAKEN", worker.networks.create(nodeNetwork(open(), 18), never));
      expect(details).toMatchObject({ name: scene.NODE_NETWORK });
    });

    it("removes a node network that nobody uses", async () => {
      const { worker } = open();
      const id = await worker.networks.create(nodeNetwork(open(), 17), never);
      expect(await worker.networks.remove(id, never)).toBe(true);
      expect(await worker.networks.inspect(id, never)).toBeUndefined();
      expect(await worker.networks.remove(id, never)).toBe(false);
    });

    it("makes swarm networks on managers only", async () => {
      const { worker } = open();
      await worker.networks.create(nodeNetwork(open(), 17), never);
      await refused("NOT_A_MANAGER", worker.networks.create(swarmNetwork, never));
    });

    it("tells of a swarm network only its name and where its settings come from", async () => {
      await onLan(open(), async ({ id }) => {
        const expected = {
          name: scene.SWARM_NETWORK,
          driver: "macvlan",
          scope: "swarm",
          configFrom: scene.NODE_NETWORK,
          attachable: true,
          internal: false,
          instance: false,
          ipam: { config: [] },
          options: {},
          labels: {},
        };
        expect(await byName(open().manager, scene.SWARM_NETWORK)).toMatchObject({ id, ...expected });
        expect(await open().manager.networks.inspect(id, never)).toMatchObject(expected);
        expect(await byName(open().worker, scene.SWARM_NETWORK)).toBeUndefined();
        await refused("NAME_TAKEN", open().manager.networks.create(swarmNetwork, never));
      });
    });

    it("keeps a swarm network that a service of no replicas is on", async () => {
      await onLan(open(), async ({ id, serve }) => {
        const service = await serve({ replicas: 0 });
        await refused("NETWORK_IN_USE", open().manager.networks.remove(id, never));
        expect(await open().manager.swarm.removeService(service, never)).toBe(true);
        expect(await open().manager.swarm.removeService(service, never)).toBe(false);
        expect(await open().manager.networks.remove(id, never)).toBe(true);
      });
    });

    it("tells a parent that is missing from one that is there", async () => {
      const { worker, parent } = open();
      const probe = (name: string): NetworkCreate => ({
        kind: "probe",
        name: "contract-probe",
        subnet: "198.18.77.0/30",
        parent: name,
        labels: { "swarmlan.contract": "probe" },
      });
      expect(await refused("PARENT_MISSING", worker.networks.create(probe("nope0"), never))).toMatchObject({
        parent: "nope0",
      });
      expect(await refused("PARENT_MISSING", worker.networks.create(probe("nope0.16"), never))).toMatchObject({
        parent: "nope0",
      });
      await refused("PARENT_MISSING", worker.networks.create(probe("lo"), never));
      const id = await worker.networks.create(probe(parent), never);
      expect(await worker.networks.inspect(id, never)).toMatchObject({
        driver: "macvlan",
        scope: "local",
        instance: false,
      });
      expect(await worker.networks.remove(id, never)).toBe(true);
    });

    it("tells a parent that is missing from one that is there, and makes nothing", async () => {
      const { worker, parent } = open();
      const listed = async () => (await worker.networks.list(never)).map((it) => it.name).sort();
      const before = await listed();
      const asked = { kind: "probe", name: "contract-find", parent, subnet: "198.18.77.0/30", labels: {} } as const;
      // Twice: the address pool of the first is given back.
      await worker.networks.findParent(asked, never);
      await worker.networks.findParent(asked, never);
      const missing = worker.networks.findParent({ ...asked, parent: "nope0" }, never);
      expect(await refused("PARENT_MISSING", missing)).toMatchObject({ parent: "nope0" });
      expect(await listed()).toEqual(before);
    });
  });
}
