/** Prefixes and ranges, judged by Node's BlockList. */
import { BlockList } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Address, bitsOf, type Cidr, type Family, formatAddress, parseAddress } from "../../src/model/address.ts";
import {
  cidrAround,
  contains,
  firstOf,
  formatCidr,
  lastOf,
  networkAndBroadcast,
  overlaps,
  parseCidr,
  parseCidrLoose,
  rangeOf,
  sameCidr,
  sizeOf,
} from "../../src/model/cidr.ts";
import { formatRange, inRange, intersectionOf, parseRange } from "../../src/model/range.ts";

const RUNS = { numRuns: 10_000 };

const family = fc.constantFrom<Family>(4, 6);
const addressOf = (f: Family) =>
  fc.bigInt({ min: 0n, max: 2n ** BigInt(bitsOf(f)) - 1n }).map((value): Address => ({ family: f, value }));
const cidrOf = (f: Family) => fc.tuple(addressOf(f), fc.nat(bitsOf(f))).map(([a, length]) => cidrAround(a, length));
const cidr = family.chain(cidrOf);
/** An address that is as often near the prefix's ends as far from them. */
const near = (c: Cidr) =>
  fc.oneof(
    addressOf(c.family),
    fc.tuple(fc.constantFrom(firstOf(c), lastOf(c)), fc.integer({ min: -2, max: 2 })).map(([end, step]) => ({
      family: c.family,
      value: BigInt.asUintN(bitsOf(c.family), end.value + BigInt(step)),
    })),
  );
const typeOf = (f: Family) => (f === 4 ? "ipv4" : "ipv6") as "ipv4" | "ipv6";

describe("parseCidr", () => {
  it("reads back what formatCidr wrote, at every length", () => {
    fc.assert(
      fc.property(cidr, (it) => sameCidr(parseCidr(formatCidr(it)) as Cidr, it)),
      RUNS,
    );
  });

  it("tells host bits from text that is no prefix", () => {
    const loose = parseCidrLoose("192.168.17.0/20");
    expect(loose?.hostBits).toBe(true);
    expect(formatCidr(loose?.cidr as Cidr)).toBe("192.168.16.0/20");
    expect(parseCidr("192.168.17.0/20")).toBeUndefined();
  });

  it.each([
    "10.0.0.0",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/08",
    "10.0.0.0/255.0.0.0",
    "10.0.0/8",
    "fd00::/129",
    "/8",
    "10.0.0.0/8/8",
    "10.0.0.0/-1",
  ])("refuses %j", (text) => expect(parseCidrLoose(text)).toBeUndefined());
});

describe("contains", () => {
  it("agrees with Node's BlockList about addresses", () => {
    const caseOf = cidr.chain((c) => fc.tuple(fc.constant(c), near(c)));
    fc.assert(
      fc.property(caseOf, ([c, a]) => {
        const list = new BlockList();
        list.addSubnet(formatAddress(firstOf(c)), c.length, typeOf(c.family));
        return contains(c, a) === list.check(formatAddress(a), typeOf(a.family));
      }),
      RUNS,
    );
  });

  it("holds a prefix when it holds both of its ends, and overlaps when either holds the other", () => {
    const pair = family.chain((f) =>
      cidrOf(f).chain((a) =>
        fc.tuple(
          fc.constant(a),
          fc.oneof(
            cidrOf(f),
            fc.tuple(near(a), fc.nat(bitsOf(f))).map(([x, l]) => cidrAround(x, l)),
          ),
        ),
      ),
    );
    fc.assert(
      fc.property(pair, ([a, b]) => {
        expect(contains(a, b)).toBe(contains(a, firstOf(b)) && contains(a, lastOf(b)));
        expect(overlaps(a, b)).toBe(intersectionOf(rangeOf(a), rangeOf(b)) !== undefined);
      }),
      RUNS,
    );
  });

  it("never holds across families", () => {
    expect(contains(parseCidr("0.0.0.0/0") as Cidr, parseAddress("::1") as Address)).toBe(false);
  });
});

describe("sizeOf", () => {
  it("counts from the first address to the last", () => {
    fc.assert(
      fc.property(cidr, (c) => lastOf(c).value - firstOf(c).value + 1n === sizeOf(c)),
      RUNS,
    );
  });
});

describe("networkAndBroadcast", () => {
  it.each([
    ["192.168.16.0/20", "192.168.16.0", "192.168.31.255"],
    ["10.0.0.0/30", "10.0.0.0", "10.0.0.3"],
    ["10.0.0.0/31", undefined, undefined],
    ["10.0.0.0/32", undefined, undefined],
    ["fd00:16::/64", "fd00:16::", undefined],
    ["fd00:16::/128", "fd00:16::", undefined],
  ])("of %s are %s and %s", (text, network, broadcast) => {
    const it = networkAndBroadcast(parseCidr(text) as Cidr);
    expect(it.network && formatAddress(it.network)).toBe(network);
    expect(it.broadcast && formatAddress(it.broadcast)).toBe(broadcast);
  });
});

describe("parseRange", () => {
  it.each([
    ["192.168.20.50-192.168.20.99", "192.168.20.50-192.168.20.99"],
    ["192.168.31.0/24", "192.168.31.0-192.168.31.255"],
    ["192.168.21.7", "192.168.21.7"],
    ["fd00::5-fd00::5", "fd00::5"],
  ])("reads %s", (text, formatted) => {
    const range = parseRange(text);
    expect(range && formatRange(range)).toBe(formatted);
  });

  it.each([
    "192.168.20.99-192.168.20.50",
    "10.0.0.1-fd00::1",
    "10.0.0.1-",
    "-10.0.0.1",
    "10.0.0.1-2",
    "192.168.17.0/20",
    "a-b-c",
    "",
  ])("refuses %j", (text) => expect(parseRange(text)).toBeUndefined());

  it("reads back what formatRange wrote, and holds what a BlockList of it holds", () => {
    const caseOf = family.chain((f) => fc.tuple(addressOf(f), addressOf(f), addressOf(f)));
    fc.assert(
      fc.property(caseOf, ([a, b, probe]) => {
        const [first, last] = a.value <= b.value ? [a, b] : [b, a];
        const range = { family: a.family, first: first.value, last: last.value };
        expect(parseRange(formatRange(range))).toEqual(range);
        const list = new BlockList();
        list.addRange(formatAddress(first), formatAddress(last), typeOf(a.family));
        expect(inRange(range, probe)).toBe(list.check(formatAddress(probe), typeOf(a.family)));
      }),
      RUNS,
    );
  });
});
