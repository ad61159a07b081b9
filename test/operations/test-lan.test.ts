import { describe, expect, it } from "vitest";
import { isAppError } from "../../src/errors/app-error.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import { reportJunit } from "../../src/operations/report-junit.ts";
import { type TestCase, testLan, type TestQuestion, type TestReport } from "../../src/operations/test-lan.ts";
import { renderMatrix } from "../../src/cli/render/test-matrix.ts";
import { address, lan } from "../builders.ts";
import { service, spec, swarm } from "./snapshot-builder.ts";
import { type Behaviour, page, TestSwarm } from "./test-swarm.ts";

const LAN = lan();
const TWO = swarm({ nodes: "mgr01 swarm01" });

function run(world: TestSwarm, more: Partial<TestQuestion> = {}, snapshot: Snapshot = TWO): Promise<TestReport> {
  return testLan({
    fleet: world.fleet,
    snapshot,
    spec: spec(LAN),
    lan: LAN.name,
    image: "web",
    port: 80,
    suffix: "abc123",
    signal: new AbortController().signal,
    emit: () => undefined,
    fetchHere: () => Promise.resolve(),
    ownAddresses: [],
    deadlineMs: 20,
    pauseMs: 1,
    ...more,
  });
}

function cells({ cases }: TestReport): readonly string[] {
  return cases.filter((it) => it.group === "reach").map((it) => `${it.from}→${it.to} ${it.result.kind}`);
}

function broken(): Promise<void> {
  return Promise.reject(new TypeError("connect EHOSTUNREACH"));
}

describe("testLan", () => {
  it("tries every pair, and is good when all reach all", async () => {
    const world = new TestSwarm(TWO);
    const report = await run(world);
    expect(cells(report)).toEqual(["here→mgr01 ok", "here→swarm01 ok", "mgr01→swarm01 ok", "swarm01→mgr01 ok"]);
    expect(report).toMatchObject({ ok: true, complete: true, findings: [] });
    expect(world.created).toMatchObject([
      {
        Name: "swarmlan-test-macvlanswarm-abc123",
        Mode: { Global: {} },
        TaskTemplate: { Placement: { Constraints: ["node.labels.swarmlan.macvlanswarm==ready"] } },
      },
    ]);
  });

  it("takes its service away, and those of killed tests", async () => {
    const old = service("swarmlan-test-old", { labels: { "swarmlan.test": LAN.name } });
    const other = service("web", { labels: {} });
    const world = new TestSwarm(TWO, { before: [old, other] });
    await run(world);
    expect(world.removed).toEqual(["swarmlan-test-old", "swarmlan-test-macvlanswarm-abc123"]);
    expect([...world.services.keys()]).toEqual(["web"]);
  });

  it("takes its service away when it is interrupted, and says so by throwing", async () => {
    const world = new TestSwarm(TWO);
    const control = new AbortController();
    const fetchHere = () => {
      control.abort();
      return broken();
    };
    await expect(run(world, { signal: control.signal, fetchHere })).rejects.toThrow();
    expect(world.created).toHaveLength(1);
    expect(world.services.size).toBe(0);
  });

  it("expects that a host does not reach its own container, and only that", async () => {
    const here = [address("192.168.16.1")];
    const report = await run(new TestSwarm(TWO), { fetchHere: broken, ownAddresses: here });
    expect(cells(report).slice(0, 2)).toEqual(["here→mgr01 expected-failure", "here→swarm01 failed"]);
    expect(report.ok).toBe(false);
  });

  it("tries every pair in both families of a dual-stack LAN", async () => {
    const dual = { spec: spec(lan({ ipv6: {} })), ownAddresses: [address("192.168.16.1"), address("fd00:16::ffff:9")] };
    const asked: string[] = [];
    const over6 = (it: TestCase) => it.family === 6;
    const world = new TestSwarm(TWO, {
      dualStack: true,
      exec: (argv) => ({ exitCode: argv.some((it) => it.includes("[fd00")) ? 1 : 0, output: "no route" }),
    });
    const report = await run(world, { ...dual, fetchHere: (url) => Promise.resolve(void asked.push(url)) });
    expect(asked).toEqual([page(0), page(1), "http://[fd00:16::2]:80/", "http://[fd00:16::1:0:0:2]:80/"]);
    expect(report.families).toEqual([4, 6]);
    expect(cells({ ...report, cases: report.cases.filter((it) => it.family === 4) })).not.toContainEqual(/failed/);
    expect(cells({ ...report, cases: report.cases.filter(over6) })).toEqual([
      "here→mgr01 ok",
      "here→swarm01 ok",
      "mgr01→swarm01 failed",
      "swarm01→mgr01 failed",
    ]);
    expect(renderMatrix(report, (_, text) => text)).toBe(
      [
        [
          "IPv4",
          "FROM \\ TO  mgr01  swarm01",
          "here       ok     ok",
          "mgr01      -      ok",
          "swarm01    ok     -",
          "",
        ],
        ["IPv6", "FROM \\ TO  mgr01   swarm01", "here       ok      ok", "mgr01      -       FAILED"],
        ["swarm01    FAILED  -", "", "  FAILED mgr01 → swarm01 over IPv6: no route"],
        ["  FAILED swarm01 → mgr01 over IPv6: no route", "Something that should work does not."],
      ]
        .flat()
        .join("\n"),
    );
  });

  it.each([
    ["fd00:16::ffff:9", "failed"],
    ["fd00:16::1", "expected-failure"],
    ["fe80::1", "not-tried"],
    ["::1", "not-tried"],
  ])("from a machine with %s, an IPv6 way that fails is %s", async (own, kind) => {
    const world = new TestSwarm(TWO, { dualStack: true });
    const fetchHere = (url: string) => (url.includes("[") ? broken() : Promise.resolve());
    const report = await run(world, { spec: spec(lan({ ipv6: {} })), ownAddresses: [address(own)], fetchHere });
    expect(report.cases.find((it) => it.from === "here" && it.family === 6)?.result.kind).toBe(kind);
    expect(report).toMatchObject({ ok: kind === "not-tried", complete: true });
  });

  it("takes a container without the second family for none", async () => {
    const report = await run(new TestSwarm(TWO), { spec: spec(lan({ ipv6: {} })) });
    expect(report.cases[0]?.result).toMatchObject({
      kind: "failed",
      text: expect.stringContaining("no container with an IPv4 and an IPv6 address") as string,
    });
  });

  it("fetches from here what Docker gave", async () => {
    const asked: string[] = [];
    await run(new TestSwarm(TWO), {
      fetchHere: (url) => {
        asked.push(url);
        return Promise.resolve();
      },
    });
    expect(asked).toEqual([page(0), page(1)]);
  });

  it.each<[string, Behaviour["exec"], string]>([
    ["wget gets a page", () => ({ exitCode: 0, output: "hi" }), "ok"],
    ["the page is a 404", () => ({ exitCode: 1, output: "wget: server returned error: HTTP/1.1 404 Not Found" }), "ok"],
    ["nothing answers", () => ({ exitCode: 1, output: "wget: download timed out" }), "failed"],
    ["only curl is there", (argv) => ({ exitCode: argv[0] === "curl" ? 0 : 127, output: "" }), "ok"],
    ["curl fails", (argv) => ({ exitCode: argv[0] === "curl" ? 28 : 126, output: "timed out" }), "failed"],
    ["neither is there", () => ({ exitCode: 127, output: "" }), "unknown"],
  ])("judges what it sees from inside: %s", async (_, exec, kind) => {
    const report = await run(new TestSwarm(TWO, exec === undefined ? {} : { exec }));
    expect(cells(report).slice(2)).toEqual([`mgr01→swarm01 ${kind}`, `swarm01→mgr01 ${kind}`]);
  });

  it("says why a node has no container, and tries nothing with it", async () => {
    const report = await run(new TestSwarm(TWO, { rejected: { swarm01: "pool overlaps" } }));
    const start = report.cases.find((it) => it.group === "container" && it.to === "swarm01");
    expect(start?.result).toEqual({ kind: "failed", text: "pool overlaps" });
    expect(cells(report)).toContain("here→swarm01 unknown");
    expect(report.ok).toBe(false);
  });

  it("keeps what it cannot know apart from what failed", async () => {
    const report = await run(new TestSwarm(TWO, { silent: ["swarm01"] }));
    expect(cells(report)).toEqual([
      "here→mgr01 ok",
      "here→swarm01 unknown",
      "mgr01→swarm01 unknown",
      "swarm01→mgr01 unknown",
    ]);
    expect(report).toMatchObject({ ok: true, complete: false, findings: [] });
  });

  it("says what it could not take away", async () => {
    const report = await run(new TestSwarm(TWO, { refuseRemoval: true }));
    expect(report.findings.map((it) => it.code)).toEqual(["TEST_LEFT_BEHIND"]);
    expect(report.ok).toBe(false);
  });

  it.each([
    ["TEST_NO_NETWORK", swarm({ nodes: "mgr01", swarmNetworks: [] })],
    ["TEST_NO_NODES", swarm({ nodes: "mgr01", labels: { mgr01: {} } })],
  ] as const)("refuses with %s before it makes anything", async (code, snapshot) => {
    const world = new TestSwarm(snapshot);
    const error: unknown = await run(world, {}, snapshot).catch((thrown: unknown) => thrown);
    expect(isAppError(error, code)).toBe(true);
    expect(world.created).toEqual([]);
  });
});

describe("reportJunit", () => {
  it("has a case per way, failures and skips with their texts, and is well-formed", () => {
    const way = (to: string, result: TestCase["result"]): TestCase => ({
      group: "reach",
      from: "here",
      to,
      result,
      ms: 5,
    });
    const xml = reportJunit([
      way("a", { kind: "ok" }),
      way("b", { kind: "failed", text: 'no "answer" <at> all & \u0001more' }),
      way("c", { kind: "unknown", text: "x" }),
      { ...way("d", { kind: "not-tried", text: "y" }), family: 6 },
    ]);
    expect(xml).toContain('tests="4" failures="1" skipped="2"');
    expect(xml).toContain('<testcase classname="reach" name="here reaches the container on a" time="0.005"/>');
    expect(xml).toContain('<failure message="no &quot;answer&quot; &lt;at&gt; all &amp; more"/>');
    expect(xml).toContain('<skipped message="x"/>');
    expect(xml).toContain('name="here reaches the container on d over IPv6"');
  });
});
