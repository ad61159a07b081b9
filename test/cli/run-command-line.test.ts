import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/cli/render/render-answer.ts";
import { run } from "./run-in-process.ts";

describe("runCommandLine", () => {
  const cases: readonly [what: string, argv: readonly string[], exitCode: number, code: string][] = [
    ["no spec", ["plan", "-f", "/nowhere/swarmlan.yaml"], 65, "SPEC_NOT_FOUND"],
    ["a code that is none", ["explain", "NONSENSE"], 64, "UNKNOWN_CODE"],
    ["an option that is none", ["plan", "--nonsense"], 64, "USAGE"],
  ];
  for (const [what, argv, exitCode, code] of cases) {
    it.each(FORMATS)(`ends alike for ${what} in %s, and says the code`, async (format) => {
      const it = await run(...argv, "-o", format);
      expect(it.exitCode).toBe(exitCode);
      expect(it.out + it.err).toContain(code);
      if (format === "json") expect(JSON.parse(it.out)).toMatchObject({ exitCode, items: [], findings: [{ code }] });
    });
  }

  it("answers on stdout alone", async () => {
    const it = await run("explain", "SPEC_NOT_FOUND");
    expect(it).toMatchObject({ exitCode: 0, err: "" });
    expect(it.out).toContain("there is no spec at <file>");
  });

  it("tells who has no spec how to get one, from what the package holds", async () => {
    const { err } = await run("plan", "-f", "/nowhere/swarmlan.yaml");
    expect(err).toContain("swarmlan init");
    expect(err).not.toContain("examples folder");
  });

  it("says all that is wrong with a spec, each at its place", async () => {
    const it = await run("plan", "-f", new URL("bad-spec.yaml", import.meta.url).pathname);
    expect(it.exitCode).toBe(65);
    expect(it.err).toMatch(/bad-spec\.yaml:4:5\n.*subent.*\n.*\^{6}\n.*did you mean subnet\?/);
    expect(it.err).toContain("192.168.1.300");
    expect(it.err).toMatch(/SPEC_INVALID: .* has 3 problems/);
  });

  it("says which endpoints of a spec are none, each at its place, and calls that a bad spec", async () => {
    const it = await run("plan", "-f", new URL("bad-endpoints.yaml", import.meta.url).pathname);
    expect(it.exitCode).toBe(65);
    expect(it.err).toMatch(/bad-endpoints\.yaml:3:12\n.*unx:/);
    expect(it.err).toMatch(/bad-endpoints\.yaml:5:12\n.*smb:/);
    expect(it.err).toMatch(/bad-endpoints\.yaml:9:14\n.*10\.0\.0\.1/);
    expect(it.err).toMatch(/SPEC_INVALID: .* has 3 problems/);
  });
});
