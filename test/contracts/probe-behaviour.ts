/** Throw-away containers on a node's own network, as a probe is one: made, looked into, asked and gone. */
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ContainerId } from "../../src/model/ids.ts";
import type { ContainerStart } from "../../src/operations/ports/engine.ts";
import type { ContractSwarm } from "./engine-contract.ts";
import { never, refused } from "./scene.ts";

const LABEL = "swarmlan.contract";

export function probeBehaviour(open: () => ContractSwarm): void {
  describe("a throw-away container", () => {
    const request = (): ContainerStart => ({
      name: "contract-probe",
      image: open().image,
      argv: ["sleep", "60"],
      labels: { [LABEL]: "probe" },
      capabilities: ["NET_RAW"],
    });
    const ours = async () =>
      (await open().worker.containers.list({ all: true }, never)).filter((it) => it.labels[LABEL] === "probe");

    beforeAll(() => open().worker.images.pull(open().image, never));
    afterEach(async () => {
      for (const it of await ours()) await open().worker.containers.remove(it.id, never);
    });

    it("runs on the host's network with a process that the host numbers, and takes commands", async () => {
      const { containers } = open().worker;
      const id = await containers.start(request(), never);
      expect(await ours()).toMatchObject([{ id, name: "contract-probe", state: "running" }]);
      expect(await containers.pid(id, never)).toBeGreaterThan(1);
      expect(await containers.exec(id, ["sh", "-c", "exit 3"], never)).toEqual({ exitCode: 3, output: "" });
      expect(await containers.output(id, ["echo", "it is there"], never)).toBe("it is there\n");
    });

    it("is gone at once when it is removed, running or not, and a second time is no error", async () => {
      const { containers } = open().worker;
      const id = await containers.start(request(), never);
      expect(await containers.remove(id, never)).toBe(true);
      expect(await ours()).toEqual([]);
      expect(await containers.remove(id, never)).toBe(false);
      expect(await containers.pid(id, never)).toBeUndefined();
    });

    it("has its name for itself alone", async () => {
      const { containers } = open().worker;
      const id = await containers.start(request(), never);
      await refused("NAME_TAKEN", containers.start(request(), never));
      expect((await ours()).map((it) => it.id)).toEqual([id]);
    });

    it("is not made of an image that is not there, which nobody can fetch where there is no such registry", async () => {
      const image = "nowhere.invalid/contract:1";
      const { containers, images } = open().worker;
      await refused("IMAGE_MISSING", containers.start({ ...request(), image }, never));
      expect(await refused("IMAGE_UNAVAILABLE", images.pull(image, never))).toMatchObject({ image });
      expect(await images.exposedPorts(image, never)).toBeUndefined();
    });

    it("that does not run has no process", async () => {
      expect(await open().worker.containers.pid("0".repeat(64) as ContainerId, never)).toBeUndefined();
    });
  });
}
