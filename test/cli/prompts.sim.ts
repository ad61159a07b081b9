/** What a person meets at a prompt, on a real terminal: the questions, and what each answer ends with. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { KEYS, type OnTerminal, onTerminal } from "../fakes/on-terminal.ts";
import { LAN, type OnSimulator, onSimulator, PROGRAM } from "./on-simulator.ts";

let on: OnSimulator;
beforeEach(async () => {
  on = await onSimulator();
});
afterEach(() => on[Symbol.asyncDispose]());

const start = (...argv: readonly string[]): OnTerminal =>
  onTerminal([process.execPath, PROGRAM, ...argv], { SWARMLAN_FILE: on.specFile });
const plannedSteps = async () => JSON.parse((await on.run("plan", "-o", "json")).stdout).items.length as number;

describe("apply asks before it does anything", () => {
  test("yes does it, and goes on telling what it does", async () => {
    const terminal = start("apply");
    await terminal.until("Do this?");
    terminal.type(KEYS.y);
    await terminal.until("write the slices into the ledger");
    const { code, shown } = await terminal.ended();
    expect([code, await plannedSteps()]).toEqual([0, 0]);
    expect(shown).toMatch(/13 of 13 steps done/);
    expect(shown).toContain(`docker service create --name NAME --network ${LAN}`);
    expect(shown).toContain(`--constraint node.labels.swarmlan.${LAN}==ready IMAGE`);
    expect((await on.run("apply", "-y")).stdout).not.toContain("service create");
  });

  test("and takes nothing for a yes that was typed before", async () => {
    const before = await plannedSteps();
    const terminal = start("apply");
    terminal.type("y");
    await terminal.until("Do this?");
    terminal.type(KEYS.enter);
    expect([(await terminal.ended()).code, await plannedSteps()]).toEqual([5, before]);
  });

  test.each([
    ["no", KEYS.enter, 5, "DECLINED"],
    ["Ctrl-C", KEYS.ctrlC, 130, "INTERRUPTED"],
  ])("%s changes nothing", async (_, key, exitCode, says) => {
    const before = await plannedSteps();
    const terminal = start("apply");
    await terminal.until("Do this?");
    terminal.type(key);
    const { code, shown } = await terminal.ended();
    expect([code, await plannedSteps()]).toEqual([exitCode, before]);
    expect(shown).toContain(says);
  });
});

test("a terminal that does not know its size gets lines, not one letter each", async () => {
  const argv = [process.execPath, PROGRAM, "apply"];
  const terminal = onTerminal(argv, { SWARMLAN_FILE: on.specFile }, "cols 0 rows 0");
  await terminal.until("Do this?");
  terminal.type(KEYS.ctrlC);
  expect((await terminal.ended()).code).toBe(130);
});

describe("destroy asks for the LAN's name", () => {
  beforeEach(async () => {
    expect((await on.run("apply", "-y")).code).toBe(0);
  });

  test.each([
    ["the name does it", `${LAN}${KEYS.enter}`, 0],
    ["another name does not", `wed${KEYS.enter}`, 5],
    ["nor does Ctrl-C", KEYS.ctrlC, 130],
  ])("%s", async (_, keys, exitCode) => {
    const terminal = start("destroy", LAN);
    await terminal.until("Type the LAN's name");
    terminal.type(keys);
    const { code, shown } = await terminal.ended();
    expect(code).toBe(exitCode);
    if (exitCode === 5) expect(shown).toContain(`pass --confirm ${LAN}`);
    const gone = JSON.parse((await on.run("ledger", "export", "-o", "json")).stdout).items.length === 0;
    expect(gone).toBe(exitCode === 0);
  });
});

describe("init asks for what it cannot know", () => {
  const file = () => join(on.folder, "new.yaml");
  const begin = (...more: readonly string[]) =>
    start("init", "-f", file(), "--manager", on.simulator.endpoints["mgr01"] ?? "", ...more);

  test("in order, with proposals, and again until an answer is good", async () => {
    const terminal = begin();
    await terminal.until("How is each node's Engine reached?");
    terminal.type(`${KEYS.eraseLine}unix://${on.folder}/{hostname}.sock${KEYS.enter}`);
    await terminal.until("What shall the LAN be called?");
    terminal.type(`${KEYS.eraseLine}homelan${KEYS.enter}`);
    await terminal.until("Which interface");
    terminal.type(`eth1${KEYS.enter}`);
    await terminal.until("The LAN's subnet?");
    terminal.type(`10.7.0.1/20${KEYS.enter}`);
    await terminal.until("10.7.0.1/20 has host bits: 10.7.0.0/20 is the prefix that it lies in");
    terminal.type(`${KEYS.eraseLine}10.7.0.0/20${KEYS.enter}`);
    await terminal.until("The router's address");
    terminal.type(`10.7.15.254${KEYS.enter}`);
    await terminal.until("Which part of it");
    terminal.type(KEYS.enter);
    await terminal.until("How large");
    terminal.type(KEYS.enter);
    const { code, shown } = await terminal.ended();
    expect(code, shown).toBe(0);
    expect(readFileSync(file(), "utf8")).toContain("slice: /24");
    expect((await on.run("plan", "-f", file(), "-o", "json")).code).toBe(0);
  });

  test("and what was typed before a question stood there changes no proposal", async () => {
    const terminal = begin("--nodes", `unix://${on.folder}/{hostname}.sock`);
    terminal.type(`${KEYS.enter}x${KEYS.enter}`);
    await terminal.until("What shall the LAN be called?");
    terminal.type(KEYS.enter);
    const shown = await terminal.until("Which interface");
    expect(shown).toMatch(/What shall the LAN be called\?[^]*lan\r?\n/);
    expect(shown).not.toContain("letters and digits");
    terminal.type(KEYS.ctrlC);
    expect((await terminal.ended()).code).toBe(130);
  });

  test("and writes nothing when it is broken off", async () => {
    const terminal = begin("--nodes", `unix://${on.folder}/{hostname}.sock`);
    await terminal.until("What shall the LAN be called?");
    terminal.type(KEYS.ctrlC);
    expect([(await terminal.ended()).code, existsSync(file())]).toEqual([130, false]);
  });

  test("but nothing when all is said", async () => {
    const said = ["--lan", "web2", "--parent", "eth1", "--subnet", "10.7.0.0/20", "--gateway", "10.7.15.254"];
    const rest = ["--pool", "10.7.0.0/20", "--slice", "/24", "--nodes", `unix://${on.folder}/{hostname}.sock`];
    const { code, shown } = await begin(...said, ...rest).ended();
    expect(code, shown).toBe(0);
    expect(shown).not.toContain("?");
  });
});
