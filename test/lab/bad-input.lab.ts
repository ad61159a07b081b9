/**
 * The real program on real Engines with every kind of bad input: each has its code, exit code, message and hint, and
 * nothing is written (all Engines are behind proxies that count). Engine too old: test/cli/bad-swarm.sim.ts.
 */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Lab, labAddNode, labEnter, labStartDaemon, labStopDaemon, labUp } from "../../src/lab/index.ts";
import { ended, PROGRAM } from "../cli/on-simulator.ts";
import { type CountingProxy, startProxy } from "../fakes/counting-proxy.ts";
import { drive } from "./drive.ts";
import { expectInvariants } from "./invariants.ts";

const LAN = "macvlanswarm";

/** As JSON has it. */
interface Finding {
  readonly code: string;
  readonly severity: string;
  readonly message: string;
  readonly hint: string;
  readonly target: { readonly node?: string; readonly network?: string };
  readonly places: readonly { readonly file: string }[];
}

interface Ran {
  readonly code: number;
  readonly findings: readonly Finding[];
  readonly items: readonly Record<string, unknown>[];
  readonly writes: number;
}

type Edit = (text: string) => string;

/** Puts another value for a key of the LAN. */
const set =
  (key: string, value: string): Edit =>
  (text) =>
    text.replace(new RegExp(`^    ${key}: .*$`, "m"), `    ${key}: ${value}`);
/** Lines below the LAN's own. */
const add =
  (...lines: readonly string[]): Edit =>
  (text) =>
    `${text.trimEnd()}\n${lines.map((it) => `    ${it}\n`).join("")}`;
const nodes = (...lines: readonly string[]): Edit => add("nodes:", ...lines.map((it) => `  ${it}`));
const lan = (name: string, subnet: string, gateway: string): Edit => {
  const lines = [`${name}:`, `  subnet: ${subnet}`, `  gateway: ${gateway}`, "  slice: /24", "  parent: eth1"];
  return (text) => `${text.trimEnd()}\n${lines.map((it) => `  ${it}\n`).join("")}`;
};

interface Case {
  readonly what: string;
  readonly edit: Edit;
  readonly code: string;
  /** 65 unless said. */
  readonly exit?: number;
  /** How many places of the file are marked; 1 unless said. */
  readonly spans?: number;
  readonly hint?: RegExp;
}

const CASES: readonly Case[] = [
  { what: "YAML syntax", edit: add("reserve: [192.168.31.0/24"), code: "SPEC_SYNTAX" },
  {
    what: "an unknown key",
    edit: add("gatewya: 192.168.31.1"),
    code: "SPEC_UNKNOWN_KEY",
    hint: /did you mean gateway\?/,
  },
  { what: "a bad CIDR", edit: set("subnet", "192.168.16.0/33"), code: "SPEC_BAD_CIDR" },
  {
    what: "a subnet with host bits",
    edit: set("subnet", "192.168.17.0/20"),
    code: "SPEC_HOST_BITS",
    hint: /192\.168\.16\.0\/20/,
  },
  { what: "a gateway outside the subnet", edit: set("gateway", "10.0.0.1"), code: "GATEWAY_OUTSIDE_SUBNET" },
  { what: "a gateway on the network address", edit: set("gateway", "192.168.16.0"), code: "GATEWAY_NOT_ASSIGNABLE" },
  {
    what: "a gateway on the broadcast address",
    edit: set("gateway", "192.168.31.255"),
    code: "GATEWAY_NOT_ASSIGNABLE",
  },
  { what: "a slice wider than the subnet", edit: set("slice", "/19"), code: "SLICE_LENGTH_UNFIT" },
  {
    what: "explicit slices that overlap",
    edit: nodes("mgr01: { slice: 192.168.16.0/23 }", "swarm01: { slice: 192.168.17.0/24 }"),
    code: "EXPLICIT_OVERLAP",
    spans: 2,
  },
  {
    what: "an explicit slice outside the subnet",
    edit: nodes("mgr01: { slice: 10.0.0.0/24 }"),
    code: "EXPLICIT_OUTSIDE_SUBNET",
  },
  {
    what: "overlapping LANs on one parent",
    edit: lan("other", "192.168.24.0/21", "192.168.31.1"),
    code: "LANS_OVERLAP",
    spans: 2,
  },
  // From here on it takes the swarm to know.
  { what: "a gateway that is a host's address", edit: set("gateway", "192.168.16.1"), code: "GATEWAY_IS_HOST" },
  { what: "more nodes than slices", edit: set("slice", "/20"), code: "RANGE_EXHAUSTED" },
  {
    what: "an explicit slice that holds another's host",
    edit: nodes("mgr01: { slice: 192.168.16.0/24 }", "swarm01: { host: 192.168.16.9 }"),
    code: "EXPLICIT_HOLDS_HOST",
    spans: 2,
  },
  {
    what: "two LANs with one parent on an Engine up to 26.1",
    edit: lan("other", "10.99.0.0/20", "10.99.15.254"),
    code: "PARENT_SHARED",
    exit: 4,
    spans: 2,
  },
];

describe("bad input", () => {
  const folder = mkdtempSync(join(tmpdir(), "bad-input-"));
  const proxies: CountingProxy[] = [];
  let lab: Lab;
  let text = "";
  const socketOf = (node: string) => join(folder, `${node}.sock`);

  beforeAll(async () => {
    lab = await labUp({ name: `bad${process.pid}`, nodes: "mgr:1,swarm:2" }, () => {});
    text = readFileSync(lab.specFile, "utf8");
    await labAddNode(lab, { name: "alone" });
    for (const { name } of lab.nodes) {
      proxies.push(await startProxy({ target: lab.socket(name), listen: socketOf(name) }));
      text = text.replaceAll(lab.socket(name), socketOf(name));
    }
  });
  afterAll(async () => {
    for (const proxy of proxies) await proxy.close();
    await lab?.[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });

  const file = (edit: Edit) => {
    const path = join(folder, "swarmlan.yaml");
    writeFileSync(path, edit(text));
    return path;
  };
  const writesNow = () => proxies.flatMap((it) => it.requests.filter((one) => one.write > 0)).length;
  const shown = async (edit: Edit, ...argv: readonly string[]) =>
    ended(spawn(process.execPath, [PROGRAM, ...argv, "-f", file(edit)], { env: { PATH: process.env["PATH"] ?? "" } }));
  const run = async (edit: Edit, ...argv: readonly string[]): Promise<Ran> => {
    const before = writesNow();
    const ran = await shown(edit, ...argv, "-o", "json");
    const { findings, items } = JSON.parse(ran.stdout) as Pick<Ran, "findings" | "items">;
    return { code: ran.code, findings, items, writes: writesNow() - before };
  };
  /** Refused by apply with that code and exit code; with a message and a hint, nothing written, and every place marked. */
  const refused = async (edit: Edit, code: string, exit: number, spans?: number): Promise<Finding> => {
    const ran = await run(edit, "apply", "-y");
    const found = ran.findings.filter((it) => it.code === code);
    expect(ran.findings.map((it) => it.code)).toContain(code);
    expect([ran.code, ran.writes]).toEqual([exit, 0]);
    const first = found[0] as Finding;
    expect([first.severity, first.message.length > 10, first.hint.length > 10]).toEqual(["error", true, true]);
    if (spans !== undefined)
      expect(first.places.map((it) => it.file)).toEqual(Array.from({ length: spans }, () => file(edit)));
    return first;
  };
  const docker = async (node: string, ...argv: readonly string[]) => {
    const result = await lab.docker(node, argv);
    expect(result.code, result.stderr).toBe(0);
  };

  test.each(CASES)("$what is refused, and nothing is changed", async ({ edit, code, exit = 65, spans = 1, hint }) => {
    const found = await refused(edit, code, exit, spans);
    if (hint !== undefined) expect(found.hint).toMatch(hint);
  });

  test("an overlap shows both places of the file to a person", async () => {
    const said = await shown(nodes("mgr01: { slice: 192.168.16.0/23 }", "swarm01: { slice: 192.168.17.0/24 }"), "plan");
    const marked = said.stderr
      .split("\n")
      .flatMap((line, index, all) => (/\^+$/.test(line) ? [all[index - 1]?.trim()] : []));
    expect(marked).toEqual([
      expect.stringContaining("mgr01: { slice: 192.168.16.0/23 }"),
      expect.stringContaining("swarm01: { slice: 192.168.17.0/24 }"),
    ]);
  });

  test("a gateway that is a host's address is taken from a node that says that it is the router", async () => {
    const routed: Edit = (it) => nodes("mgr01: { router: true }")(set("gateway", "192.168.16.1")(it));
    const ran = await run(routed, "plan");
    expect([ran.code, ran.writes]).toEqual([0, 0]);
    expect(ran.findings.map((it) => [it.severity, it.code])).toEqual([["warn", "GATEWAY_ON_ROUTER"]]);
  });

  test("a node of the spec that is not in the swarm is a warning; one of the swarm has a slice by itself", async () => {
    const ran = await run(nodes("ghost: {}"), "plan");
    expect([ran.code, ran.writes]).toEqual([0, 0]);
    expect(ran.findings.map((it) => [it.severity, it.code])).toEqual([["warn", "NODE_NOT_IN_SWARM"]]);
    const made = ran.items.filter((it) => it["kind"] === "create-node-network").map((it) => it["hostname"]);
    expect(made).toEqual(["mgr01", "swarm01", "swarm02"]);
  });

  test("a worker is no manager, and an Engine without a swarm has none", async () => {
    const by =
      (node: string): Edit =>
      (it) =>
        it
          .replace(/^ {2}manager: .*$/m, `  manager: unix://${socketOf(node)}`)
          // A spec that knows a manager's Engine too would be gone on with, through that one.
          .replace(/^ {2}nodes:\n(?: {4}.*\n)+/m, `  nodes:\n    ${node}: unix://${socketOf(node)}\n`);
    await refused(by("swarm01"), "NOT_A_MANAGER", 69);
    await refused(by("alone"), "NO_SWARM", 69);
  });

  test("a hostname twice among nodes that are not Down is refused", async () => {
    const call = async (name: string) => {
      await labEnter(lab, "swarm02", ["hostname", name]);
      await labStopDaemon(lab, "swarm02");
      await labStartDaemon(lab, "swarm02");
      for (let tries = 0; tries < 100; tries++) {
        const names = (await lab.docker("mgr01", ["node", "ls", "--format", "{{.Hostname}} {{.Status}}"])).stdout;
        if (names.split("\n").filter((it) => it === `${name} Ready`).length === (name === "swarm01" ? 2 : 1)) return;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
    };
    await call("swarm01");
    await refused((it) => it, "HOSTNAME_TWICE", 4);
    await call("swarm02");
  });

  test("a network of that name that is not ours is refused, whatever kind it is", async () => {
    const conf = ["--config-only", "--subnet", "10.1.0.0/24", "-o", "parent=eth1"];
    const kinds = [
      { node: "swarm01", make: [...conf, "macvlanconf"], name: "macvlanconf", code: "NETWORK_NOT_OURS" },
      { node: "swarm01", make: [LAN], name: LAN, code: "NETWORK_NAME_CLASH" },
    ];
    for (const { node, make, name, code } of kinds) {
      await docker(node, "network", "create", ...make);
      expect((await refused((it) => it, code, 4)).target).toMatchObject({ node, network: name });
      await docker(node, "network", "rm", name);
    }
    await docker("mgr01", "network", "create", ...conf, "other");
    await docker("mgr01", "network", "create", "-d", "macvlan", "--scope", "swarm", "--config-from", "other", LAN);
    expect((await refused((it) => it, "NETWORK_NOT_OURS", 4)).target).toMatchObject({ network: LAN });
    await docker("mgr01", "network", "rm", LAN);
    await docker("mgr01", "network", "rm", "other");
  });

  test("a parent that a node does not have is told before its label, and the others are ready", async () => {
    const wrong = nodes("swarm01: { parent: eth7 }");
    const ran = await run(wrong, "apply", "-y");
    const found = ran.findings.filter((it) => it.severity === "error");
    expect([ran.code, ...found.map((it) => `${it.code} ${it.target.node}`)]).toEqual([1, "PARENT_MISSING swarm01"]);
    expect(found[0]?.message).toContain("eth7");
    const labels = ["mgr01", "swarm01", "swarm02"].map((it) => ["node", "inspect", "-f", "{{.Spec.Labels}}", it]);
    const told = await Promise.all(labels.map((argv) => lab.docker("mgr01", argv)));
    const ready = `map[swarmlan.${LAN}:ready]`;
    expect(told.map((it) => it.stdout.trim())).toEqual([ready, "map[]", ready]);
    expect((await run((it) => it, "apply", "-y")).code).toBe(0);
    using driver = await drive(lab.specFile);
    expectInvariants(driver.spec, await driver.observe());
  });

  test("a LAN whose network runs with other values is shown as what has to be replaced", async () => {
    const ran = await run(set("gateway", "192.168.31.253"), "plan", "--detailed-exitcode");
    expect([ran.code, ran.writes]).toEqual([2, 0]);
    const removals = ran.items.filter((it) => it["kind"] === "remove-node-network").map((it) => it["title"]);
    expect(removals).toEqual(
      ["mgr01", "swarm01", "swarm02"].map(
        (it) => `remove macvlanconf on ${it} (gateway 192.168.31.254 → 192.168.31.253)`,
      ),
    );
  });
});
