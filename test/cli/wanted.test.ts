import { describe, expect, it } from "vitest";
import { complete } from "../../src/cli/complete/complete.ts";
import { wantedAt } from "../../src/cli/complete/wanted.ts";

/** Words behind `swarmlan` as a shell splits them: a blank at the end begins a new one. */
const at = (line: string) => wantedAt(line.split(" "));
const words = (line: string) => at(line).candidates.map((it) => it.word);

describe("wantedAt", () => {
  it("offers commands and groups first, and aliases to who begins to type one", () => {
    expect(words("")).toEqual(expect.arrayContaining(["plan", "apply", "lab", "ledger"]));
    expect(words("")).not.toContain("up");
    expect(words("u")).toContain("up");
    expect(words("")).not.toContain("lab up");
  });

  it("offers a group's commands, and nothing behind a command that is none", () => {
    expect(words("lab ")).toEqual(expect.arrayContaining(["up", "down", "demo"]));
    expect(words("nonsense ")).toEqual([]);
  });

  it("offers the options of the command and those of all, but for what stands already", () => {
    expect(words("apply --")).toEqual(expect.arrayContaining(["--max-disruption", "--yes", "--output", "--help"]));
    expect(words("apply -y -")).not.toContain("--yes");
    expect(words("up -")).toContain("--max-disruption");
    expect(words("-")).toEqual(expect.arrayContaining(["--file", "--version"]));
  });

  it.each([
    ["plan -o ", ["table", "wide", "json", "yaml", "name"]],
    ["plan --output=", ["table", "wide", "json", "yaml", "name"]],
    ["plan --output = ", ["table", "wide", "json", "yaml", "name"]],
    ["-o ", ["table", "wide", "json", "yaml", "name"]],
    ["completion ", ["bash", "zsh", "fish"]],
  ])("offers choices at %s", (line, expected) => {
    expect(words(line)).toEqual(expected);
  });

  it.each([
    ["plan --only-node ", ["node"]],
    ["plan --only-node=sw", ["node"]],
    ["destroy ", ["lan"]],
    ["down w", ["lan"]],
    ["destroy --cut-off ", ["lan"]],
    ["destroy -o json --confirm ", ["lan"]],
    ["find ", ["service", "node"]],
    ["explain R", ["code"]],
    ["schema ", ["schema"]],
    ["-f ", ["file"]],
    ["ledger import ", ["file"]],
    ["lab down --name ", ["lab"]],
    ["lab in ", ["lab-place"]],
    ["lab docker --name a ", ["lab-node"]],
    ["-f x.yaml plan --only-node ", ["node"]],
    ["destroy -- ", ["lan"]],
  ] as const)("looks up what may stand at %s", (line, kinds) => {
    expect(at(line).kinds).toEqual(kinds);
  });

  it("knows what stands on the line already", () => {
    expect(at("destroy -f a.yaml ").said).toEqual({ file: "a.yaml" });
    expect(at("lab docker --name=two ").said).toEqual({ name: "two" });
  });

  it("offers nothing where another program's words stand, and no second argument where there is one", () => {
    expect(at("lab docker mgr01 --")).toMatchObject({ candidates: [], kinds: [] });
    expect(at("destroy web ").kinds).toEqual([]);
    expect(words("destroy web ")).toContain("--cut-off");
  });

  it("offers nothing for a value that can be anything", () => {
    expect(at("plan --timeout ")).toMatchObject({ candidates: [], kinds: [] });
  });
});

describe("complete", () => {
  it("writes a line for each word with what it is, and where files belong", async () => {
    expect(await complete(["stat"], {})).toBe("status\tShow every LAN on every node: slice, addresses used and left\n");
    expect(await complete(["apply", ""], {})).toBe(":files\n");
  });

  it("says nothing at all where something goes wrong", async () => {
    expect(await complete(["destroy", "-f", "/nowhere/x.yaml", ""], {})).toBe("");
    expect(
      await complete(["plan", "-f", "/nowhere/x.yaml", "--only-node", ""], { DOCKER_HOST: "unix:///nowhere" }),
    ).toBe("");
  });
});
