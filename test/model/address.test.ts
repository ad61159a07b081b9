/** Addresses: reading and writing, judged by Node's own parser and by worked examples of RFC 5952. */
import { isIP, SocketAddress } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Address, compareAddresses, formatAddress, parseAddress, sameAddress } from "../../src/model/address.ts";

const RUNS = { numRuns: 10_000 };

const ipv4 = fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }).map((value): Address => ({ family: 4, value }));
/** Groups are often zero, so that runs to shorten are common. */
const ipv6 = fc
  .array(fc.oneof(fc.constant(0), fc.constant(0xffff), fc.nat(0xffff)), { minLength: 8, maxLength: 8 })
  .map((groups): Address => ({ family: 6, value: groups.reduce((v, g) => (v << 16n) | BigInt(g), 0n) }));
const address = fc.oneof(ipv4, ipv6);
/** Text that is nearly an address. */
const scribble = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."0123456789abF:.%/- x"), maxLength: 24 }),
  fc
    .array(fc.constantFrom("0", "00", "1", "12", "255", "256", "fd00", "12345", "", "::", "1.2.3.4"), { maxLength: 9 })
    .map((p) => p.join(":")),
  fc
    .array(fc.constantFrom("0", "00", "1", "01", "192", "255", "256", "-1", ""), { minLength: 3, maxLength: 5 })
    .map((p) => p.join(".")),
);

describe("parseAddress", () => {
  it("reads back what formatAddress wrote", () => {
    fc.assert(
      fc.property(address, (it) => sameAddress(parseAddress(formatAddress(it)) as Address, it)),
      RUNS,
    );
  });

  it("takes exactly what Node takes for an address, zones aside", () => {
    fc.assert(
      fc.property(scribble, (text) => (parseAddress(text)?.family ?? 0) === (text.includes("%") ? 0 : isIP(text))),
      { numRuns: 50_000 },
    );
  });

  it.each([
    "192.168.016.1",
    "192.168.1",
    "1.2.3.4.5",
    "0x7f.1.1.1",
    "256.1.1.1",
    "1.2.3.4 ",
    "fe80::1%eth0",
    "1::2::3",
    ":1::2",
    "1.2.3.4::",
    "12345::",
    "",
  ])("refuses %j", (text) => expect(parseAddress(text)).toBeUndefined());

  it("reads an IPv4 tail", () => {
    expect(parseAddress("64:ff9b::192.0.2.33")).toEqual(parseAddress("64:ff9b::c000:221"));
  });
});

describe("formatAddress", () => {
  it.each([
    ["2001:DB8:0:0:0:0:2:1", "2001:db8::2:1"],
    ["2001:db8::0:1", "2001:db8::1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["0:0:0:0:0:0:0:0", "::"],
    ["fd00:0:0:0:0:0:0:0", "fd00::"],
    ["::ffff:c0a8:1001", "::ffff:192.168.16.1"],
    ["192.168.16.1", "192.168.16.1"],
  ])("writes %s as %s", (text, canonical) => {
    expect(formatAddress(parseAddress(text) as Address)).toBe(canonical);
  });

  it("writes what Node reads as the same address", () => {
    const native = (it: Address) =>
      new SocketAddress({ family: it.family === 4 ? "ipv4" : "ipv6", address: formatAddress(it) });
    fc.assert(
      fc.property(address, (it) => sameAddress(parseAddress(native(it).address) as Address, it)),
      RUNS,
    );
  });
});

describe("compareAddresses", () => {
  it("orders as numbers, IPv4 first", () => {
    const texts = ["fd00::1", "10.0.0.10", "10.0.0.9", "::1"];
    const sorted = texts.map((t) => parseAddress(t) as Address).sort(compareAddresses);
    expect(sorted.map(formatAddress)).toEqual(["10.0.0.9", "10.0.0.10", "::1", "fd00::1"]);
  });
});
