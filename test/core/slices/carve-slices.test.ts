/** `carveSlices` by example: the reference table, and one row per rule. What holds always is in properties.test.ts. */
import { describe, expect, it } from "vitest";
import { carveSlices } from "../../../src/core/slices/carve-slices.ts";
import { formatAddress } from "../../../src/model/address.ts";
import { formatCidr } from "../../../src/model/cidr.ts";
import type { Share, SliceRequest } from "../../../src/model/slices.ts";
import { held, lan, request, seen } from "../../builders.ts";
import { auxOf, codesOf, slicesOf } from "./asked.ts";

const REFERENCE = "swarm03 mgr02 swarm01 mgr01 swarm02 mgr03";

describe("carveSlices › the reference case", () => {
  it("is the reference table exactly, with edges: allow", () => {
    const { shares, findings } = carveSlices(request(lan({ edges: "allow" }), REFERENCE));
    const table = shares.map(({ hostname, ipv4 }) => {
      const aux = ipv4.aux.map((it) => `${it.name}=${formatAddress(it.address)}`).join(" ");
      return `${hostname} ${formatCidr(ipv4.slice)} ${aux}`;
    });
    expect(table).toEqual([
      "mgr01 192.168.16.0/24 host=192.168.16.1",
      "mgr02 192.168.17.0/24 host=192.168.17.1",
      "mgr03 192.168.18.0/24 host=192.168.18.1",
      "swarm01 192.168.19.0/24 host=192.168.19.1",
      "swarm02 192.168.20.0/24 host=192.168.20.1",
      "swarm03 192.168.21.0/24 host=192.168.21.1",
    ]);
    expect(findings).toEqual([]);
  });

  it("keeps the edges out too, with edges: reserve, but never the subnet's own ends", () => {
    const question = request(lan(), REFERENCE);
    expect(slicesOf(question)).toEqual(slicesOf(request(lan({ edges: "allow" }), REFERENCE)));
    expect(auxOf(question, "mgr01")).toEqual(["host=192.168.16.1", "edge-192.168.16.255=192.168.16.255"]);
    const middle = ["edge-192.168.17.0=192.168.17.0", "host=192.168.17.1", "edge-192.168.17.255=192.168.17.255"];
    expect(auxOf(question, "mgr02")).toEqual(middle);
  });

  it("counts what a container can get", () => {
    const counts = carveSlices(request(lan(), REFERENCE)).shares.map((it) => [it.ipv4.usable, it.ipv4.reserved]);
    expect(counts).toEqual(Array(6).fill([253n, 3n]));
  });

  it("carves the spec that product.md shows", () => {
    const spec = lan({
      reserve: ["192.168.31.0/24", "192.168.20.50-192.168.20.99", "192.168.21.7"],
      ipv6: { gateway: "fd00:16::1" },
      nodes: { mgr01: { slice: "192.168.16.0/24", slice6: "fd00:16::/80" }, swarm03: { skip: true } },
    });
    const question = request(spec, REFERENCE);
    expect(Object.values(slicesOf(question))).toEqual([16, 17, 18, 19, 22].map((third) => `192.168.${third}.0/24`));
    expect(slicesOf(question, "ipv6").swarm02).toBe("fd00:16:0:0:4::/80");
    expect(codesOf(question).filter((it) => it.startsWith("error"))).toEqual([]);
  });

  it("says how many slices there are and how many are needed when a 17th node comes, and what would fit", () => {
    const names = Array.from({ length: 17 }, (_, i) => `swarm${i + 1}`).join(" ");
    const { findings } = carveSlices(request(lan(), names));
    expect(findings.map((it) => it.code)).toEqual(["RANGE_EXHAUSTED"]);
    expect(findings[0]?.message).toContain("holds 16 slices of /24, but 17 nodes");
    expect(findings[0]?.message).toContain("swarm17");
    expect(findings[0]?.hint).toContain("slice: /25");
  });
});

describe("carveSlices › new nodes", () => {
  it("serves managers, then workers, by natural order", () => {
    const question = request(lan(), "swarm10 swarm9 mgr10 mgr2 a1 a01");
    expect(Object.keys(slicesOf(question))).toEqual(["mgr2", "mgr10", "a01", "a1", "swarm9", "swarm10"]);
  });

  it.each([
    ["the lowest free slice", [held("b", "192.168.16.0/24")], [], "192.168.17.0/24"],
    ["nothing that is in quarantine", [held("b", "192.168.16.0/24", "quarantined")], [], "192.168.17.0/24"],
    ["nothing inside a wider held slice", [held("b", "192.168.16.0/22")], [], "192.168.20.0/24"],
    ["nothing around a narrower held slice", [held("b", "192.168.16.128/26")], [], "192.168.17.0/24"],
    ["a slice that no reserve touches, first", [], ["192.168.16.9"], "192.168.17.0/24"],
    [
      "a partly reserved slice when no other is left",
      [held("b", "192.168.24.0/21")],
      ["192.168.16.9-192.168.23.255"],
      "192.168.16.0/24",
    ],
    ["its own former slice, when it comes back", [held("a", "192.168.19.0/24", "quarantined")], [], "192.168.19.0/24"],
    [
      "a new slice when another is on its former one",
      [held("a", "192.168.19.0/24", "quarantined"), held("b", "192.168.19.0/24")],
      [],
      "192.168.16.0/24",
    ],
  ])("get %s", (_, known, reserve, slice) => {
    expect(slicesOf(request(lan({ reserve }), "a", { held: known })).a).toBe(slice);
  });

  it("get nothing that the spec promises to a node that is not here yet", () => {
    expect(slicesOf(request(lan({ nodes: { later: { slice: "192.168.16.0/24" } } }), "a")).a).toBe("192.168.17.0/24");
  });

  it("get none of a wholly reserved pool", () => {
    const question = request(lan({ pool: "192.168.16.0/23", reserve: ["192.168.16.0/24", "192.168.17.0/24"] }), "a");
    expect([slicesOf(question), codesOf(question)]).toEqual([{}, ["error RANGE_EXHAUSTED"]]);
  });

  it("get a slice from the pool only", () => {
    const home = lan({ subnet: "192.168.1.0/24", gateway: "192.168.1.1", pool: "192.168.1.128/25", slice: 27 });
    expect(slicesOf(request(home, "a b c d"))).toEqual({
      a: "192.168.1.128/27",
      b: "192.168.1.160/27",
      c: "192.168.1.192/27",
      d: "192.168.1.224/27",
    });
  });

  it("are told that a quarantine could be ended when that is why there is no slice", () => {
    const question = request(lan({ pool: "192.168.16.0/24" }), "a", {
      held: [held("b", "192.168.16.0/24", "quarantined")],
    });
    const [found] = carveSlices(question).findings;
    expect([found?.code, found?.hint]).toEqual(["RANGE_EXHAUSTED", expect.stringContaining("swarmlan release")]);
  });

  it("leave out nodes that the spec skips, without freeing what they hold", () => {
    const known = { held: [held("a", "192.168.16.0/24")] };
    expect(slicesOf(request(lan({ nodes: { a: { skip: true } } }), "a b", known))).toEqual({ b: "192.168.17.0/24" });
  });
});

describe("carveSlices › held slices", () => {
  it.each([
    ["though the slice length changed", lan({ slice: 26 })],
    ["though the pool is elsewhere now", lan({ pool: "192.168.24.0/21" })],
    ["though a reserve touches it now", lan({ reserve: ["192.168.20.7"] })],
  ])("stay %s", (_, spec) => {
    expect(slicesOf(request(spec, "mgr01", { held: [held("mgr01", "192.168.20.0/24")] }))).toEqual({
      mgr01: "192.168.20.0/24",
    });
  });

  it("are carved anew, and it is said, when the subnet no longer holds them", () => {
    const question = request(lan(), "a", { held: [held("a", "10.0.0.0/24")] });
    expect([slicesOf(question), codesOf(question)]).toEqual([{ a: "192.168.16.0/24" }, ["warn HELD_OUTSIDE_SUBNET"]]);
  });

  it("are refused when the ledger gives one address to two nodes", () => {
    const question = request(lan(), "a b", { held: [held("a", "192.168.16.0/23"), held("b", "192.168.17.0/24")] });
    expect([slicesOf(question), codesOf(question)]).toEqual([{ a: "192.168.16.0/23" }, ["error HELD_OVERLAP"]]);
  });
});

describe("carveSlices › explicit slices", () => {
  const mgr01 = (slice: string) => lan({ nodes: { mgr01: { slice } } });

  it.each([
    ["as they are", mgr01("192.168.20.0/24"), [], "192.168.20.0/24"],
    ["at another length", mgr01("192.168.20.64/26"), [], "192.168.20.64/26"],
    [
      "outside the pool",
      lan({ pool: "192.168.16.0/21", nodes: { mgr01: { slice: "192.168.30.0/24" } } }),
      [],
      "192.168.30.0/24",
    ],
    ["instead of the held one", mgr01("192.168.20.0/24"), [held("mgr01", "192.168.16.0/24")], "192.168.20.0/24"],
    ["inside the held one", mgr01("192.168.16.0/25"), [held("mgr01", "192.168.16.0/24")], "192.168.16.0/25"],
    [
      "back from the node's own quarantine",
      mgr01("192.168.20.0/24"),
      [held("mgr01", "192.168.20.0/24", "quarantined")],
      "192.168.20.0/24",
    ],
  ])("are honoured %s", (_, spec, known, slice) => {
    const question = request(spec, "mgr01", { held: known });
    expect([slicesOf(question), codesOf(question)]).toEqual([{ mgr01: slice }, []]);
  });

  it.each([
    ["outside the subnet", mgr01("10.0.0.0/24"), {}, "EXPLICIT_OUTSIDE_SUBNET"],
    ["wider than the subnet", mgr01("192.168.0.0/16"), {}, "EXPLICIT_OUTSIDE_SUBNET"],
    ["held by another", mgr01("192.168.20.0/24"), { held: [held("b", "192.168.20.0/22")] }, "EXPLICIT_TAKEN"],
    ["around what another holds", mgr01("192.168.20.0/22"), { held: [held("b", "192.168.21.0/24")] }, "EXPLICIT_TAKEN"],
    [
      "in quarantine",
      mgr01("192.168.20.0/24"),
      { held: [held("b", "192.168.20.0/24", "quarantined")] },
      "EXPLICIT_TAKEN",
    ],
    ["with another host's NIC", mgr01("192.168.20.0/24"), { seen: [seen("b", "192.168.20.9")] }, "EXPLICIT_HOLDS_HOST"],
  ] as const)("are refused %s", (_, spec, known, code) => {
    const question = request(spec, "mgr01", known);
    expect([slicesOf(question), codesOf(question)]).toEqual([{}, [`error ${code}`]]);
  });

  it("are refused when they overlap, with both places", () => {
    const spec = lan({ nodes: { a: { slice: "192.168.20.0/23" }, b: { slice: "192.168.21.0/24" } } });
    const { findings, shares } = carveSlices(request(spec, "a b"));
    expect(shares).toEqual([]);
    expect(findings.map((it) => [it.code, it.at])).toEqual([
      [
        "EXPLICIT_OVERLAP",
        [
          ["lans", "macvlanswarm", "nodes", "a", "slice"],
          ["lans", "macvlanswarm", "nodes", "b", "slice"],
        ],
      ],
    ]);
  });

  it("name the holder, and say how to end a quarantine", () => {
    const question = request(mgr01("192.168.20.0/24"), "mgr01", {
      held: [held("b", "192.168.20.0/24", "quarantined")],
    });
    const [found] = carveSlices(question).findings;
    expect([found?.message, found?.hint]).toEqual([
      expect.stringContaining("b held 192.168.20.0/24"),
      expect.stringContaining("swarmlan release 192.168.20.0/24"),
    ]);
  });

  it("go to one of two nodes that have one hostname", () => {
    const both = [
      ...request(lan(), "mgr01").nodes,
      { ...request(lan(), "mgr01").nodes[0], id: "id-z" },
    ] as SliceRequest["nodes"];
    const question = { ...request(mgr01("192.168.20.0/24"), ""), nodes: both };
    expect([carveSlices(question).shares.length, codesOf(question)]).toEqual([1, ["error EXPLICIT_TAKEN"]]);
  });
});

describe("carveSlices › both families", () => {
  it("carves each by itself", () => {
    const question = request(lan({ ipv6: {} }), "mgr01 mgr02", { held: [held("mgr01", "fd00:16:0:0:5::/80")] });
    expect([slicesOf(question), slicesOf(question, "ipv6")]).toEqual([
      { mgr01: "192.168.16.0/24", mgr02: "192.168.17.0/24" },
      { mgr01: "fd00:16:0:0:5::/80", mgr02: "fd00:16::/80" },
    ]);
  });

  it("says which family has no slice left", () => {
    const spec = lan({ ipv6: { pool: "fd00:16::/80" } });
    const { findings } = carveSlices(request(spec, "mgr01 mgr02"));
    expect(findings.map((it) => [it.code, it.at])).toEqual([
      ["RANGE_EXHAUSTED", [["lans", "macvlanswarm", "ipv6", "slice"]]],
    ]);
  });
});

describe("carveSlices › growth", () => {
  it("gives 4,096 nodes a slice each in both families, and changes none when one more comes", () => {
    const spec = lan({
      subnet: "10.0.0.0/12",
      gateway: "10.15.255.254",
      slice: 24,
      ipv6: {},
      reserve: ["10.0.0.0/24", "10.7.7.7"],
    });
    const names = Array.from({ length: 4094 }, (_, i) => `swarm${i}`);
    const first = carveSlices(request(spec, names.join(" ")));
    expect([first.findings, first.shares.length]).toEqual([[], 4094]);
    expect(new Set(first.shares.map((it) => formatCidr(it.ipv4.slice))).size).toBe(4094);
    const known = first.shares.flatMap((it) =>
      [it.ipv4, it.ipv6 as Share].map(({ slice }) => ({
        node: it.node,
        hostname: it.hostname,
        slice,
        state: "held" as const,
      })),
    );
    const second = carveSlices({ ...request(spec, ["mgr0", ...names].join(" ")), held: known });
    expect(second.findings).toEqual([]);
    expect(second.shares.slice(1)).toEqual(first.shares);
    expect(formatCidr(second.shares[0]?.ipv4.slice as never)).toBe("10.7.7.0/24");
  });
});
