/** The simulated swarm: where tasks go, and what people do to it by hand. */
import { describe, expect, it } from "vitest";
import { formatAddress } from "../../src/model/address.ts";
import type { EngineContainer, SwarmNode } from "../../src/model/snapshot.ts";
import { never, refused, until } from "../contracts/scene.ts";
import { everywhere, replicated, type Scene, sceneOf, threeNodes } from "./scene.ts";

const addressOf = (container: EngineContainer | undefined): string => {
  const ipv4 = container?.endpoints[0]?.ipv4;
  return ipv4 ? formatAddress(ipv4) : "none";
};

async function nodeNamed(scene: Scene, hostname: string): Promise<SwarmNode> {
  const node = (await scene.manager.swarm.nodes(never)).find((it) => it.hostname === hostname);
  if (!node) throw new Error(`no node ${hostname}`);
  return node;
}

describe("the scheduler", () => {
  it("spreads replicas, and puts one task of a global service on every node", async () => {
    await using scene = await sceneOf(threeNodes());
    await scene.layLan();
    await scene.serve("web", replicated(6));
    for (const node of ["mgr01", "swarm01", "swarm02"]) await scene.running(node, 2);
    await scene.serve("agent", everywhere);
    for (const node of ["mgr01", "swarm01", "swarm02"]) await scene.running(node, 3);
  });

  it("gives a new node its task of a global service once it has its node network", async () => {
    await using scene = await sceneOf(threeNodes());
    await scene.layLan();
    await scene.serve("agent", everywhere);
    await scene.running("swarm02", 1);
    await scene.simulator.addNode({ hostname: "swarm03", role: "worker" });
    const error = 'configuration network "lan-node" does not exist';
    await until("it is rejected", async () => (await scene.tasks()).some((task) => task.error === error));
    await scene.nodeNetwork("swarm03", 9);
    expect(addressOf((await scene.running("swarm03", 1))[0])).toBe("10.1.9.0");
  });

  it("moves tasks off a drained node and brings those of global services back", async () => {
    await using scene = await sceneOf(threeNodes());
    await scene.layLan();
    await scene.serve("web", replicated(3));
    await scene.serve("agent", everywhere);
    await scene.running("swarm02", 2);
    const node = await nodeNamed(scene, "swarm02");
    await scene.manager.swarm.updateNode(node.id, node.version, { availability: "drain" }, never);
    await scene.running("swarm02", 0);
    await scene.running("mgr01", 3);
    const drained = await nodeNamed(scene, "swarm02");
    await scene.manager.swarm.updateNode(node.id, drained.version, { availability: "active" }, never);
    await scene.running("swarm02", 1);
  });

  it("says so when no node meets the constraints, and goes on when one does", async () => {
    await using scene = await sceneOf(threeNodes());
    await scene.layLan();
    await scene.serve("web", replicated(1), ["node.labels.swarmlan.lan==ready"]);
    const error = "no suitable node (scheduling constraints not satisfied on 3 nodes)";
    await until("it says so", async () => (await scene.tasks()).some((task) => task.error === error));
    scene.simulator.label("swarm01", "swarmlan.lan", "ready");
    await scene.running("swarm01", 1);
  });

  it("replaces tasks whose service was updated, and ends those that are too many", async () => {
    await using scene = await sceneOf(threeNodes());
    await scene.layLan();
    await scene.serve("web", replicated(3));
    const [first] = await scene.running("swarm01", 1);
    const [service] = await scene.manager.swarm.services(never);
    if (!service) throw new Error("no service");
    const spec = { ...(service.spec as Record<string, unknown>), Mode: replicated(1) };
    await scene.manager.swarm.updateService(service.id, service.version, spec, never);
    await until("one is left", async () => (await scene.tasks()).filter((it) => it.state === "running").length === 1);
    await refused("OUT_OF_SEQUENCE", scene.manager.swarm.updateService(service.id, service.version, spec, never));
    const [now] = await scene.manager.swarm.services(never);
    const template = { ...(spec as { TaskTemplate?: object }).TaskTemplate, ForceUpdate: 1 };
    await scene.manager.swarm.updateService(service.id, now?.version ?? 0, { ...spec, TaskTemplate: template }, never);
    await until("it is another", async () => {
      const running = (await scene.tasks()).filter((it) => it.state === "running" && it.desired === "running");
      return running.length === 1 && running[0]?.container !== first?.id;
    });
  });
});

describe("people", () => {
  it("attach containers by hand, which hold the instance and stay", async () => {
    await using scene = await sceneOf(threeNodes());
    const lan = await scene.layLan();
    const id = scene.simulator.attach("swarm01", "lan", "by-hand");
    const [container] = await scene.running("swarm01", 1);
    expect(container).toMatchObject({ id, name: "by-hand", endpoints: [{ network: lan }] });
    expect(container?.service).toBeUndefined();
    expect((await scene.engine("swarm01").networks.gossip(lan, never)).map((it) => it.service)).toEqual([""]);
    expect((await scene.engine("swarm01").networks.inspect(lan, never))?.instance).toBe(true);
    scene.simulator.detach("swarm01", id);
    expect(await scene.engine("swarm01").networks.inspect(lan, never)).toBeUndefined();
  });

  it("remove a node, whose Engine then is in no swarm and has no tasks", async () => {
    await using scene = await sceneOf(threeNodes());
    await scene.layLan();
    await scene.serve("web", replicated(3));
    await scene.running("swarm02", 1);
    scene.simulator.removeNode("swarm02");
    expect(await scene.engine("swarm02").identify(never)).toMatchObject({ swarmState: "inactive" });
    await refused("NO_SWARM", scene.engine("swarm02").swarm.nodes(never));
    await scene.running("swarm02", 0);
    await scene.running("mgr01", 2);
  });

  it("make a local network of the swarm network's name, and tasks hang there without an error", async () => {
    await using scene = await sceneOf(threeNodes());
    await scene.layLan();
    const probe = { kind: "probe", name: "lan", subnet: "10.9.0.0/24", parent: "eth0", labels: {} } as const;
    await scene.engine("swarm01").networks.create(probe, never);
    await scene.serve("web", everywhere);
    await scene.running("mgr01", 1);
    await scene.running("swarm02", 1);
    const node = await nodeNamed(scene, "swarm01");
    const hung = (await scene.tasks()).find((task) => task.node === node.id);
    expect([hung?.state, hung?.error]).toEqual(["starting", undefined]);
  });
});

describe("the simulated LAN", () => {
  it("lets everybody fetch but a host from its own containers", async () => {
    await using scene = await sceneOf(threeNodes());
    await scene.layLan();
    await scene.serve("web", everywhere);
    const [here] = await scene.running("swarm01", 1);
    await scene.running("swarm02", 1);
    const { simulator } = scene;
    const url = `http://${addressOf(here)}/`;
    expect(simulator.fetch({ kind: "client" }, url)).toEqual({ kind: "page", body: "it works\n" });
    expect(simulator.fetch({ kind: "host", hostname: "swarm02" }, url).kind).toBe("page");
    expect(simulator.fetch({ kind: "host", hostname: "swarm01" }, url).kind).toBe("failed");
    expect(simulator.fetch({ kind: "client" }, "http://10.1.2.99/").kind).toBe("failed");
    expect(simulator.fetch({ kind: "client" }, `http://${addressOf(here)}:81/`).kind).toBe("failed");
  });
});

describe("a simulated Engine", () => {
  it("refuses loudly what it does not model", async () => {
    await using scene = await sceneOf(threeNodes());
    await scene.layLan();
    const job = scene.manager.swarm.createService(
      { Name: "job", TaskTemplate: { ContainerSpec: { Image: "x" } }, Mode: { GlobalJob: {} } },
      never,
    );
    expect(await refused("ENGINE_REFUSED", job)).toMatchObject({ status: 501 });
  });
});
