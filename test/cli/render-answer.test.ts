import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type Answer, exitCodeOf } from "../../src/cli/answer.ts";
import { type Format, renderAnswer } from "../../src/cli/render/render-answer.ts";
import { AT_GATEWAY, example, TOOK } from "./answers.ts";

const look = (format: Format) => ({ format, width: 80, colorOut: false, colorErr: false });

describe("renderAnswer", () => {
  it("writes addresses, prefixes and ranges as text and big counts as strings", async () => {
    const { out } = await renderAnswer(example(), TOOK, look("json"));
    expect(JSON.parse(out).items).toEqual([
      { name: "mgr01", slice: "192.168.16.0/24", host: "fd00:16::1", usable: "253", kept: "10.0.0.1-10.0.0.9" },
      { name: "swarm01", slice: "192.168.19.0/24", host: "192.168.19.1", usable: `${2n ** 70n}`, kept: "10.0.0.1" },
    ]);
  });

  it("has the whole envelope in JSON, and the same in YAML", async () => {
    const json = JSON.parse((await renderAnswer(example({ findings: [AT_GATEWAY] }), TOOK, look("json"))).out);
    const { items: _, findings, ...head } = json;
    expect(head).toEqual({
      apiVersion: "swarmlan/v1",
      kind: "Example",
      ...TOOK,
      exitCode: 0,
      complete: true,
      target: { swarmId: "s1" },
    });
    expect(findings[0]).toMatchObject({
      code: "SPEC_BAD_ADDRESS",
      places: [{ file: "swarmlan.yaml", line: 6, column: 14 }],
    });
    const yaml = parse((await renderAnswer(example({ findings: [AT_GATEWAY] }), TOOK, look("yaml"))).out);
    expect(yaml).toEqual(json);
  });

  it("keeps findings out of stdout in a table, and stderr empty for JSON", async () => {
    const it = example({ findings: [AT_GATEWAY] });
    const table = await renderAnswer(it, TOOK, look("table"));
    expect(table.out).toBe("NODE\nmgr01\nswarm01\n");
    expect(table.err).toContain("SPEC_BAD_ADDRESS");
    expect((await renderAnswer(it, TOOK, look("json"))).err).toBe("");
  });

  it("writes one name per line for programs, and more columns when asked for them", async () => {
    expect((await renderAnswer(example(), TOOK, look("name"))).out).toBe("mgr01\nswarm01\n");
    expect((await renderAnswer(example(), TOOK, look("wide"))).out).toContain("USABLE");
  });

  it("writes nothing for nothing", async () => {
    expect(await renderAnswer(example({ items: [] }), TOOK, look("table"))).toEqual({ out: "", err: "" });
  });
});

describe("exitCodeOf", () => {
  const cases: readonly [what: string, answer: Partial<Answer>, code: number][] = [
    ["good", {}, 0],
    ["changes", { exitCodes: [2] }, 2],
    ["changes, and a node that was not asked", { exitCodes: [2], complete: false }, 3],
    ["failed and unreachable", { exitCodes: [1], complete: false }, 1],
    ["refused and failed", { exitCodes: [1, 4] }, 4],
    ["interrupted after all else", { exitCodes: [1, 4, 65, 130], complete: false }, 130],
    ["a bug and a bad spec", { exitCodes: [65, 70] }, 70],
    ["a program of the user's", { programExitCode: 42 }, 42],
  ];
  it.each(cases)("%s", (_, more, code) => {
    expect(exitCodeOf(example(more))).toBe(code);
  });
});
