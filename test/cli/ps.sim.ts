/** `ps` where nobody is on the LAN, and `ps --watch` from its beginning to Ctrl-C, on simulated Engines. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { onTerminal, KEYS } from "../fakes/on-terminal.ts";
import { LAN, type OnSimulator, onSimulator, PROGRAM } from "./on-simulator.ts";

describe("ps on a LAN with nobody on it", () => {
  let on: OnSimulator;
  beforeAll(async () => {
    on = await onSimulator();
    expect((await on.run("apply", "-y")).code).toBe(0);
  });
  afterAll(() => on[Symbol.asyncDispose]());

  test("says so to a person, and gives a program an empty list", async () => {
    expect(await on.run("ps")).toMatchObject({ code: 0, stdout: `Nothing is on ${LAN} yet.\n` });
    expect((await on.run("ps", "-o", "name")).stdout).toBe("");
    expect(JSON.parse((await on.run("ps", "-o", "json")).stdout).items).toEqual([]);
  });

  test("--watch ends quietly with Ctrl-C, as its help says", async () => {
    const terminal = onTerminal([process.execPath, PROGRAM, "ps", "--watch"], { SWARMLAN_FILE: on.specFile });
    await terminal.until(`Nothing is on ${LAN} yet.`);
    terminal.type(KEYS.ctrlC);
    const { code, shown } = await terminal.ended();
    expect(code).toBe(130);
    expect(shown).not.toMatch(/INTERRUPTED|error/);
  });

  test("does not say that nobody is there when a node could not be asked", async () => {
    await on.simulator.powerLoss("swarm01");
    const { code, stdout } = await on.run("ps");
    expect([code, stdout]).toEqual([3, `Nothing is seen on ${LAN}, but some node could not be asked.\n`]);
  });
});
