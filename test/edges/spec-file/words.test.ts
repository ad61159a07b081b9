import { describe, expect, test } from "vitest";
import { closest } from "../../../src/edges/spec-file/closest.ts";
import { readPlain } from "../../../src/edges/spec-file/plain-scalar.ts";

describe("readPlain", () => {
  test.each([
    ["", null],
    ["~", null],
    ["null", null],
    ["true", true],
    ["FALSE", false],
    ["24", 24],
    ["-7", -7],
    ["0x10", 16],
    ["0o17", 15],
    ["1.5e3", 1500],
    [".5", 0.5],
    ["no", "no"],
    ["on", "on"],
    ["192.168.16.0", "192.168.16.0"],
    ["12:30", "12:30"],
    ["/24", "/24"],
    ["tRue", "tRue"],
    [".", "."],
    ["1e", "1e"],
  ])("reads %j as YAML 1.2 does", (text, value) => {
    expect(readPlain(text)).toBe(value);
  });
});

describe("closest", () => {
  const keys = ["subnet", "gateway", "slice", "pool", "parent", "host", "node-network"];
  test.each([
    ["gatway", "gateway"],
    ["getaway", "gateway"],
    ["Subnet", "subnet"],
    ["silce", "slice"],
    ["node_network", "node-network"],
    ["parents", "parent"],
    ["banana", undefined],
    ["x", undefined],
    ["", undefined],
  ])("takes %s for %s", (word, meant) => {
    expect(closest(word, keys)).toBe(meant);
  });
});
