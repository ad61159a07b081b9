import { describe, expect, test } from "vitest";
import { interpolate } from "../../../src/edges/spec-file/interpolate.ts";

const ENV = { FOO: "first", EMPTY: "", _x1: "under", DOLLAR: "a$FOO", constructor: undefined };

describe("interpolate", () => {
  test.each([
    ["nothing to do", "nothing to do"],
    ["$FOO", "first"],
    ["${FOO}", "first"],
    ["a $FOO-bar b", "a first-bar b"],
    ["$_x1/${_x1}", "under/under"],
    ["$FOOD${FOO}", "first"],
    ["${EMPTY:-default}", "default"],
    ["${EMPTY-default}", ""],
    ["${NONE-default}", "default"],
    ["${NONE:-}", ""],
    ["${EMPTY:-/non:-alphanumeric}", "/non:-alphanumeric"],
    ["${FOO:?must be there}", "first"],
    ["${EMPTY?must be there}", ""],
    ["${FOO:+alt}", "alt"],
    ["${EMPTY:+alt}", ""],
    ["${EMPTY+alt}", "alt"],
    ["${NONE+alt}${NONE:+alt}", ""],
    ["$$FOO", "$FOO"],
    ["$${FOO}", "${FOO}"],
    ["$$$FOO", "$first"],
    ["${NONE:-$$FOO}", "$FOO"],
    ["a $ b, $5, ^x$, $}", "a $ b, $5, ^x$, $}"],
    ["${NONE-$FOO}", "first"],
    ["${NONE:-${EMPTY:-${FOO}}}", "first"],
    ["${NONE-${FOO} ${FOO}}!", "first first!"],
    ["${NONE:-ssh://{hostname}}:22", "ssh://{hostname}:22"],
    ["${NONE-a?b}", "a?b"],
    ["${FOO?a-b}", "first"],
    ["${NONE:-a}b}", "ab}"],
    ["${FOO:-${NOT_LOOKED_AT:?at all}}", "first"],
    ["$DOLLAR", "a$FOO"],
  ])("reads %s as %s", (text, expected) => {
    expect(interpolate(text, ENV)).toMatchObject({ text: expected, problems: text === "$FOOD${FOO}" ? [{}] : [] });
  });

  test.each([
    ["${NONE:?say NONE}", { kind: "required", variable: "NONE", text: "say NONE" }],
    ["${EMPTY:?say EMPTY}", { kind: "required", variable: "EMPTY", text: "say EMPTY" }],
    ["${NONE?say ${FOO}}", { kind: "required", variable: "NONE", text: "say first" }],
    ["${NONE?}", { kind: "required", variable: "NONE", text: "" }],
    ["$NONE", { kind: "unset", variable: "NONE" }],
    ["${constructor}", { kind: "unset", variable: "constructor" }],
    ["${toString}", { kind: "unset", variable: "toString" }],
    ["${", { kind: "syntax" }],
    ["${}", { kind: "syntax" }],
    ["${ FOO}", { kind: "syntax" }],
    ["${FOO }", { kind: "syntax" }],
    ["${FOO!}", { kind: "syntax" }],
    ["${FOO:x}", { kind: "syntax" }],
    ["${FOO", { kind: "syntax" }],
    ["${NONE:-{}", { kind: "syntax" }],
    ["${1A}", { kind: "syntax" }],
  ])("has a complaint about %s", (text, problem) => {
    expect(interpolate(text, ENV).problems).toEqual([expect.objectContaining(problem)]);
  });

  test("tells every problem of one value, and goes on", () => {
    const { text, problems } = interpolate("${A:?a} ${B} ${C!} $FOO", ENV);
    expect(problems.map((problem) => problem.kind)).toEqual(["required", "unset", "syntax"]);
    expect(text).toBe("   first");
  });

  test("stops at defaults that nobody nests so deeply", () => {
    const deep = `${"${A:-".repeat(10_000)}x${"}".repeat(10_000)}`;
    expect(interpolate(deep, {}).problems).toMatchObject([{ kind: "syntax" }]);
  });
});
