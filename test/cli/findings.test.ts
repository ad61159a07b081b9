import { describe, expect, it } from "vitest";
import { renderFindings } from "../../src/cli/render/findings.ts";
import { paintFor } from "../../src/cli/render/paint.ts";
import { wantsColor } from "../../src/cli/render/paint.ts";
import { finding } from "../../src/model/finding.ts";
import { AT_GATEWAY } from "./answers.ts";

const plain = paintFor(false);

describe("renderFindings", () => {
  it("shows what, where with the place marked, and what to do next", () => {
    expect(renderFindings([AT_GATEWAY], plain).split("\n")).toEqual([
      'error SPEC_BAD_ADDRESS: lans.web.gateway: "192.168.1.300" is not an IPv4 address',
      "  swarmlan.yaml:6:14",
      "  6 |     gateway: 192.168.1.300",
      "    |              ^^^^^^^^^^^^^",
      "  next: write one address without a prefix length, like 192.168.31.254",
    ]);
  });

  it("marks every place of a finding that has two", () => {
    const [span] = AT_GATEWAY.spans;
    const twice = { ...AT_GATEWAY, spans: [span, { ...span, line: 12, column: 1, length: 200 }] } as typeof AT_GATEWAY;
    const text = renderFindings([twice], plain);
    expect(text.match(/swarmlan\.yaml:\d+:\d+/g)).toEqual(["swarmlan.yaml:6:14", "swarmlan.yaml:12:1"]);
    // A span that goes over the line's end is marked up to it.
    expect(text).toContain(`     | ${"^".repeat("    gateway: 192.168.1.300".length)}\n`);
  });

  it("puts the caret under the place behind tabs", () => {
    const spans = [{ file: "f", line: 1, column: 2, length: 1, text: "\tx" }];
    expect(renderFindings([{ ...AT_GATEWAY, spans }], plain)).toContain("    | \t^");
  });

  it("says whether it is an error, a warning or a note", () => {
    const warn = finding("LAN_LEFT_SPEC", { lan: "web" }, { severity: "warn" });
    expect(renderFindings([warn, { ...warn, severity: "info" }], plain)).toMatch(
      /^warning LAN_LEFT[^]*\n\nnote LAN_LEFT/,
    );
  });
});

describe("wantsColor", () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ NO_COLOR: "1" }, true, false],
    [{ NO_COLOR: "" }, true, true],
    [{ TERM: "dumb" }, true, false],
    [{ FORCE_COLOR: "1" }, false, true],
  ])("%j on a terminal: %s gives %s", (env, isTTY, wanted) => {
    expect(wantsColor(env, { isTTY })).toBe(wanted);
  });
});
