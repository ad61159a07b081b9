import { describe, expect, it } from "vitest";
import type { CheckResult } from "../../src/model/diagnosis.ts";
import { reportOf } from "../../src/operations/reports.ts";

const result = (more: Partial<CheckResult>): CheckResult => ({
  code: "HOST002",
  group: "hosts",
  title: "the parent is up",
  verdict: "pass",
  target: { node: "mgr01", interface: "eth1" },
  message: "eth1 is up",
  evidence: [],
  ...more,
});
const span = { file: "swarmlan.yaml", line: 7, column: 5, length: 3, text: "    gateway: x" };
const results = [
  result({}),
  result({
    verdict: "fail",
    message: 'eth1 of "mgr01" is down: 100%',
    evidence: ["state <down>"],
    fix: { text: "set it up", commands: ["ip link set eth1 up"] },
  }),
  result({ code: "ADDR001", verdict: "warn", message: "odd", target: {}, spans: [span] }),
  result({ verdict: "skipped", message: "there is no eth1" }),
  result({ verdict: "unknown", message: "no image" }),
];

describe("a diagnosis as JUnit", () => {
  const xml = reportOf("junit", results, "1.2.3");
  it("counts warnings as failures and what is unknown as errors", () => {
    expect(xml).toContain('<testsuite name="swarmlan doctor" tests="5" failures="2" skipped="1" errors="1">');
  });
  it("escapes what was seen, and says what to do", () => {
    expect(xml).toContain(
      'message="eth1 of &quot;mgr01&quot; is down: 100%">state &lt;down&gt;&#10;next: set it up&#10;ip link set eth1 up</failure>',
    );
  });
});

describe("a diagnosis as GitHub's annotations", () => {
  it("is one line for each that is not well, with its place in the spec", () => {
    expect(reportOf("github", results, "1.2.3").trimEnd().split("\n")).toEqual([
      '::error title=HOST002 mgr01 eth1::eth1 of "mgr01" is down: 100%25%0Astate <down>%0Anext: set it up%0Aip link set eth1 up',
      "::warning file=swarmlan.yaml,line=7,col=5,title=ADDR001 the swarm::odd",
      "::notice title=HOST002 mgr01 eth1::no image",
    ]);
  });
});

describe("a diagnosis as SARIF", () => {
  const log = JSON.parse(reportOf("sarif", results, "1.2.3")) as {
    version: string;
    runs: {
      tool: { driver: { rules: { id: string }[] } };
      results: { kind: string; level: string; locations: unknown[] }[];
    }[];
  };
  it("has a rule per code and a result per target", () => {
    expect(log.version).toBe("2.1.0");
    expect(log.runs[0]?.tool.driver.rules.map((it) => it.id)).toEqual(["HOST002", "ADDR001"]);
    expect(log.runs[0]?.results.map((it) => [it.kind, it.level])).toEqual([
      ["pass", "none"],
      ["fail", "error"],
      ["fail", "warning"],
      ["notApplicable", "none"],
      ["open", "note"],
    ]);
    expect(log.runs[0]?.results[2]?.locations).toHaveLength(1);
  });
});
