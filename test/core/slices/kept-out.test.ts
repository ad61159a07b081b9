/** What `carveSlices` keeps out of a share, by example: hosts, the gateway, reserve entries, edges. */
import { describe, expect, it } from "vitest";
import { carveSlices } from "../../../src/core/slices/carve-slices.ts";
import { formatAddress } from "../../../src/model/address.ts";
import type { LanSpec } from "../../../src/model/spec.ts";
import { lan, request, seen } from "../../builders.ts";
import { auxOf, codesOf } from "./asked.ts";

describe("carveSlices › hosts and the gateway", () => {
  const published = lan({ gateway: "192.168.16.1" });

  it("refuses a gateway that is a host's kept-out address, as published recipes have it", () => {
    expect(codesOf(request(published, "mgr01"))).toEqual(["error GATEWAY_IS_HOST"]);
  });

  it.each([
    ["no host has it by the spec", lan({ gateway: "192.168.16.1", host: "none" }), [], []],
    [
      "it was seen on a host",
      lan({ gateway: "192.168.30.9" }),
      [seen("mgr01", "192.168.30.9")],
      ["error GATEWAY_IS_HOST"],
    ],
    [
      "it was seen on a host that is not here",
      lan({ gateway: "192.168.30.9" }),
      [seen("x", "192.168.30.9")],
      ["error GATEWAY_IS_HOST"],
    ],
    [
      "it was seen on a skipped host",
      lan({ gateway: "192.168.30.9", nodes: { x: { skip: true } } }),
      [seen("x", "192.168.30.9")],
      [],
    ],
    [
      "the spec gives it to a host",
      lan({ nodes: { mgr01: { host: "192.168.31.254" } } }),
      [],
      ["error GATEWAY_IS_HOST"],
    ],
    [
      "that node is the router",
      lan({ gateway: "192.168.16.1", nodes: { mgr01: { router: true } } }),
      [],
      ["warn GATEWAY_ON_ROUTER"],
    ],
  ])("judges the gateway when %s", (_, spec, addresses, codes) => {
    expect(codesOf(request(spec, "mgr01", { seen: addresses }))).toEqual(codes);
  });

  it("takes one node's own rule over the LAN's", () => {
    const hosts = (spec: LanSpec) =>
      carveSlices(request(spec, "mgr01 mgr02")).shares.map(({ ipv4 }) => ipv4.host && formatAddress(ipv4.host));
    expect(hosts(lan({ host: "none", nodes: { mgr02: { host: "first" } } }))).toEqual([undefined, "192.168.17.1"]);
    expect(hosts(lan({ nodes: { mgr02: { host: "none" } } }))).toEqual(["192.168.16.1", undefined]);
    const gateway = lan({ host: "none", gateway: "192.168.16.1", nodes: { mgr01: { host: "first" } } });
    expect(codesOf(request(gateway, "mgr01 mgr02"))).toEqual(["error GATEWAY_IS_HOST"]);
  });

  it("leaves a router's address out of the aux list, and states the loss", () => {
    const question = request(
      lan({ gateway: "192.168.16.1", edges: "allow", nodes: { mgr01: { router: true } } }),
      "mgr01",
    );
    const { shares, findings } = carveSlices(question);
    expect([shares[0]?.ipv4.aux, shares[0]?.ipv4.host, shares[0]?.ipv4.usable]).toEqual([[], undefined, 254n]);
    expect(findings[0]?.message).toContain("no gateway");
  });

  it("keeps out every NIC that was seen in a slice, each under a name of its own", () => {
    const known = {
      seen: [
        seen("mgr01", "192.168.16.1"),
        seen("b", "192.168.16.7"),
        seen("b", "192.168.16.9"),
        seen("mgr01", "192.168.16.8"),
      ],
    };
    expect(auxOf(request(lan({ edges: "allow" }), "mgr01", known), "mgr01")).toEqual([
      "host=192.168.16.1",
      "host-b=192.168.16.7",
      "host-mgr01=192.168.16.8",
      "address-192.168.16.9=192.168.16.9",
    ]);
  });

  it("keeps out a stated host in whichever slice holds it", () => {
    const spec = lan({ edges: "allow", nodes: { mgr01: { host: "192.168.17.5" }, mgr02: { host: "none" } } });
    const question = request(spec, "mgr01 mgr02");
    expect([auxOf(question, "mgr01"), auxOf(question, "mgr02")]).toEqual([[], ["host-mgr01=192.168.17.5"]]);
  });

  it.each([
    [30, "192.168.16.5"],
    [31, "192.168.16.2"],
  ])("gives the host of a /%i its first address but one, or its first", (slice, host) => {
    const spec = lan({ slice, edges: "allow", reserve: [`192.168.16.0-192.168.16.${slice === 30 ? 3 : 1}`] });
    expect(auxOf(request(spec, "a"), "a")).toEqual([`host=${host}`]);
  });
});

describe("carveSlices › what is kept out", () => {
  it("names reserve entries by their address, and says each address once", () => {
    const spec = lan({ pool: "192.168.17.0/24", reserve: ["192.168.17.0-192.168.17.2", "192.168.17.255"] });
    expect(auxOf(request(spec, "a"), "a")).toEqual([
      "reserve-192.168.17.0=192.168.17.0",
      "host=192.168.17.1",
      "reserve-192.168.17.2=192.168.17.2",
      "reserve-192.168.17.255=192.168.17.255",
    ]);
  });

  it("knows no edges in IPv6, nor a broadcast address, but the subnet's anycast address", () => {
    const spec = lan({ host: "none", ipv6: { subnet: "fd00:16::/120", gateway: "fd00:16::9", slice: 121 } });
    const shares = carveSlices(request(spec, "a b")).shares.map((it) => it.ipv6);
    expect(shares.map((it) => [it?.aux.length, it?.reserved])).toEqual([
      [0, 2n],
      [0, 0n],
    ]);
  });

  it("warns of a long aux list and proposes the largest part without a reserve", () => {
    const spec = lan({ slice: 22, pool: "192.168.16.0/22", reserve: ["192.168.16.0-192.168.17.99"] });
    const { findings, shares } = carveSlices(request(spec, "a"));
    expect(findings.map((it) => [it.severity, it.code, it.hint])).toEqual([
      ["warn", "TOO_MANY_AUX", expect.stringContaining("slice: 192.168.18.0/23")],
    ]);
    expect(shares[0]?.ipv4.usable).toBe(1024n - 356n - 5n);
  });

  it("does not count edges as too many", () => {
    const wide = lan({ subnet: "10.0.0.0/8", gateway: "10.255.255.254", slice: 13, host: "none" });
    const { findings, shares } = carveSlices(request(wide, "a"));
    expect([findings, shares[0]?.ipv4.aux.length]).toEqual([[], 4095]);
  });

  it("refuses what no Engine should be asked to list, without listing it", () => {
    const spec = lan({
      ipv6: { subnet: "fd00::/32", gateway: "fd00::ffff", pool: "fd00::/48", slice: 48 },
      reserve: ["fd00::1:0-fd00:0:0:7fff::"],
    });
    const question = request(spec, "a");
    expect(codesOf(question)).toEqual(["error AUX_BEYOND_DOCKER"]);
    expect(auxOf(question, "a", "ipv6")).toEqual([]);
    expect(carveSlices(question).findings[0]?.hint).toContain("fd00:0:0:8000::/49");
  });

  it("refuses a slice that has nothing left to hand out", () => {
    const spec = lan({ nodes: { a: { slice: "192.168.20.0/32" } } });
    expect(codesOf(request(spec, "a"))).toEqual(["error SLICE_UNUSABLE"]);
  });
});
