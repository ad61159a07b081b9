import { describe, expect, test } from "vitest";
import { isAppError } from "../../../src/errors/app-error.ts";
import { readSpecFile } from "../../../src/edges/spec-file/read-spec-file.ts";
import { web } from "./scene.ts";

const failing = (code: string) => ({
  readFile: () => Promise.reject(Object.assign(new TypeError(`${code}: that did not work`), { code })),
});

describe("readSpecFile", () => {
  test("reads the file and looks variables up in the environment given", async () => {
    const files = { readFile: async (file: string) => (file === "a.yaml" ? web("", { parent: "$NIC" }) : "") };
    const document = await readSpecFile("a.yaml", { NIC: "eth7" }, files);
    expect(document).toMatchObject({ file: "a.yaml", findings: [], spec: { lans: [{ parent: "eth7" }] } });
  });

  test.each([
    ["ENOENT", "SPEC_NOT_FOUND"],
    ["ENOTDIR", "SPEC_NOT_FOUND"],
    ["EACCES", "SPEC_FORBIDDEN"],
    ["EISDIR", "SPEC_UNREADABLE"],
    ["EIO", "SPEC_UNREADABLE"],
  ])("says of %s: %s", async (code, expected) => {
    const failure = await readSpecFile("a.yaml", {}, failing(code)).catch((thrown: unknown) => thrown);
    expect(isAppError(failure) && failure.code).toBe(expected);
    expect(String(failure)).toContain("a.yaml");
  });
});
