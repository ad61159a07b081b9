import { describe, expect, test } from "vitest";
import { checkPages } from "../../src/checks/check-page.ts";
import { checks } from "../../src/checks/index.ts";

describe("the list of checks", () => {
  test("gives every code once, by its group's letters", () => {
    const codes = checks.map((it) => it.code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.filter((it) => !/^(ADDR|ENG|HOST|WIRE|ROUT|EXPO)\d{3}$/.test(it))).toEqual([]);
  });

  test("has a page for every check, and no page for another", () => {
    expect(Object.keys(checkPages).sort()).toEqual(checks.map((it) => it.code).sort());
  });

  test("names only checks that there are as causes", () => {
    const codes = new Set(checks.map((it) => it.code));
    expect(
      checks.flatMap(({ code, after = [] }) => after.filter((it) => !codes.has(it)).map((it) => `${code} ${it}`)),
    ).toEqual([]);
  });
});
