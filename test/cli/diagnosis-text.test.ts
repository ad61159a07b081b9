import { describe, expect, test } from "vitest";
import { askedOf } from "../../src/cli/doctor/asked.ts";
import { renderDiagnosis } from "../../src/cli/render/diagnosis-text.ts";
import type { CheckResult } from "../../src/model/diagnosis.ts";

const plain = (_: string, text: string): string => text;

function result(node: string, more: Partial<CheckResult> = {}): CheckResult {
  return {
    code: "ENG017",
    group: "engines",
    title: "every node takes a probe",
    verdict: "unknown",
    target: { node },
    message: "no probe could be placed there",
    evidence: ["no such image"],
    fix: { text: "make the probe image", commands: ["swarmlan lab image probe.tar", `docker load on ${node}`] },
    ...more,
  };
}

describe("a diagnosis for a person", () => {
  const nodes = ["a", "b", "c", "d", "e", "f"];

  test("tells what one thing mends in one block, its advice once", () => {
    const text = renderDiagnosis(
      nodes.map((it) => result(it)),
      plain,
    );
    expect(text.split("\n\n")).toHaveLength(2);
    expect(text.match(/make the probe image/g)).toHaveLength(1);
    expect(text.match(/lab image probe\.tar/g)).toHaveLength(1);
    expect(text.match(/^UNKNOWN ENG017 /gm)).toHaveLength(4);
    expect(text).toContain("and 2 more like it: e, f");
    expect(text).toContain("docker load on a");
  });

  test("keeps apart what other advice mends, and the bad before the unknown", () => {
    const other = result("a", { code: "WIRE003", verdict: "fail", fix: { text: "mend the switch", commands: [] } });
    const text = renderDiagnosis([result("b"), other, result("c", { fix: { text: "another", commands: [] } })], plain);
    expect(text.split("\n\n").map((it) => it.split("\n")[0])).toEqual([
      "FAIL WIRE003 a: no probe could be placed there",
      "UNKNOWN ENG017 b: no probe could be placed there",
      "UNKNOWN ENG017 c: no probe could be placed there",
      expect.stringContaining("2 checks on 3 targets"),
    ]);
  });
});

describe("what doctor is asked", () => {
  const asked = (rate: number | undefined) =>
    askedOf({ text: () => undefined, flag: () => false, count: () => rate, words: [] } as never).rate;

  test("a sweep is neither slower than its probe lives nor faster than a switch bears", () => {
    expect([asked(undefined), asked(10), asked(10_000)]).toEqual([1000, 10, 10_000]);
    for (const it of [0, 2, 9, 10_001])
      expect(() => asked(it)).toThrow(
        expect.objectContaining({ code: "USAGE", message: expect.stringContaining("10 to 10000") }),
      );
  });
});
