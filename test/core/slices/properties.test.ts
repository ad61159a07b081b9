/** The promises about slices, each over 10,000 arbitrary scenes. That they can fail is shown in mutants.test.ts. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { carveSlices } from "../../../src/core/slices/carve-slices.ts";
import type { SliceRequest } from "../../../src/model/slices.ts";
import { nodes } from "../../builders.ts";
import {
  dockerTakesTheAuxList,
  explicitIsHonouredOrRefused,
  newNodesGetTheLowestFree,
  nodesKeepTheirSlices,
  onlyFreeAddressesAreHandedOut,
  slicesNeverOverlap,
} from "./promises.ts";
import { hostnames, scene, shown } from "./scenes.ts";

const RUNS = { numRuns: 10_000 };

function always(what: (request: SliceRequest) => void): void {
  fc.assert(
    fc.property(scene, (request) => {
      try {
        what(request);
      } catch (error) {
        expect.fail(`${error}\n${shown(request)}`);
      }
    }),
    RUNS,
  );
}

describe("carveSlices, always", () => {
  it("gives no address to two nodes", () => always((it) => slicesNeverOverlap(carveSlices, it)));

  it("hands out nothing that is reserved, and keeps out nothing that is not", () =>
    always((it) => onlyFreeAddressesAreHandedOut(carveSlices, it)));

  it("asks Docker only for aux addresses that it takes", () => always((it) => dockerTakesTheAuxList(carveSlices, it)));

  it("honours an explicit slice or refuses it", () => always((it) => explicitIsHonouredOrRefused(carveSlices, it)));

  it("gives a new node the lowest free slice of the pool, or says that there is none", () =>
    always((it) => newNodesGetTheLowestFree(carveSlices, it)));

  it("leaves every node its slice, whoever joins or leaves", () => {
    const change = fc.tuple(scene, hostnames);
    fc.assert(
      fc.property(change, ([before, names]) => {
        const after = { ...before, nodes: nodes(names.join(" ")) };
        nodesKeepTheirSlices(carveSlices, before, after);
      }),
      RUNS,
    );
  });

  it("leaves every node its slice though the pool, the slice length and the reserve change", () => {
    const change = fc.tuple(scene, fc.nat(6));
    fc.assert(
      fc.property(change, ([before, longer]) => {
        const { ipv4 } = before.lan;
        const sliceLength = Math.min(32, ipv4.sliceLength + longer);
        const pool = { ...ipv4.pool, length: sliceLength };
        const lan = { ...before.lan, reserve: [], ipv4: { ...ipv4, pool, sliceLength } };
        nodesKeepTheirSlices(carveSlices, before, { ...before, lan });
      }),
      RUNS,
    );
  });

  it("answers the same in whatever order it is asked", () => {
    const shuffled = fc.tuple(scene, fc.array(fc.nat(99), { minLength: 12, maxLength: 12 }));
    fc.assert(
      fc.property(shuffled, ([request, keys]) => {
        const rank = new Map(request.nodes.map((node, index) => [node, keys[index] ?? index]));
        const nodes = [...request.nodes].sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0));
        return isDeepStrictEqual(carveSlices({ ...request, nodes }), carveSlices(request));
      }),
      RUNS,
    );
  });
});
