import { describe, expect, it } from "vitest";
import { isAppError } from "../../src/errors/app-error.ts";
import type { NodeId } from "../../src/model/ids.ts";
import type { Snapshot, SwarmNode } from "../../src/model/snapshot.ts";
import { reportJunit } from "../../src/operations/report-junit.ts";
import {
  type Page,
  type TestCase,
  testLan,
  type TestQuestion,
  type TestReport,
} from "../../src/operations/test-lan.ts";
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
    fetchHere: hello,
    ownAddresses: [],
    deadlineMs: 20,
    pauseMs: 1,
    ...more,
  });
}

const HELLO = { exitCode: 0, output: "hello" };
const NOT_FOUND = "wget: server returned error: HTTP/1.1 404 Not Found";
/** As `curl -iL` shows a page behind a redirect. */
const REDIRECTED = "HTTP/1.1 301 Moved\r\nLocation: /a\r\n\r\nHTTP/1.1 200 OK\r\nServer: x\r\n\r\nhello";
const ID = "0123456789abcdef0123456789abcdef";
let calls = 0;

/** Whether a container asks for its own page. */
function isOwn(argv: readonly string[], from: string): boolean {
  return argv.includes(page(from === "mgr01" ? 0 : 1));
}

function withNode(hostname: string, more: Partial<SwarmNode>): Snapshot {
  const nodes = TWO.swarm.nodes.map((it) => (it.hostname === hostname ? { ...it, ...more } : it));
  return { ...TWO, swarm: { ...TWO.swarm, nodes } };
}

function cells({ cases }: TestReport): readonly string[] {
  return cases.filter((it) => it.group === "reach").map((it) => `${it.from}→${it.to} ${it.result.kind}`);
}

/** What every container of the fake swarm serves. */
function hello(): Promise<Page> {
  return Promise.resolve({ status: 200, body: "hello" });
}

/** As `fetch` fails: why is in the cause. */
function broken(): Promise<Page> {
  return Promise.reject(new TypeError("fetch failed", { cause: new Error("connect EHOSTUNREACH 192.168.16.2:80") }));
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
      exec: (argv, from) => {
        const own = from === "mgr01" ? "[fd00:16::2]" : "[fd00:16::1:0:0:2]";
        const away = argv.some((it) => it.includes("[fd00") && !it.includes(own));
        return away ? { exitCode: 1, output: "no route" } : { exitCode: 0, output: "hello" };
      },
    });
    const report = await run(world, { ...dual, fetchHere: (url) => (asked.push(url), hello()) });
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
    const fetchHere = (url: string) => (url.includes("[") ? broken() : hello());
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
        return hello();
      },
    });
    expect(asked).toEqual([page(0), page(1)]);
  });

  it.each<[string, Behaviour["exec"], string]>([
    ["wget gets a page", () => ({ exitCode: 0, output: "hi" }), "ok"],
    ["an error page that wget does not give", () => ({ exitCode: 1, output: NOT_FOUND }), "unknown"],
    ["an empty page", () => ({ exitCode: 0, output: "" }), "unknown"],
    [
      "another page than the container's own",
      (argv, from) => ({ exitCode: 0, output: isOwn(argv, from) ? "hi" : "no" }),
      "failed",
    ],
    [
      "a 404 that the container did not give",
      (argv, from) => (isOwn(argv, from) ? HELLO : { exitCode: 1, output: NOT_FOUND }),
      "failed",
    ],
    [
      "a page when nothing serves in the container",
      (argv, from) => (isOwn(argv, from) ? { exitCode: 1, output: "refused" } : HELLO),
      "failed",
    ],
    ["a page that is another each time", () => ({ exitCode: 0, output: `${calls++}` }), "unknown"],
    ["nothing in time", (argv, from) => (isOwn(argv, from) ? HELLO : undefined), "unknown"],
    ["nothing answers", () => ({ exitCode: 1, output: "wget: download timed out" }), "failed"],
    ["only curl is there", (argv) => ({ exitCode: argv[0] === "curl" ? 0 : 127, output: REDIRECTED }), "ok"],
    ["curl fails", (argv) => ({ exitCode: argv[0] === "curl" ? 28 : 126, output: "timed out" }), "failed"],
    ["neither is there", () => ({ exitCode: 127, output: "" }), "unknown"],
  ])("judges what it sees from inside: %s", async (_, exec, kind) => {
    const report = await run(new TestSwarm(TWO, exec === undefined ? {} : { exec }), { insideMs: 30 });
    expect(cells(report).slice(2)).toEqual([`mgr01→swarm01 ${kind}`, `swarm01→mgr01 ${kind}`]);
    expect(JSON.stringify(report.cases)).not.toContain("interrupted");
  });

  it.each<[string, Page, string, string | undefined]>([
    ["the container's page", { status: 200, body: "hello" }, "ok", undefined],
    [
      "a proxy's error",
      { status: 404, body: "blocked" },
      "failed",
      "something answered (HTTP 404), but not as the container does",
    ],
    [
      "a login portal",
      { status: 200, body: "log in" },
      "failed",
      "something answered (HTTP 200), but not as the container does",
    ],
    [
      "the right page with the wrong status",
      { status: 503, body: "hello" },
      "failed",
      "something answered (HTTP 503), but not as the container does",
    ],
    [
      "a page with the container's own hostname",
      { status: 200, body: `I am ${ID.slice(0, 12)}, you are 10.0.0.9` },
      "ok",
      undefined,
    ],
  ])("knows the container by its answer: %s", async (_, page, kind, text) => {
    const one = swarm({ nodes: "mgr01" });
    const report = await run(new TestSwarm(one, { container: ID }), { fetchHere: () => Promise.resolve(page) }, one);
    expect(report.cases.at(-1)?.result).toEqual({ kind, ...(text === undefined ? {} : { text }) });
  });

  it("knows an answer for the container's by its hostname alone when the image has nothing to fetch with", async () => {
    const one = swarm({ nodes: "mgr01" });
    const world = new TestSwarm(one, { container: ID, exec: () => ({ exitCode: 127, output: "" }) });
    const from = (body: string) => run(world, { fetchHere: () => Promise.resolve({ status: 200, body }) }, one);
    expect(cells(await from(`Hostname: ${ID.slice(0, 12)}`))).toEqual(["here→mgr01 ok"]);
    expect((await from("hello")).cases.at(-1)?.result).toEqual({
      kind: "unknown",
      text: "something answered (HTTP 200), but whether it was the container is not known: the image has neither wget nor curl",
    });
  });

  it("waits until the program in a container serves", async () => {
    let asked = 0;
    const exec = () => (asked++ < 4 ? { exitCode: 1, output: "Connection refused" } : HELLO);
    expect(cells(await run(new TestSwarm(TWO, { exec }), { deadlineMs: 2000 })).every((it) => it.endsWith("ok"))).toBe(
      true,
    );
  });

  it("says why a fetch from here failed, not only that it did", async () => {
    const report = await run(new TestSwarm(TWO), { fetchHere: broken });
    expect(report.cases.find((it) => it.from === "here")?.result).toEqual({
      kind: "failed",
      text: "connect EHOSTUNREACH 192.168.16.2:80",
    });
    expect(report.findings).toMatchObject([{ code: "TEST_FAILED", message: "macvlanswarm: 2 ways do not work" }]);
  });

  it.each<[string, Partial<SwarmNode>, string]>([
    ["down", { state: "down" }, "swarm says that the node is down"],
    ["drained", { availability: "drain" }, "the node is drained, so swarm starts nothing there"],
    ["paused", { availability: "pause" }, "the node is paused, so swarm starts nothing there"],
    [
      "not ready",
      { labels: {} },
      "the node is not ready for macvlanswarm: it has no label swarmlan.macvlanswarm=ready",
    ],
  ])("has a node that is %s in the report, as unknown", async (_, node, text) => {
    const report = await run(new TestSwarm(TWO), {}, withNode("swarm01", node));
    expect(report.nodes).toEqual(["mgr01", "swarm01"]);
    expect(report.cases.find((it) => it.group === "container" && it.to === "swarm01")?.result).toEqual({
      kind: "unknown",
      text,
    });
    expect(cells(report)).toEqual([
      "here→mgr01 ok",
      "here→swarm01 unknown",
      "mgr01→swarm01 unknown",
      "swarm01→mgr01 unknown",
    ]);
    expect(report).toMatchObject({ ok: true, complete: false });
    expect(report.findings).toMatchObject([
      {
        code: "TEST_INCOMPLETE",
        message: "macvlanswarm: 3 of 4 ways could not be tried, for want of a container on swarm01",
      },
    ]);
    expect(
      renderMatrix(report, (_paint, said) => said)
        .split("\n")
        .slice(-2),
    ).toEqual([
      `  ? container on swarm01: ${text}`,
      "Every way that was tried works, but 3 of 4 ways could not be tried.",
    ]);
  });

  it("waits for no container on a node whose Engine did not answer", async () => {
    const report = await run(new TestSwarm(TWO), {}, swarm({ nodes: "mgr01 swarm01!" }));
    expect(report.cases[1]).toMatchObject({ to: "swarm01", ms: 0, result: { kind: "unknown" } });
    expect(report.complete).toBe(false);
  });

  it("leaves out what the spec skips, and what is left of a node that came back under another ID", async () => {
    const skipped = { spec: spec(lan({ nodes: { swarm01: { skip: true } } })) };
    expect(await run(new TestSwarm(TWO), skipped)).toMatchObject({ nodes: ["mgr01"], complete: true });
    const old = { ...(TWO.swarm.nodes[1] as SwarmNode), id: "old" as NodeId, state: "down" } as const;
    const both = { ...TWO, swarm: { ...TWO.swarm, nodes: [...TWO.swarm.nodes, old] } };
    expect(await run(new TestSwarm(TWO), {}, both)).toMatchObject({ nodes: ["mgr01", "swarm01"], complete: true });
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
    expect(report).toMatchObject({
      ok: true,
      complete: false,
      findings: [{ code: "TEST_INCOMPLETE", severity: "warn" }],
    });
    expect(renderMatrix(report, (_, text) => text)).toContain(
      "Every way that was tried works, but 3 of 4 ways could not be tried.",
    );
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
