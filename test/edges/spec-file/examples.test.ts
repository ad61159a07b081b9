import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { judgeSpec } from "../../../src/core/slices/judge-spec.ts";
import { withSpans } from "../../../src/edges/spec-file/parse-spec.ts";
import { parse, web } from "./scene.ts";

const examples = new URL("../../../examples/", import.meta.url);
const files = readdirSync(examples).filter((file) => file.endsWith(".yaml"));

describe("every example", () => {
  test("is there", () => {
    expect(files).toContain("reference.yaml");
  });

  test.each(files)("%s is a good spec with addresses that make sense", (file) => {
    const { spec, findings } = parse(readFileSync(new URL(file, examples), "utf8"));
    expect(findings).toEqual([]);
    expect(spec && judgeSpec(spec)).toEqual([]);
  });
});

describe("what is judged over a Spec", () => {
  test.each([
    [web("", { gateway: "10.0.0.1" }), "GATEWAY_OUTSIDE_SUBNET 5:14"],
    [web("pool: 10.0.0.0/24"), "POOL_OUTSIDE_SUBNET 8:11"],
    [web("reserve: [192.168.16.9, 10.0.0.1]"), "RESERVE_OUTSIDE_SUBNET 8:29"],
    [web("nodes: { a: { slice: 10.0.0.0/24 } }"), "EXPLICIT_OUTSIDE_SUBNET 8:26"],
    [web('ipv6: { subnet: "fd00::/64", gateway: "fd01::1" }'), "GATEWAY_OUTSIDE_SUBNET 8:43"],
    [
      web('ipv6: { subnet: "fd00::/64", gateway: "fd00::1" }\nnodes: { a: { ipv6: { slice: "fd01::/80" } } }'),
      "EXPLICIT_OUTSIDE_SUBNET 9:34",
    ],
    [web("node-network: web"), "NETWORK_NAME_TWICE 8:19"],
  ])("finds its place in the file: %j", (text, expected) => {
    const document = parse(text);
    const placed = withSpans(document, document.spec === undefined ? [] : judgeSpec(document.spec));
    expect(placed.flatMap((one) => one.spans.map((span) => `${one.code} ${span.line}:${span.column}`))).toContain(
      expected,
    );
  });
});
