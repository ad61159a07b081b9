import { describe, expect, it } from "vitest";
import { verdictOf } from "../../bench/bench.ts";
import { alternate } from "../../bench/measuring/alternate.ts";
import { ratiosOf, spreadOf } from "../../bench/measuring/spread.ts";
import { benchmarksPage, cellsOf } from "../../bench/report/markdown.ts";

const ratio = (...values: readonly number[]) => ({
  kind: "ratio" as const,
  ratio: spreadOf(values),
  of: spreadOf([200]),
  to: spreadOf([100]),
  against: "node -e 0",
});

describe("a bench's report", () => {
  it("takes ratios within rounds, so that a slow moment counts for both", () => {
    expect(ratiosOf([10, 100, 20], [5, 50, 5])).toEqual({ median: 2, min: 2, max: 4, count: 3 });
    expect(spreadOf([4, 1, 3, 2]).median).toBe(2.5);
    expect(() => spreadOf([])).toThrow(TypeError);
  });

  it("goes by turns, and does not count the first", async () => {
    const ran: string[] = [];
    const subject = (name: string) => ({ name, run: () => void ran.push(name), after: () => void ran.push("-") });
    const times = await alternate([subject("a"), subject("b")], 2);
    expect(ran.join("")).toBe("a-b-b-a-a-b-");
    expect(times.of("a").count).toBe(2);
  });

  it("judges by the median, and says so when a budget is not met", () => {
    const row = { what: "plan", found: ratio(1, 2, 9), budget: { atMost: 2 } };
    expect(verdictOf(row)).toBe("met");
    expect(verdictOf({ ...row, budget: { atMost: 1.9 } })).toBe("not met");
    expect(verdictOf({ ...row, budget: { atLeast: 2.1 } })).toBe("not met");
    expect(cellsOf({ ...row, budget: { atMost: 1.9 } })).toEqual([
      "plan",
      "200 ms",
      "node -e 0: 100 ms",
      "2.00 (1.00–9.00)×",
      "≤ 1.9×",
      "**not met**",
    ]);
  });

  it("names what could not be measured, and why", () => {
    const bench = { name: "apply-ssh", title: "Over ssh" };
    const page = benchmarksPage([{ bench, outcome: { kind: "missing", why: "no sshd" } }], { facts: [["Node", "20"]] });
    expect(page).toContain("## Over ssh\n\n`npm run bench apply-ssh`\n\nNot measured here: no sshd.");
    expect(page).toContain("- Node: 20");
  });
});
