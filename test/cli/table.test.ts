import { describe, expect, it } from "vitest";
import { renderTable } from "../../src/cli/render/table.ts";

interface Row {
  readonly name: string;
  readonly why: string;
}

const columns = [
  { title: "NAME", text: (it: Row) => it.name },
  { title: "WHY", text: (it: Row) => it.why, prose: true },
];
const rows: readonly Row[] = [
  { name: "mgr01", why: "a reason that is much longer than the terminal is wide" },
  { name: "swarm01", why: "ok" },
];

describe("renderTable", () => {
  const many = ["ONE", "TWO", "THREE", "FOUR"].map((title, at) => ({
    title,
    text: () => "0123456789",
    ...(at === 1 ? { leaves: 2 } : at === 2 ? { leaves: 1 } : {}),
  }));

  it.each([
    [46, [], "ONE         TWO         THREE       FOUR"],
    [45, ["THREE"], "ONE         TWO         FOUR"],
    [33, ["TWO", "THREE"], "ONE         FOUR"],
  ])("lets columns leave in the order that they declare: at %d columns %j", (width, hidden, title) => {
    const table = renderTable([{}], many, { width, wide: false });
    expect([table.text.split("\n")[0], table.hidden]).toEqual([title, hidden]);
  });

  it("goes on in a line of its own with what must stay and does not fit", () => {
    expect(renderTable([{}], many, { width: 20, wide: false }).text.split("\n")).toEqual([
      "ONE",
      "  FOUR",
      "0123456789",
      "  0123456789",
    ]);
  });

  it("hides and cuts nothing when everything is asked for", () => {
    const table = renderTable([{}], many, { width: 20, wide: true });
    expect([table.hidden, table.text.split("\n").length]).toEqual([[], 2]);
  });

  it("shows no title over nothing", () => {
    expect(renderTable([{ name: "a", why: "" }], columns, { width: 80, wide: false }).text).toBe("NAME\na");
  });

  it("stands what a column has twice in two lines", () => {
    const two = [columns[0]!, { title: "AT", text: () => "10.0.0.1", under: () => "fd00::1" }];
    expect(renderTable([{ name: "a", why: "" }], two, { width: 80, wide: false }).text.split("\n")).toEqual([
      "NAME  AT",
      "a     10.0.0.1",
      "      fd00::1",
    ]);
  });

  it("lines columns up and leaves no blanks at line ends", () => {
    const text = renderTable(rows, columns, { width: Number.POSITIVE_INFINITY, wide: false }).text;
    expect(text.split("\n")).toEqual([
      "NAME     WHY",
      "mgr01    a reason that is much longer than the terminal is wide",
      "swarm01  ok",
    ]);
  });

  it("fits the terminal by cutting prose, and shows that it did", () => {
    const lines = renderTable(rows, columns, { width: 40, wide: false }).text.split("\n");
    expect(lines[1]).toBe("mgr01    a reason that is much longer t…");
    expect(Math.max(...lines.map((line) => [...line].length))).toBeLessThanOrEqual(40);
  });

  it("says prose below its row where beside it there is too little room, and nothing where it says nothing", () => {
    const some = [...rows, { name: "swarm02", why: "" }];
    expect(renderTable(some, columns, { width: 30, wide: false }).text.split("\n")).toEqual([
      "NAME",
      "  WHY",
      "mgr01",
      "  a reason that is much longe…",
      "swarm01",
      "  ok",
      "swarm02",
    ]);
  });

  it("keeps what an Engine says on one line and without control characters", () => {
    const text = renderTable([{ name: "a", why: "one\r\ntwo\u001b[31m" }], columns, { width: 80, wide: false }).text;
    expect(text.split("\n")).toEqual(["NAME  WHY", "a     one two [31m"]);
  });

  it("shrinks no name where nothing can fit", () => {
    expect(renderTable(rows, columns, { width: 3, wide: false }).text).toContain("swarm01");
  });
});
