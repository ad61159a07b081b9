/** What Engines leave behind when they are cut off or lose power, and how old ones differ: engine-facts, told again. */
import { describe, expect, it } from "vitest";
import { formatAddress } from "../../src/model/address.ts";
import type { NetworkId } from "../../src/model/ids.ts";
import { never, refused, until } from "../contracts/scene.ts";
import { everywhere, replicated, type Scene, sceneOf, threeNodes } from "./scene.ts";

describe("an Engine that is cut off", () => {
  it("is not reached, while swarm still counts on it", async () => {
    await using scene = await sceneOf(threeNodes());
    await scene.simulator.cutOff("swarm01");
    await refused("ENGINE_UNREACHABLE", scene.engine("swarm01").networks.list(never));
    const states = (await scene.manager.swarm.nodes(never)).map((node) => node.state);
    expect(states).toEqual(["ready", "ready", "ready"]);
    await scene.simulator.bringBack("swarm01");
    expect((await scene.engine("swarm01").networks.list(never)).length).toBeGreaterThan(0);
  });
});

describe("a node that loses power", () => {
  it("is down, its replicas run elsewhere, and it comes back empty", async () => {
    await using scene = await sceneOf(threeNodes());
    const lan = await scene.layLan();
    await scene.serve("web", replicated(3));
    await scene.running("swarm01", 1);
    await scene.simulator.powerLoss("swarm01");
    await refused("ENGINE_UNREACHABLE", scene.engine("swarm01").networks.list(never));
    await scene.running("mgr01", 2);
    await scene.simulator.bringBack("swarm01");
    expect(await scene.engine("swarm01").containers.list({ all: true }, never)).toEqual([]);
    expect(await scene.engine("swarm01").networks.inspect(lan, never)).toBeUndefined();
  });

  it("gets its tasks anew, also when swarm never saw it down", async () => {
    await using scene = await sceneOf(threeNodes());
    await scene.layLan();
    await scene.serve("agent", everywhere);
    const [before] = await scene.running("swarm01", 1);
    await scene.simulator.powerLoss("swarm01");
    await scene.simulator.bringBack("swarm01");
    const [after] = await scene.running("swarm01", 1);
    expect(after?.id).not.toBe(before?.id);
  });

  it("keeps the macvlan driver's old record, so a changed gateway is shown but not used", async () => {
    await using scene = await sceneOf(threeNodes());
    const lan = await afterPowerLoss(scene, { gateway: "10.1.0.1" });
    const [container] = await scene.running("swarm01", 1);
    const shown = await scene.engine("swarm01").networks.inspect(lan, never);
    const used = container?.endpoints[0]?.gateway;
    expect(shown?.ipam.config[0]?.gateway).toBe("10.1.0.1");
    expect(used && formatAddress(used)).toBe("10.1.255.254");
  });

  it("refuses another parent for ever after", async () => {
    await using scene = await sceneOf(threeNodes());
    await afterPowerLoss(scene, { parent: "eth0" });
    await until("tasks show it", async () =>
      (await scene.tasks()).some((task) => task.error?.endsWith("Unable to complete atomic operation, key modified")),
    );
  });

  it("leaks the hold on its node network up to 28.0, until a task lands and leaves", async () => {
    await using scene = await sceneOf(threeNodes("26.1.5"));
    const lan = await scene.layLan();
    const service = await scene.serve("agent", everywhere);
    await scene.running("swarm01", 1);
    await scene.simulator.powerLoss("swarm01");
    await scene.manager.swarm.removeService(service, never);
    await scene.simulator.bringBack("swarm01");
    const engine = scene.engine("swarm01");
    const config = (await engine.networks.list(never)).find((network) => network.configOnly);
    if (!config) throw new Error("no node network");
    expect(await engine.networks.inspect(lan, never)).toBeUndefined();
    await refused("NETWORK_IN_USE", engine.networks.remove(config.id, never));
    scene.simulator.detach("swarm01", scene.simulator.attach("swarm01", "lan", "cure"));
    expect(await engine.networks.remove(config.id, never)).toBe(true);
  });
});

/** swarm01 loses power under a task, its node network is changed while nothing holds it, and the task comes back. */
async function afterPowerLoss(scene: Scene, change: { parent?: string; gateway?: string }): Promise<NetworkId> {
  const lan = await scene.layLan();
  scene.simulator.label("swarm01", "go", "yes");
  await scene.serve("agent", everywhere, ["node.labels.go==yes"]);
  await scene.running("swarm01", 1);
  await scene.simulator.powerLoss("swarm01");
  scene.simulator.label("swarm01", "go", undefined);
  await scene.simulator.bringBack("swarm01");
  const { networks } = scene.engine("swarm01");
  const config = (await networks.list(never)).find((network) => network.configOnly);
  expect(config && (await networks.remove(config.id, never))).toBe(true);
  await scene.nodeNetwork("swarm01", 2, change);
  scene.simulator.label("swarm01", "go", "yes");
  return lan;
}

describe("old Engines", () => {
  it.each(["26.1.5", "28.5.2"])("%s: two LANs on one parent", async (version) => {
    await using scene = await sceneOf(threeNodes(version));
    await scene.layLan();
    await scene.serve("agent", everywhere);
    await scene.running("swarm01", 1);
    const probe = { kind: "probe", name: "other", subnet: "10.9.0.0/24", parent: "eth1", labels: {} } as const;
    const made = scene.engine("swarm01").networks.create(probe, never);
    if (version === "26.1.5") await refused("PARENT_IN_USE", made);
    else expect(await made).toMatch(/^[0-9a-f]{64}$/);
  });

  it("make the MAC from the address up to 27", async () => {
    await using scene = await sceneOf(threeNodes("26.1.5"));
    await scene.layLan();
    await scene.serve("agent", everywhere);
    const [container] = await scene.running("swarm01", 1);
    expect(container?.endpoints[0]?.mac).toBe("02:42:0a:01:02:00");
  });

  it("refuse swarm networks from node networks at 28.0.0", async () => {
    await using scene = await sceneOf(threeNodes("28.0.0"));
    await refused("ENGINE_REFUSED", scene.layLan());
  });

  it("check addresses of node networks since 25.0 only", async () => {
    for (const [version, refuses] of [
      ["24.0.9", false],
      ["25.0.0", true],
    ] as const) {
      await using scene = await sceneOf(threeNodes(version));
      const made = scene.nodeNetwork("mgr01", 1, { gateway: "10.2.0.1" });
      if (refuses) expect(await refused("ENGINE_REFUSED", made)).toMatchObject({ status: 400 });
      else await made;
    }
  });

  it("want the node network on the manager since 28.0.1", async () => {
    const lan = { kind: "swarm", name: "lan", configFrom: "none", attachable: true, internal: false } as const;
    await using older = await sceneOf(threeNodes("27.5.1"));
    expect(await older.manager.networks.create(lan, never)).toMatch(/^[0-9a-z]{25}$/);
    await using newer = await sceneOf(threeNodes("28.0.1"));
    await refused("CONFIG_FROM_MISSING", newer.manager.networks.create(lan, never));
  });
});
