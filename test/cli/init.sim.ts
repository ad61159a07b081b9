/** init without a terminal: what it writes, what it answers, and what it refuses. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OnSimulator, onSimulator } from "./on-simulator.ts";
import { expectKind } from "./published.ts";

describe("init without a terminal", () => {
  let on: OnSimulator;
  beforeAll(async () => {
    on = await onSimulator();
  });
  afterAll(() => on[Symbol.asyncDispose]());

  const LAN = ["--parent", "eth1", "--subnet", "10.7.0.0/20", "--gateway", "10.7.15.254"];
  const init = (file: string, ...argv: readonly string[]) => {
    const way = ["--manager", on.simulator.endpoints["mgr01"] ?? "", "--nodes", `unix://${on.folder}/{hostname}.sock`];
    return on.run("init", "-f", join(on.folder, file), ...way, ...argv, "-o", "json");
  };
  const codes = (json: string) => (JSON.parse(json) as { findings: { code: string }[] }).findings.map((it) => it.code);

  test("asks nothing when the flags say what a person's network hangs on", async () => {
    const { stdout } = await init("said.yaml", ...LAN);
    const said = expectKind("NewSpec", stdout);
    expect(said).toMatchObject({ exitCode: 0, summary: { file: join(on.folder, "said.yaml"), written: true } });
    expect(said.items).toMatchObject([
      { node: "mgr01", slice: "10.7.0.0/24", host: "10.7.0.1", parent: "eth1" },
      { node: "swarm01", slice: "10.7.1.0/24" },
      { node: "swarm02", slice: "10.7.2.0/24" },
    ]);
    const [first] = readFileSync(join(on.folder, "said.yaml"), "utf8").split("\n");
    expect(first).toBe("# yaml-language-server: $schema=swarmlan.schema.json");
  });

  test("says how a service gets onto the LAN that it named", async () => {
    const way = ["--manager", on.simulator.endpoints["mgr01"] ?? "", "--nodes", `unix://${on.folder}/{hostname}.sock`];
    const { stdout } = await on.run("init", "-f", join(on.folder, "next.yaml"), ...way, ...LAN, "--yes");
    expect(stdout).toMatch(/--network lan \\\n +--constraint node\.labels\.swarmlan\.lan==ready IMAGE/);
    expect(readFileSync(join(on.folder, "next.yaml"), "utf8")).toContain("\n  lan:");
  });

  test.each<[string, readonly string[], number, string, string]>([
    [
      "names the flags that are missing",
      ["--parent", "eth1"],
      5,
      "PROMPT_NEEDS_TERMINAL",
      "--subnet PREFIX --gateway ADDRESS",
    ],
    [
      "with --yes too, where it sees no host",
      ["--yes"],
      64,
      "INIT_NEEDS",
      "--parent INTERFACE --subnet PREFIX --gateway ADDRESS",
    ],
    ["refuses a gateway outside the subnet", [...LAN, "--gateway", "10.8.0.1"], 64, "USAGE", "swarmlan init --help"],
    ["refuses a rule that it does not know", [...LAN, "--host", "last"], 64, "USAGE", "swarmlan init --help"],
  ])("%s", async (_, argv, exitCode, code, hint) => {
    const { stdout } = await init("not.yaml", ...argv);
    expect(expectKind("Failure", stdout)).toMatchObject({
      exitCode,
      findings: [{ code, hint: expect.stringContaining(hint) }],
    });
    expect(existsSync(join(on.folder, "not.yaml"))).toBe(false);
  });

  test("writes nothing that plan would refuse", async () => {
    const { stdout } = await init("clash.yaml", ...LAN, "--gateway", "10.7.0.1", "--host", "first");
    expect(expectKind("NewSpec", stdout)).toMatchObject({ exitCode: 65, summary: { written: false } });
    expect([codes(stdout), existsSync(join(on.folder, "clash.yaml"))]).toEqual([["GATEWAY_IS_HOST"], false]);
  });

  test("writes over a spec only when told to, and says where it cannot", async () => {
    const { stdout } = await init("swarmlan.yaml", ...LAN);
    expect([codes(stdout), readFileSync(on.specFile, "utf8")]).toEqual([
      ["FILE_EXISTS"],
      expect.stringContaining("10.1.0.0"),
    ]);
    expect(expectKind("NewSpec", (await init("swarmlan.yaml", ...LAN, "--force")).stdout).exitCode).toBe(0);
    expect(codes((await init("no/such/folder.yaml", ...LAN)).stdout)).toEqual(["FILE_UNWRITABLE"]);
  });

  test("takes a way of its own for each node", async () => {
    const ways = Object.entries(on.simulator.endpoints).map(([name, endpoint]) => `${name}=${endpoint}`);
    const { stdout } = await init("ways.yaml", ...LAN, "--nodes", ways.join(","));
    expect(expectKind("NewSpec", stdout)).toMatchObject({ exitCode: 0, complete: true });
    expect(readFileSync(join(on.folder, "ways.yaml"), "utf8")).toContain(
      `swarm01: ${on.simulator.endpoints["swarm01"]}`,
    );
    expect(codes((await init("no.yaml", ...LAN, "--nodes", "a=b,c")).stdout)).toEqual(["USAGE"]);
  });

  test("tells a node that could not be asked, and writes all the same", async () => {
    await on.simulator.cutOff("swarm02");
    const { stdout } = await init("partial.yaml", ...LAN);
    expect(expectKind("NewSpec", stdout)).toMatchObject({ exitCode: 3, complete: false, summary: { written: true } });
  });
});
