import { describe, expect, it } from "vitest";
import { renderTable } from "../../src/cli/render/table.ts";

interface Row {
  readonly name: string;
  readonly why: string;
}

const columns = [
  { title: "NAME", text: (it: Row) => it.name },
  { title: "WHY", text: (it: Row) => it.why },
];
const rows: readonly Row[] = [
  { name: "mgr01", why: "a reason that is much longer than the terminal is wide" },
  { name: "swarm01", why: "ok" },
];

describe("renderTable", () => {
  it("lines columns up and leaves no blanks at line ends", () => {
    const text = renderTable(rows, columns, { width: Number.POSITIVE_INFINITY, wide: false });
    expect(text.split("\n")).toEqual([
      "NAME     WHY",
      "mgr01    a reason that is much longer than the terminal is wide",
      "swarm01  ok",
    ]);
  });

  it("fits the terminal by cutting the widest column, and shows that it did", () => {
    const lines = renderTable(rows, columns, { width: 24, wide: false }).split("\n");
    expect(lines[1]).toBe("mgr01    a reason that …");
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(24);
  });

  it("keeps what an Engine says on one line and without control characters", () => {
    const text = renderTable([{ name: "a", why: "one\r\ntwo\u001b[31m" }], columns, { width: 80, wide: false });
    expect(text.split("\n")).toEqual(["NAME  WHY", "a     one two [31m"]);
  });

  it("does not shrink for ever where nothing can fit", () => {
    expect(renderTable(rows, columns, { width: 3, wide: false }).split("\n")).toHaveLength(3);
  });
});
