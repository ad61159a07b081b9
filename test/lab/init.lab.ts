/** A new user on a node: init reads the node's own interfaces; what it writes is planned and applied as it is. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, labUp } from "../../src/lab/index.ts";
import { KEYS, onTerminal } from "../fakes/on-terminal.ts";
import { drive } from "./drive.ts";
import { expectInvariants, expectNothingOfOurs } from "./invariants.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/swarmlan.js");
/** product.md, "The hand procedure that we replace". */
const REFERENCE = [
  "mgr01 192.168.16.0/24 192.168.16.1 eth1",
  "mgr02 192.168.17.0/24 192.168.17.1 eth1",
  "mgr03 192.168.18.0/24 192.168.18.1 eth1",
  "swarm01 192.168.19.0/24 192.168.19.1 eth1",
  "swarm02 192.168.20.0/24 192.168.20.1 eth1",
  "swarm03 192.168.21.0/24 192.168.21.1 eth1",
];
const NAMES = ["--lan", "macvlanswarm", "--node-network", "macvlanconf"];

interface Item {
  readonly node: string;
  readonly slice: string;
  readonly host?: string;
  readonly parent: string;
}

describe("init on a node of the reference case", () => {
  const folder = mkdtempSync(join(tmpdir(), "init-"));
  const file = join(folder, "swarmlan.yaml");
  let lab: Lab;
  let nodes: string;

  beforeAll(async () => {
    lab = await labUp({ name: `ini${process.pid}`, nodes: "mgr:3,swarm:3" }, () => {});
    nodes = `unix://${lab.folder}/{hostname}/docker.sock`;
  });
  afterAll(async () => {
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const command = (...argv: readonly string[]) => [process.execPath, PROGRAM, ...argv, "-f", file];
  const init = (...argv: readonly string[]) => command("init", "--manager", `unix://${lab.socket("mgr01")}`, ...argv);
  /** In the network of a place: from mgr01, this machine is that node. */
  const from = async (place: string, argv: readonly string[]) => await lab.exec(place, argv);
  const itemsOf = (json: string) => (JSON.parse(json) as { items: readonly Item[] }).items;
  const codesOf = (json: string) => (JSON.parse(json) as { findings: readonly { code: string }[] }).findings;
  const snapshot = async () => {
    using driver = await drive(file);
    return { spec: driver.spec, snapshot: await driver.observe() };
  };

  test("from a laptop it sees every host over ssh, as the manager is reached", async () => {
    const laptop = join(folder, "laptop.yaml");
    const manager = /manager: (ssh:\S+)/.exec(readFileSync(lab.sshSpecFile, "utf8"))?.[1] ?? "";
    const argv = ["init", "-f", laptop, "--yes", "--manager", manager, "--lan", "macvlanswarm", "-o", "json"];
    const written = await from("client", [process.execPath, PROGRAM, ...argv]);
    expect(written.code, written.stdout + written.stderr).toBe(0);
    expect(codesOf(written.stdout)).toEqual([]);
    expect(itemsOf(written.stdout).map((it) => [it.node, it.slice, it.host, it.parent].join(" "))).toEqual(REFERENCE);
    const planned = await from("client", [process.execPath, PROGRAM, "plan", "-f", laptop]);
    expect([planned.code, planned.stdout.split("\n").at(-2)]).toEqual([0, "22 steps, cutting off nobody."]);
  });

  test("on a node it finds that node's Engine by itself, and the others by ssh", async () => {
    const own = join(folder, "own.yaml");
    const argv = ["init", "-f", own, "--yes", ...NAMES, "-o", "json"];
    const written = await from("mgr02", [process.execPath, PROGRAM, ...argv]);
    expect(written.code, written.stdout + written.stderr).toBe(0);
    expect(itemsOf(written.stdout).map((it) => [it.node, it.slice, it.host, it.parent].join(" "))).toEqual(REFERENCE);
  });

  test("proposes the reference table, which plan and apply take as it is", async () => {
    const written = await from("mgr01", init("--yes", "--nodes", nodes, ...NAMES, "-o", "json"));
    expect(written.code, written.stdout + written.stderr).toBe(0);
    expect(codesOf(written.stdout)).toEqual([]);
    expect(itemsOf(written.stdout).map((it) => [it.node, it.slice, it.host, it.parent].join(" "))).toEqual(REFERENCE);
    for (const place of ["mgr01", "client"]) {
      const planned = await from(place, command("plan", "-o", "json"));
      expect([planned.code, codesOf(planned.stdout)], planned.stderr).toEqual([0, []]);
    }
    const applied = await from("mgr01", command("apply", "-y"));
    expect(applied.code, applied.stderr).toBe(0);
    const { spec, snapshot: found } = await snapshot();
    expectInvariants(spec, found);
  });

  test("keeps out an address that a host got since, wherever the next plan is made", async () => {
    expect((await lab.exec("mgr01", ["ip", "address", "add", "192.168.16.77/20", "dev", "eth1"])).code).toBe(0);
    const steps = async (place: string) => itemsOf((await from(place, command("plan", "-o", "json"))).stdout).length;
    expect([await steps("client"), await steps("mgr01")]).toEqual([0, expect.any(Number)]);
    const applied = await from("mgr01", command("apply", "-y"));
    expect(applied.code, applied.stderr).toBe(0);
    const inspected = await lab.docker("mgr01", ["network", "inspect", "macvlanconf"]);
    expect(inspected.stdout).toContain("192.168.16.77");
    expect([await steps("client"), await steps("mgr01")]).toEqual([0, 0]);
    expect((await lab.exec("mgr01", ["ip", "address", "del", "192.168.16.77/20", "dev", "eth1"])).code).toBe(0);
  });

  test("never writes over a spec, nor a second one for a swarm that has LANs", async () => {
    const before = readFileSync(file, "utf8");
    const again = await from("mgr01", init("--yes", "--nodes", nodes));
    expect([again.code, again.stderr]).toEqual([4, expect.stringContaining("FILE_EXISTS")]);
    const forced = await from("mgr01", init("--yes", "--force", "--nodes", nodes));
    expect([forced.code, forced.stderr]).toEqual([4, expect.stringContaining("INIT_HAS_LANS")]);
    expect(readFileSync(file, "utf8")).toBe(before);
  });

  test("asks on a terminal, proposing what the node has", async () => {
    const destroyed = await from("mgr01", command("destroy", "macvlanswarm", "--confirm", "macvlanswarm"));
    expect(destroyed.code, destroyed.stderr).toBe(0);
    expectNothingOfOurs((await snapshot()).snapshot);
    rmSync(file);
    const place = [process.execPath, PROGRAM, "lab", "in", "--name", lab.name, "mgr01"];
    const terminal = onTerminal([...place, ...init("--nodes", nodes)]);
    await terminal.until("What shall the LAN be called?");
    terminal.type(`${KEYS.eraseLine}macvlanswarm${KEYS.enter}`);
    await terminal.until("eth1 (on mgr01: 192.168.16.1/20)");
    terminal.type(KEYS.enter);
    for (const proposal of ["192.168.16.0/20", "192.168.31.254", "192.168.16.0/20", "/24"]) {
      await terminal.until("?");
      await terminal.until(proposal);
      terminal.type(KEYS.enter);
    }
    const { code, shown } = await terminal.ended();
    expect(code, shown).toBe(0);
    for (const row of REFERENCE) expect(shown.replaceAll(/ +/g, " ")).toContain(row);
    expect((await from("client", command("plan", "--detailed-exitcode"))).code).toBe(2);
  });

  test("a parent that is not there is told before any node is ready, with those that are", async () => {
    const good = readFileSync(file, "utf8");
    writeFileSync(file, good.replace("parent: eth1", "parent: eth7"));
    const applied = await from("mgr01", command("apply", "-y", "-o", "json"));
    expect(applied.code, applied.stderr).toBe(1);
    const told = (JSON.parse(applied.stdout) as { findings: readonly { target: { node: string }; hint: string }[] })
      .findings;
    expect(told.find((it) => it.target.node === "mgr01")?.hint).toBe(
      "that node has eth0 (10.88.0.1/24), eth1 (192.168.16.1/20): name the right one as parent: for it in the spec",
    );
    expect(told.find((it) => it.target.node === "swarm01")?.hint).toContain("ip -br link");
    const labels = (await snapshot()).snapshot.nodes.flatMap((it) => Object.keys(it.node.labels));
    expect(labels).toEqual([]);
    writeFileSync(file, good);
    expect((await from("mgr01", command("apply", "-y"))).code).toBe(0);
    const { spec, snapshot: found } = await snapshot();
    expectInvariants(spec, found);
  });
});
