/** The promises can fail: each planted bug is caught by the promise that it breaks, and by the very code that judges ours. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CarvingRules, carvingRules, makeCarver } from "../../../src/core/slices/carve-slices.ts";
import { keptOutOf } from "../../../src/core/slices/kept-out.ts";
import type { Lane } from "../../../src/core/slices/lane.ts";
import { type JudgedShare, shareOf } from "../../../src/core/slices/share-of.ts";
import { formatAddress } from "../../../src/model/address.ts";
import { rangeOf } from "../../../src/model/cidr.ts";
import type { AuxAddress } from "../../../src/model/slices.ts";
import { nodes } from "../../builders.ts";
import {
  type Carver,
  dockerTakesTheAuxList,
  explicitIsHonouredOrRefused,
  newNodesGetTheLowestFree,
  nodesKeepTheirSlices,
  onlyFreeAddressesAreHandedOut,
  slicesNeverOverlap,
} from "./promises.ts";
import { hostnames, scene } from "./scenes.ts";

type Promised = (carve: Carver) => { readonly failed: boolean };

const RUNS = { numRuns: 10_000, endOnFailure: true };
const of =
  (promise: typeof slicesNeverOverlap): Promised =>
  (carve) =>
    fc.check(
      fc.property(scene, (it) => promise(carve, it)),
      RUNS,
    );
const keeping: Promised = (carve) =>
  fc.check(
    fc.property(fc.tuple(scene, hostnames), ([before, names]) => {
      nodesKeepTheirSlices(carve, before, { ...before, nodes: nodes(names.join(" ")) });
    }),
    RUNS,
  );

/** The share with another aux list. */
function withAux(change: (aux: readonly AuxAddress[], lane: Lane) => readonly AuxAddress[]): CarvingRules["share"] {
  return (lane, slice, owner): JudgedShare => {
    const judged = shareOf(lane, slice, owner);
    return { ...judged, share: { ...judged.share, aux: change(judged.share.aux, lane) } };
  };
}

const lastOctet = (it: AuxAddress) => it.address.value % 256n;
const none = { slices: new Map(), refused: new Set<never>(), findings: [] };

const BUGS: readonly [string, Partial<CarvingRules>, Promised][] = [
  [
    "the upper edge is forgotten",
    { share: withAux((aux) => aux.filter((it) => !(it.name.startsWith("edge") && lastOctet(it) === 255n))) },
    of(onlyFreeAddressesAreHandedOut),
  ],
  [
    "edges are one off",
    {
      share: withAux((aux) =>
        aux.map((it) =>
          it.name.startsWith("edge") && lastOctet(it) === 0n
            ? { ...it, address: { ...it.address, value: it.address.value + 1n } }
            : it,
        ),
      ),
    },
    of(onlyFreeAddressesAreHandedOut),
  ],
  [
    "reserve is ignored",
    { share: (lane, slice, owner) => shareOf({ ...lane, reserved: [] }, slice, owner) },
    of(onlyFreeAddressesAreHandedOut),
  ],
  [
    "a reserved range lacks its end",
    {
      share: (lane, slice, owner) =>
        shareOf(
          {
            ...lane,
            reserved: lane.reserved.filter((it) => it.first < it.last).map((it) => ({ ...it, last: it.last - 1n })),
          },
          slice,
          owner,
        ),
    },
    of(onlyFreeAddressesAreHandedOut),
  ],
  [
    "other hosts' NICs are forgotten",
    { share: (lane, slice, owner) => shareOf({ ...lane, hosts: [] }, slice, owner) },
    of(onlyFreeAddressesAreHandedOut),
  ],
  [
    "the node's own NIC is forgotten",
    { owner: (_, node) => ({ hostname: node.hostname }) },
    of(onlyFreeAddressesAreHandedOut),
  ],
  [
    "usable counts the gateway",
    {
      share: (lane, slice, owner) => {
        const { usable, reserved } = keptOutOf(
          { ...lane, spec: { ...lane.spec, gateway: { family: lane.family, value: -1n } } },
          slice,
          owner.host,
        );
        const judged = shareOf(lane, slice, owner);
        return { ...judged, share: { ...judged.share, usable, reserved } };
      },
    },
    of(onlyFreeAddressesAreHandedOut),
  ],
  [
    "the gateway is in the aux list",
    { share: withAux((aux, lane) => [...aux, { name: "gateway", address: lane.spec.gateway }]) },
    of(dockerTakesTheAuxList),
  ],
  [
    "a host is listed twice",
    {
      share: withAux((aux) => [
        ...aux,
        ...aux.slice(0, 1).map((it) => ({ ...it, name: `again-${formatAddress(it.address)}` })),
      ]),
    },
    of(dockerTakesTheAuxList),
  ],
  [
    "quarantine is skipped",
    { taken: (lane) => carvingRules.taken({ ...lane, held: lane.held.filter((it) => it.state === "held") }) },
    of(slicesNeverOverlap),
  ],
  ["what others hold is free", { taken: (lane) => carvingRules.taken({ ...lane, held: [] }) }, of(slicesNeverOverlap)],
  [
    "what is promised by name is free",
    { taken: (lane) => carvingRules.taken({ ...lane, explicit: [] }) },
    of(slicesNeverOverlap),
  ],
  [
    "overlap of explicit slices is unchecked",
    {
      explicit: (lane) => ({
        ...none,
        slices: new Map(
          lane.nodes.flatMap((node) =>
            lane.explicit.filter((it) => it.hostname === node.hostname).map((it) => [node.id, it.slice]),
          ),
        ),
      }),
    },
    of(slicesNeverOverlap),
  ],
  [
    "another host's NIC in an explicit slice is unchecked",
    { explicit: (lane) => carvingRules.explicit({ ...lane, hosts: [] }) },
    of(explicitIsHonouredOrRefused),
  ],
  [
    "an explicit slice yields to the held one",
    {
      explicit: (lane) => {
        const placed = carvingRules.explicit(lane);
        return {
          ...placed,
          slices: new Map([...placed.slices].filter(([id]) => !lane.held.some((it) => it.node === id))),
        };
      },
    },
    of(explicitIsHonouredOrRefused),
  ],
  [
    "explicit slices must lie in the pool",
    { explicit: (lane) => carvingRules.explicit({ ...lane, spec: { ...lane.spec, subnet: lane.spec.pool } }) },
    of(explicitIsHonouredOrRefused),
  ],
  ["joining nodes move holders", { keep: () => none }, keeping],
  [
    "a held slice follows the spec's length",
    {
      keep: (lane) => {
        const kept = carvingRules.keep(lane);
        return {
          ...kept,
          slices: new Map(
            [...kept.slices].map(([id, slice]) => [
              id,
              { ...slice, length: Math.max(slice.length, lane.spec.sliceLength) },
            ]),
          ),
        };
      },
    },
    keeping,
  ],
  ["nodes are ordered as text", { order: (a, b) => (a.hostname < b.hostname ? -1 : 1) }, of(newNodesGetTheLowestFree)],
  ["workers come before managers", { order: (a, b) => -carvingRules.order(a, b) }, of(newNodesGetTheLowestFree)],
  [
    "reserved slices are not avoided",
    { free: (lane, taken, length) => carvingRules.free({ ...lane, reserved: [] }, taken, length) },
    of(newNodesGetTheLowestFree),
  ],
  [
    "the whole subnet is carved",
    {
      free: (lane, taken, length) =>
        carvingRules.free({ ...lane, spec: { ...lane.spec, pool: lane.spec.subnet } }, taken, length),
    },
    of(newNodesGetTheLowestFree),
  ],
  [
    "the last slice of the pool is forgotten",
    {
      free: function* (lane, taken, length) {
        for (const slice of carvingRules.free(lane, taken, length))
          if (rangeOf(slice).last !== rangeOf(lane.spec.pool).last) yield slice;
      },
    },
    of(newNodesGetTheLowestFree),
  ],
];

describe("a carver in which", () => {
  it.each(BUGS)("%s breaks its promise", (_, bug, promised) => {
    expect(promised(makeCarver({ ...carvingRules, ...bug })).failed).toBe(true);
  });
});
