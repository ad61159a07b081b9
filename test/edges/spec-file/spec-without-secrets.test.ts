import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { specWithoutSecrets } from "../../../src/edges/spec-file/spec-without-secrets.ts";
import { parse, told, web } from "./scene.ts";

const clean = (text: string) => specWithoutSecrets(text)?.text;

describe("specWithoutSecrets", () => {
  it("leaves what a spec has where it was, and takes comments out", () => {
    expect(clean("version: 1 # hunter2\nlans:\n  web: { subnet: 192.168.16.0/20 } # hunter2\n# hunter2\n")).toBe(
      "version: 1 #\nlans:\n  web: { subnet: 192.168.16.0/20 } #\n#\n",
    );
  });

  it.each([
    ["a value of the user's own", "x-note: hunter2"],
    [
      "one deeper down, under words that a spec has",
      "x-a: { b: [hunter2], nodes: { c: hunter2 }, host: hunter2, parent: hunter2 }",
    ],
    ["one in quotes", `x-a: "hunter2 and more"`],
    ["one of several lines", "x-a: |\n  hunter2\n  hunter2\nx-b: >-\n  hunter2\n\n  hunter2"],
    ["a slip's", "lan: hunter2\npassword: hunter2"],
    [
      "one in a mapping of names",
      "lans: { x-web: { a: hunter2 }, web: { pasword: hunter2, nodes: { x-a: { b: hunter2 } } } }",
    ],
    ["one with an anchor", "x-a: &a hunter2\nx-b: *a"],
    ["one with a tag", "x-a: !!str hunter2"],
    ["one in a comment within a list", "lans: { web: { reserve: [\n  10.0.0.1, # hunter2\n ] } }"],
  ])("takes out %s", (_, text) => {
    const left = clean(`${text}\nversion: 1\n`);
    expect(left).not.toContain("hunter2");
    expect(left?.split("\n").length).toBe(text.split("\n").length + 2);
    expect(left).toContain("\nversion: 1\n");
  });

  it("keeps addresses and words of a spec under keys of the user's own, for they are merged into LANs", () => {
    const text = "x-usual: &usual\n  slice: /26\n  edges: allow\n  gateway: 10.0.0.1\n  ipv6: { subnet: fd00::/64 }\n";
    expect(clean(text)).toBe(text);
  });

  it("refuses what is no YAML: nobody can say what is in it", () => {
    expect(specWithoutSecrets('x: "hunter2\n')).toBeUndefined();
    expect(specWithoutSecrets("[".repeat(5000))).toBeUndefined();
  });

  const examples = new URL("../../../examples/", import.meta.url);
  test.each(readdirSync(examples).filter((it) => it.endsWith(".yaml")))(
    "examples/%s says the same without its comments",
    (file) => {
      const text = readFileSync(new URL(file, examples), "utf8");
      expect(parse(clean(text) ?? "").spec).toEqual(parse(text).spec);
    },
  );

  it("leaves every problem at its place", () => {
    const text = `# note\n${web("gatway: 192.168.31.254 # slip\nx-note: hunter2", { slice: "/99" })}`;
    expect(told(parse(clean(text) ?? ""))).toEqual(told(parse(text)));
  });
});
