import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { finding } from "../../../src/model/finding.ts";
import { formatCidr } from "../../../src/model/cidr.ts";
import { withSpans } from "../../../src/edges/spec-file/parse-spec.ts";
import { address, cidr, range } from "../../builders.ts";
import { parse, told, web } from "./scene.ts";

const REFERENCE = `version: 1
swarm:                                  # optional
  manager: ssh://ops@mgr01
  id: k3x9
  nodes: ssh://ops@{hostname}
lans:
  macvlanswarm:
    subnet: 192.168.16.0/20
    gateway: 192.168.31.254
    slice: /24                          # each node's share
    pool: 192.168.16.0/21
    parent: eth1
    host: none
    edges: allow
    reserve: [192.168.31.0/24, 192.168.20.50-192.168.20.99, 192.168.21.7]
    node-network: macvlanconf
    attachable: false
    internal: true
    mode: vepa
    ipv6: { subnet: "fd00:16::/64", gateway: "fd00:16::1", slice: /84, pool: "fd00:16::/65" }
    nodes:
      mgr01:   { slice: 192.168.16.0/24, parent: ens19, ipv6: { slice: "fd00:16::/84", host: none } }
      mgr02:   { host: 192.168.17.9, router: true, ipv6: { host: "fd00:16::9" } }
      swarm02: { host: first, ipv6: { host: first } }
      swarm03: { skip: true }
`;

describe("parseSpec", () => {
  test("reads every key of the format", () => {
    expect(parse(REFERENCE)).toMatchObject({ findings: [] });
    expect(parse(REFERENCE).spec).toEqual({
      swarm: { manager: "ssh://ops@mgr01", id: "k3x9", nodes: { kind: "template", text: "ssh://ops@{hostname}" } },
      lans: [
        {
          name: "macvlanswarm",
          ipv4: {
            subnet: cidr("192.168.16.0/20"),
            gateway: address("192.168.31.254"),
            sliceLength: 24,
            pool: cidr("192.168.16.0/21"),
          },
          ipv6: {
            subnet: cidr("fd00:16::/64"),
            gateway: address("fd00:16::1"),
            sliceLength: 84,
            pool: cidr("fd00:16::/65"),
          },
          parent: "eth1",
          host: "none",
          edges: "allow",
          reserve: ["192.168.31.0/24", "192.168.20.50-192.168.20.99", "192.168.21.7"].map((text) => ({
            range: range(text),
            text,
          })),
          nodeNetwork: "macvlanconf",
          attachable: false,
          internal: true,
          mode: "vepa",
          nodes: {
            mgr01: {
              slice: cidr("192.168.16.0/24"),
              slice6: cidr("fd00:16::/84"),
              parent: "ens19",
              host6: "none",
              router: false,
              skip: false,
            },
            mgr02: { host: address("192.168.17.9"), host6: address("fd00:16::9"), router: true, skip: false },
            swarm02: { host: "first", host6: "first", router: false, skip: false },
            swarm03: { router: false, skip: true },
          },
        },
      ],
    });
  });

  test("fills in the defaults", () => {
    expect(parse(web()).spec).toEqual({
      swarm: {},
      lans: [
        {
          name: "web",
          ipv4: {
            subnet: cidr("192.168.16.0/20"),
            gateway: address("192.168.31.254"),
            sliceLength: 24,
            pool: cidr("192.168.16.0/20"),
          },
          parent: "eth1",
          host: "first",
          edges: "reserve",
          reserve: [],
          nodeNetwork: "web-node",
          attachable: true,
          internal: false,
          mode: "bridge",
          nodes: {},
        },
      ],
    });
  });

  test.each([
    ["fd00:16::/64", 80],
    ["fd00:16::/48", 64],
    ["fd00:16::/112", 128],
    ["fd00:16::/120", 128],
  ])("carves %s into slices of /%i by itself", (subnet, length) => {
    const spec = parse(web(`ipv6: { subnet: "${subnet}", gateway: "fd00:16::1" }`)).spec;
    expect(spec?.lans[0]?.ipv6).toMatchObject({ sliceLength: length, pool: cidr(subnet) });
  });

  test.each(["/24", "24", '"24"', '"/24"', "${BITS}", "/${BITS}"])("takes %s for a slice of /24", (slice) => {
    expect(parse(web("", { slice }), { BITS: "24" }).spec?.lans[0]?.ipv4.sliceLength).toBe(24);
  });

  test("takes empty mappings and lists for left out", () => {
    const document = parse(`${web("reserve:\nipv6:\nnodes:\n  a:\n  b: { ipv6: }")}swarm:\n`);
    expect(document.findings).toEqual([]);
    expect(Object.keys(document.spec?.lans[0]?.nodes ?? {})).toEqual(["a", "b"]);
  });

  test("takes a map of endpoints", () => {
    const text = `${web()}swarm:\n  nodes: { mgr01: "unix:///run/a.sock", constructor: unix:///b }\n`;
    const nodes = parse(text).spec?.swarm.nodes;
    expect(nodes).toEqual({ kind: "map", byHostname: { mgr01: "unix:///run/a.sock", constructor: "unix:///b" } });
    expect(nodes?.kind === "map" && nodes.byHostname["toString"]).toBeUndefined();
  });

  test("gives no node to a hostname that is a word of JavaScript's", () => {
    expect(parse(web("nodes: { a: {} }")).spec?.lans[0]?.nodes["constructor"]).toBeUndefined();
  });

  test("leaves x- keys to the user, and does not look into them", () => {
    const lan = `x-own: ["\${NONE:?not asked}"]\nipv6: { x-own: 1, subnet: "fd00::/64", gateway: "fd00::1" }\nnodes: { a: { x-own: } }`;
    const document = parse(`${web(lan)}swarm: { x-own: 1 }\nx-own: { a: 1, a: 2 }\n`);
    expect(document.findings).toEqual([]);
    expect(Object.keys(document.spec?.lans[0]?.nodes ?? {})).toEqual(["a"]);
  });

  test("tells of x- keys where a name could stand, and still reads the rest", () => {
    const document = parse(`${web("nodes: { x-ray: { skip: true } }")}  x-lan: {}\n`);
    expect(told(document)).toEqual(["SPEC_IGNORED_NAME 8:14", "SPEC_IGNORED_NAME 9:3"]);
    expect(document.findings.every((one) => one.severity === "info")).toBe(true);
    expect(document.spec?.lans).toHaveLength(1);
  });

  test("follows anchors and merge keys; what is there wins", () => {
    const text = web(
      "nodes:\n  a: &a { parent: ens1, host: none }\n  b: *a\n  c: { <<: *a, parent: ens3 }\n  d: { <<: [{ skip: true }, *a] }",
    );
    expect(parse(text).spec?.lans[0]?.nodes).toMatchObject({
      a: { parent: "ens1", host: "none" },
      b: { parent: "ens1", host: "none" },
      c: { parent: "ens3", host: "none" },
      d: { parent: "ens1", host: "none", skip: true },
    });
  });

  test("puts variables into values, after parsing, and reads what comes out anew", () => {
    const text = web("attachable: ${ATTACH}\nreserve: ['${ONE}']", {
      subnet: "${NET}.16.0/20",
      parent: '"${NIC:-eth9}"',
    });
    const lan = parse(text, { NET: "192.168", ATTACH: "false", ONE: "192.168.16.9" }).spec?.lans[0];
    expect(lan).toMatchObject({ attachable: false, parent: "eth9", ipv4: { subnet: cidr("192.168.16.0/20") } });
    expect(lan?.reserve[0]?.text).toBe("192.168.16.9");
  });

  test("does not let a variable's value become YAML", () => {
    const document = parse(web("", { parent: "${NIC}" }), { NIC: "eth1\n    edges: allow" });
    expect(told(document)).toEqual(["SPEC_BAD_NAME 7:13"]);
  });

  test("keeps a quoted value a text", () => {
    expect(told(parse(web('attachable: "${A}"'), { A: "true" }))).toEqual(["SPEC_WRONG_TYPE 8:17"]);
  });

  test("reads a file with a byte order mark and Windows line ends", () => {
    const document = parse(`\uFEFF${web("edges: keep").replaceAll("\n", "\r\n")}`);
    expect(told(document)).toEqual(["SPEC_BAD_VALUE 8:12"]);
    expect(document.findings[0]?.spans[0]).toMatchObject({ length: 4, text: "    edges: keep" });
  });

  test("reads no and on as texts also under %YAML 1.1", () => {
    expect(told(parse(`%YAML 1.1\n---\n${web("attachable: no")}`))).toContain("SPEC_WRONG_TYPE 10:17");
  });
});

describe("locate", () => {
  const document = parse(REFERENCE);
  test.each([
    [["version"], "1:10"],
    [["lans", "macvlanswarm", "gateway"], "9:14"],
    [["lans", "macvlanswarm"], "7:3"],
    [["lans", "macvlanswarm", "reserve", 1], "15:32"],
    [["lans", "macvlanswarm", "reserve", 9], "15:5"],
    [["lans", "macvlanswarm", "nodes", "mgr01", "slice"], "22:25"],
    [["lans", "macvlanswarm", "nodes", "mgr01", "host"], "22:7"],
    [["lans", "macvlanswarm", "nodes", "swarm09"], "21:5"],
    [["lans", "macvlanswarm", "ipv6", "gateway"], "20:46"],
    [["lans", "nowhere", "gateway"], "6:1"],
  ])("finds %j, or what should hold it, at %s", (path, place) => {
    const span = document.locate(path);
    expect(`${span?.line}:${span?.column}`).toBe(place);
  });

  test("follows an alias to where the value was written", () => {
    const span = parse(web("nodes:\n  a: &a { parent: ens1 }\n  b: *a")).locate([
      "lans",
      "web",
      "nodes",
      "b",
      "parent",
    ]);
    expect(span).toMatchObject({ file: "swarmlan.yaml", line: 9, column: 23, length: 4 });
  });

  test("gives findings made elsewhere their places", () => {
    const at = [
      ["lans", "macvlanswarm", "gateway"],
      ["lans", "macvlanswarm", "nodes", "mgr01", "slice"],
    ];
    const [placed, unplaced] = withSpans(document, [
      finding("SPEC_SYNTAX", { reason: "two places" }, { at }),
      finding("SPEC_SYNTAX", { reason: "no place" }),
    ]);
    expect(placed?.spans.map((span) => `${span.line}:${span.column}+${span.length}`)).toEqual(["9:14+14", "22:25+15"]);
    expect(placed?.spans[0]?.text).toBe("    gateway: 192.168.31.254");
    expect(unplaced?.spans).toEqual([]);
  });
});

describe("parseSpec on anything at all", () => {
  const words = [
    "version: 1",
    "lans:",
    "  web:",
    "    subnet: ",
    "10.0.0.0/8",
    "nodes: {",
    "}",
    "- ",
    "&a ",
    "*a",
    "<<: ",
    "${A",
    ":-x}",
    "x-y: ",
    "!t ",
    "---",
    "\n",
    "\n    ",
    "\t",
    '"',
    "'",
    "|",
    "? ",
    "__proto__: ",
  ];
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom(...words)).map((parts) => parts.join("")),
  );

  test("never throws, says why there is no spec, and points into the text", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const document = parse(text);
        const errors = document.findings.filter((one) => one.severity === "error");
        expect(document.spec === undefined).toBe(errors.length > 0);
        const lines = text.replace(/^\uFEFF/, "").split("\n");
        for (const span of document.findings.flatMap((one) => one.spans)) {
          expect(span.text).toBe((lines[span.line - 1] ?? "").replace(/\r$/, ""));
          expect(span.column - 1 + span.length).toBeLessThanOrEqual(Math.max(span.text.length, span.column - 1));
        }
      }),
      { numRuns: 3000 },
    );
  });

  const indented = Array.from({ length: 2000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n");
  test.each([
    ["brackets", "[".repeat(100_000)],
    ["braces", `a: ${"{b: ".repeat(50_000)}`],
    ["dashes", "- ".repeat(50_000)],
    ["indentation", indented],
    ["more than a spec needs", `a: ${"[".repeat(45)}${"]".repeat(45)}`],
  ])("refuses nesting by %s", (_, text) => {
    expect(parse(text).findings.map((one) => [one.code, one.message])).toContainEqual([
      "SPEC_SYNTAX",
      expect.stringContaining("nested"),
    ]);
  });

  test("refuses aliases that stand for too much, without making it", () => {
    const steps = Array.from({ length: 30 }, (_, step) => `x${step + 1}: &x${step + 1} [${`*x${step}, `.repeat(9)}]`);
    expect(told(parse(["x0: &x0 [a]", ...steps].join("\n")))).toEqual(["SPEC_SYNTAX 1:1"]);
  });

  test("refuses merges that copy too much", () => {
    const wide = `x: &x { ${Array.from({ length: 2000 }, (_, key) => `k${key}: 1`).join(", ")} }`;
    const uses = Array.from({ length: 2000 }, (_, use) => `u${use}: { <<: *x }`);
    expect(told(parse([wide, ...uses].join("\n")))).toEqual(["SPEC_SYNTAX 1:1"]);
  });

  test("refuses aliases that are nested too deeply, one in another", () => {
    const steps = Array.from({ length: 20_000 }, (_, step) => `x${step + 1}: &x${step + 1} [*x${step}]`);
    expect(told(parse(["x0: &x0 [a]", ...steps].join("\n")))).toEqual(["SPEC_SYNTAX 1:1"]);
  });

  test("reads 3,000 nodes", () => {
    const nodes = Array.from(
      { length: 3000 },
      (_, at) => `  node${at}: { slice: 10.${at >> 8}.${at & 255}.0/24, parent: ens19 }`,
    );
    const spec = parse(web(`nodes:\n${nodes.join("\n")}`, { subnet: "10.0.0.0/8" })).spec;
    expect(formatCidr(spec?.lans[0]?.nodes["node2999"]?.slice ?? cidr("0.0.0.0/0"))).toBe("10.11.183.0/24");
  });
});
