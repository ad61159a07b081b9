import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectKind } from "../cli/published.ts";
import { labPowerLoss, labPowerOn, ROUTER } from "../../src/lab/index.ts";
import { atLeast } from "../../src/simulator/versions.ts";
import { complaints, doctorScene, expectHealthy, type Scene, serve, SERVICE, until } from "./doctor-scene.ts";
import { mixedEngines } from "./engines.ts";
import { type Fault, FAULTS, leave, NODES } from "./faults.ts";

const SEED = Number(process.env["SWARMLAN_SEED"] ?? Date.now() % 1_000_000);
const PROOF = join(import.meta.dirname, "../../docs/doctor-proof.md");
const PAIRS = Number(process.env["SWARMLAN_PAIRS"] ?? 30);

describe(`doctor, on real Engines of every version (seed ${SEED})`, () => {
  let scene: Scene;
  const random = randomOf(SEED);
  /** What was named for each fault alone. */
  const proof = new Map<string, readonly string[]>();
  beforeAll(async () => {
    const { roots } = await mixedEngines({ mgr01: 0, swarm01: 1, swarm02: 2, swarm03: 0 });
    scene = await doctorScene(`doc${process.pid}`, { roots });
  });
  afterAll(async () => scene?.[Symbol.asyncDispose]());

  test("a healthy lab gives no warning, no failure and nothing unknown", async () => {
    const results = await scene.diagnose();
    expect(complaints(results)).toEqual([]);
    expect(results.filter((it) => it.verdict === "pass").length).toBeGreaterThan(100);
  });

  test("the command says the same, in the form that is published", async () => {
    const { stdout, code } = await runProgram([
      "doctor",
      "-f",
      scene.lab.specFile,
      "--no-sweep",
      "--only",
      "ENG001",
      "-o",
      "json",
    ]);
    const { items } = expectKind("Diagnosis", stdout);
    expect([code, ...items.map((it) => it.verdict)]).toEqual([0, "pass", "pass", "pass", "pass"]);
  });

  test.each(FAULTS.map((it) => [it.name, it] as const))("names: %s", async (_, fault) => {
    const nodes = draw(fault, []);
    const found = await foundWith([[fault, nodes]]);
    proof.set(fault.name, codes(found));
    expect(codes(found), `on ${nodes.join(" and ")}\n${told(found)}`).toEqual(fault.codes);
    if (nodes[0] !== undefined)
      expect(
        complaints(found).some((it) => it.endsWith(` ${nodes[0]}`)),
        complaints(found).join("\n"),
      ).toBe(true);
    await expectHealthy(scene);
  });

  const pairs = Array.from({ length: PAIRS }, (_, at) => pairAt(at));
  test.each(pairs)("names both: %s", async (_, a, b) => {
    const first = draw(a, []);
    const second = draw(b, first);
    const found = await foundWith([
      [a, first],
      [b, second],
    ]);
    const wanted = [...new Set([...a.codes, ...b.codes])].sort();
    expect(codes(found), `on ${first.join(" and ")} / ${second.join(" and ")}\n${told(found)}`).toEqual(wanted);
    await expectHealthy(scene);
  });

  test("names: stale local instance, as a power loss leaves it on an Engine since 28.1", async (context) => {
    const node = scene.lab.nodes.find((it) => atLeast(it.version ?? "0", "28.1"))?.name;
    if (node === undefined) return context.skip();
    await labPowerLoss(scene.lab, node);
    await scene.docker("mgr01", "service", "rm", SERVICE);
    await labPowerOn(scene.lab, node);
    await scene.run("lan", "ip", "address", "add", "192.168.31.253/20", "dev", "br0");
    const changed = await scene.useSpec((text) => text.replace(ROUTER, "192.168.31.253"));
    await until(async () => (await scene.driver.observe()).nodes.every((it) => it.kind === "answered"));
    await scene.apply(changed);
    await serve(scene);
    await scene.settle();
    const found = await scene.diagnose();
    proof.set("stale local instance, as a power loss leaves it on an Engine since 28.1", codes(found));
    expect(complaints(found), told(found)).toEqual([`fail ENG010 ${node}`]);
    await scene.apply(await scene.useSpec(), { cutsOff: true });
    await scene.run("lan", "ip", "address", "del", "192.168.31.253/20", "dev", "br0");
    await expectHealthy(scene);
    expect(complaints(await scene.diagnose())).toEqual([]);
  });

  test("--fix mends what is swarmlan's to mend, and says what is not", async () => {
    const node = "swarm02";
    await leave(scene, node);
    await scene.docker(node, "network", "rm", "macvlanconf");
    const refused = await runProgram([
      "doctor",
      "-f",
      scene.file,
      "--no-sweep",
      "--fix",
      "HOST002",
      "-y",
      "-o",
      "json",
    ]);
    expect([refused.code, expectKind("Failure", refused.stdout).findings.map((it) => it.code)]).toEqual([
      1,
      ["NOTHING_TO_FIX"],
    ]);
    const unasked = await runProgram(["doctor", "-f", scene.file, "--no-sweep", "--fix", "ENG004", "-o", "json"]);
    expect([unasked.code, expectKind("Failure", unasked.stdout).findings.map((it) => it.code)]).toEqual([
      5,
      ["PROMPT_NEEDS_TERMINAL"],
    ]);
    const mended = await runProgram(["doctor", "-f", scene.file, "--no-sweep", "--fix", "ENG004", "-y", "-o", "json"]);
    expect([mended.code, expectKind("ApplyReport", mended.stdout).exitCode]).toEqual([0, 0]);
    await scene.run(node, "ip", "link", "set", "eth1", "mtu", "1400");
    const theirs = await runProgram(["doctor", "-f", scene.file, "--no-sweep", "--fix", "HOST010", "-y", "-o", "json"]);
    await scene.run(node, "ip", "link", "set", "eth1", "mtu", "1500");
    expect([theirs.code, expectKind("Failure", theirs.stdout).findings.map((it) => it.code)]).toEqual([
      4,
      ["FIX_NOT_OURS"],
    ]);
    await expectHealthy(scene);
  });

  test("apply --sweep finds a squatter before a slice is handed out, and changes nothing", async () => {
    const file = scene.file.replace("doctor.yaml", "moved.yaml");
    writeFileSync(file, readFileSync(scene.file, "utf8").replace("192.168.18.0/29", "192.168.25.0/29"));
    await scene.run("lan", "ip", "address", "add", "192.168.25.5/32", "dev", "br0");
    const before = (await scene.driver.observe()).swarm.configs;
    const { code, stdout } = await runProgram([
      "apply",
      "-f",
      file,
      "-y",
      "--max-disruption",
      "9",
      "--sweep",
      "-o",
      "json",
    ]);
    await scene.run("lan", "ip", "address", "del", "192.168.25.5/32", "dev", "br0");
    const { findings } = expectKind("ApplyReport", stdout);
    expect([
      code,
      findings
        .filter((it) => it.severity === "error")
        .map((it) => [it.code, (it as { target?: { address?: string } }).target?.address]),
    ]).toEqual([4, [["SLICE_SQUATTED", "192.168.25.5"]]]);
    expect((await scene.driver.observe()).swarm.configs).toEqual(before);
    await expectHealthy(scene);
  });

  test("docs/doctor-proof.md tells what was seen here", () => {
    const rows = [...proof].map(
      ([fault, named]) => `| ${fault} | ${named.map((it) => `[${it}](checks/${it}.md)`).join(", ")} |`,
    );
    if (process.env["SWARMLAN_WRITE_PROOF"] !== undefined) writeFileSync(PROOF, proofText(rows, scene.lab));
    const told = readFileSync(PROOF, "utf8").split("\n");
    expect(
      rows.filter((it) => !told.includes(it)),
      "run the test with SWARMLAN_WRITE_PROOF=1",
    ).toEqual([]);
    expect(told.filter((it) => it.startsWith("| ")).length).toBe(rows.length + 1);
  });

  /** What doctor says while these are there; all are healed, also when one could not be made. */
  async function foundWith(faults: readonly (readonly [Fault, readonly string[]])[]) {
    const heals = faults
      .map(
        ([fault, nodes]) =>
          () =>
            fault.heal(scene, nodes),
      )
      .toReversed();
    try {
      for (const [fault, nodes] of faults) await fault.make(scene, nodes);
      return await scene.diagnose();
    } catch (thrown) {
      // What could not be made cannot be healed either: only the first trouble is of interest.
      for (const heal of heals.splice(0)) await heal().catch(() => undefined);
      throw thrown;
    } finally {
      for (const heal of heals) await heal();
    }
  }

  /** Two of different realms; slow ones one time in eight. */
  function pairAt(at: number): readonly [string, Fault, Fault] {
    const some = () => {
      const slow = random() < 0.12;
      const of = FAULTS.filter((it) => (it.slow === true) === slow);
      return of[Math.floor(random() * of.length)] as Fault;
    };
    for (;;) {
      const [a, b] = [some(), some()];
      const together = a.nodes + b.nodes <= 3;
      if (a !== b && together && (a.realm !== b.realm || (a.realm === "host" && !sameRule(a, b))))
        return [`${at + 1}: ${a.name} + ${b.name}`, a, b];
    }
  }

  function draw(fault: Fault, taken: readonly string[]): readonly string[] {
    const free = NODES.filter((it) => !taken.includes(it) && (it !== "mgr01" || !fault.worker));
    return Array.from({ length: fault.nodes }, () => free.splice(Math.floor(random() * free.length), 1)[0] as string);
  }
});

async function runProgram(argv: readonly string[]): Promise<{ stdout: string; code: number }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../../bin/swarmlan.js"), ...argv], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const chunks: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const [code] = (await once(child, "close")) as [number];
  return { stdout: Buffer.concat(chunks).toString(), code };
}

/** The page that keeps the proof; written by the test itself, so that nobody has to believe it. */
function proofText(rows: readonly string[], lab: Scene["lab"]): string {
  const versions = [...new Set(lab.nodes.map((it) => it.version ?? "?"))].sort().join(", ");
  return [
    "# Faults that were made, and what doctor said",
    "",
    "Written by `test/lab/doctor.lab.ts`, which makes each fault for real on a swarm of real Engines, has doctor look, and",
    "heals it again. Beside what stands here nothing was warned of, failed or unknown; a healthy lab gives nothing at all.",
    `This run: Engines ${versions} in one swarm; each fault alone, and ${PAIRS} random pairs of unrelated ones, both of which`,
    "must be named. Node, address and pairs are drawn from a seed that the test prints.",
    "",
    "| fault | doctor named |",
    "|---|---|",
    ...rows,
    "",
    "Not made here, because this kernel has no 802.1q, ipvlan or wireless links and no hypervisor's DMI: those checks are",
    "judged from data (`test/checks/judge.test.ts`).",
    "",
  ].join("\n");
}

/** Two MAC filters would be one table. */
function sameRule(a: Fault, b: Fault): boolean {
  return a.name === b.name;
}

function codes(found: Awaited<ReturnType<Scene["diagnose"]>>): readonly string[] {
  return [...new Set(complaints(found).map((it) => it.split(" ")[1] as string))].sort();
}

function told(found: Awaited<ReturnType<Scene["diagnose"]>>): string {
  const bad = found.filter((it) => it.verdict !== "pass" && it.verdict !== "skipped");
  return bad
    .map(
      (it) =>
        `${it.verdict} ${it.code} ${Object.values(it.target).join(" ")}: ${it.message} [${it.evidence.join("; ")}]`,
    )
    .join("\n");
}

/** mulberry32: the same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
