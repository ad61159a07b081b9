import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contains } from "../../src/model/cidr.ts";
import { cidrAround } from "../../src/model/cidr.ts";
import { type Address, compareAddresses } from "../../src/model/address.ts";
import { indexAddresses } from "../../src/operations/endpoints/address-index.ts";

const address: fc.Arbitrary<Address> = fc.oneof(
  fc.bigInt({ min: 0n, max: 40n }).map((value) => ({ family: 4 as const, value })),
  fc.bigInt({ min: 0n, max: 40n }).map((value) => ({ family: 6 as const, value })),
);

describe("indexAddresses", () => {
  it("finds what a look at each would", () => {
    fc.assert(
      fc.property(fc.array(address), address, fc.integer({ min: 0, max: 6 }), (all, near, hostBits) => {
        const within = cidrAround(near, (near.family === 4 ? 32 : 128) - hostBits);
        const expected = all.filter((it) => contains(within, it)).sort(compareAddresses);
        expect(indexAddresses(all)(within)).toEqual(expected);
      }),
    );
  });

  it("looks at a few of a hundred thousand, not at all", () => {
    let looked = 0;
    const all = Array.from({ length: 100_000 }, (_, index) => {
      const family = 4 as const;
      return {
        family,
        get value() {
          looked++;
          return BigInt(index);
        },
      };
    });
    const find = indexAddresses(all);
    looked = 0;
    for (let slice = 0; slice < 100; slice++) find({ family: 4, base: BigInt(slice * 256), length: 24 });
    expect(looked).toBeLessThan(100 * (256 + 20) * 3);
  });
});
