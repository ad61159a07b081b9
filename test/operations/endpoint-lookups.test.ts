import { describe, expect, it } from "vitest";
import { AppError } from "../../src/errors/app-error.ts";
import type { Engine, Fleet } from "../../src/operations/ports/engine.ts";
import { exposedPortsOf, gossipEndpoints } from "../../src/operations/list-endpoints.ts";
import { container, NETWORK, network, swarm } from "./snapshot-builder.ts";

const SIGNAL = new AbortController().signal;

/** A fleet that answers by hostname with what `engine` models, and nothing else. */
function fleet(engine: (hostname: string) => unknown): Fleet {
  return {
    expect: () => undefined,
    managerIdentity: () => Promise.reject(new Error("not modelled")),
    manager: () => Promise.reject(new TypeError("not asked in these tests")),
    node: (node) => engine(node.hostname) as Engine,
    close: () => undefined,
  };
}

function silent(endpoint: string): Promise<never> {
  return Promise.reject(new AppError("ENGINE_UNREACHABLE", { endpoint, reason: "refused" }));
}

describe("exposedPortsOf", () => {
  const snapshot = swarm({
    nodes: "mgr01 swarm01",
    containers: {
      mgr01: [container({ name: "a", ip: "192.168.16.2" }), container({ name: "b", ip: "192.168.16.3" })],
      swarm01: [container({ name: "c", ip: "192.168.17.2" })],
    },
  });

  it("asks once for an image that many containers have", async () => {
    const asked: string[] = [];
    const ports = await exposedPortsOf(
      snapshot,
      fleet((hostname) => ({
        images: { exposedPorts: (image: string) => (asked.push(`${hostname} ${image}`), Promise.resolve(["80/tcp"])) },
      })),
      SIGNAL,
    );
    expect(asked).toEqual(["mgr01 sha256:web"]);
    expect([...ports]).toEqual([["sha256:web", ["80/tcp"]]]);
  });

  it("leaves out what cannot be asked", async () => {
    const ports = await exposedPortsOf(
      snapshot,
      fleet((it) => ({ images: { exposedPorts: () => silent(it) } })),
      SIGNAL,
    );
    expect(ports.size).toBe(0);
  });
});

describe("gossipEndpoints", () => {
  const instance = network({ instance: true });
  const snapshot = swarm({
    nodes: "mgr01 swarm01 swarm02 swarm03!",
    networks: { mgr01: [network()], swarm01: [instance], swarm02: [instance] },
  });
  const told = [{ service: "web", name: "web.1.x", address: "192.168.19.2" }];

  it("asks nodes that have an instance, until one tells", async () => {
    const asked: string[] = [];
    const answer = await gossipEndpoints(
      fleet((hostname) => ({
        networks: {
          gossip: () => (asked.push(hostname), hostname === "swarm01" ? silent(hostname) : Promise.resolve(told)),
        },
      })),
      snapshot,
      NETWORK,
      SIGNAL,
    );
    expect(asked).toEqual(["swarm01", "swarm02"]);
    expect(answer).toEqual(told);
  });
});
