/** What becomes of a slice when its node leaves, moves, comes back, or is released by hand. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { carveSlices } from "../../../src/core/slices/carve-slices.ts";
import { heldSlices, moveSlice } from "../../../src/core/slices/ledger-slices.ts";
import { type QuarantineQuestion, quarantineSlices, releaseSlice } from "../../../src/core/slices/quarantine.ts";
import { type Address } from "../../../src/model/address.ts";
import { formatCidr, sizeOf } from "../../../src/model/cidr.ts";
import type { NodeId } from "../../../src/model/ids.ts";
import type { LedgerEntry } from "../../../src/model/ledger.ts";
import type { NodeShare } from "../../../src/model/slices.ts";
import { address, cidr, entry, lan, nodeId, request } from "../../builders.ts";

const START = "2026-01-01T00:00:00.000Z";
const after = (hours: number) => new Date(Date.parse(START) + hours * 3_600_000).toISOString();
const gone = (since = START): Partial<LedgerEntry> => ({ state: { kind: "quarantined", since } });

function look(entries: readonly LedgerEntry[], here: string, more: Partial<QuarantineQuestion> = {}) {
  const present = new Set(here.split(" ").map(nodeId));
  return quarantineSlices({ entries, present, now: after(0), complete: true, used: [], ...more });
}

describe("quarantineSlices", () => {
  const a = entry("a", "192.168.16.0/24");
  const b = entry("b", "192.168.17.0/24");

  it("begins when a complete look does not see the node", () => {
    const { entries, quarantined } = look([a, b], "b");
    expect(entries.map((it) => it.state)).toEqual([{ kind: "quarantined", since: START }, { kind: "held" }]);
    expect(quarantined.map((it) => it.hostname)).toEqual(["a"]);
  });

  it("does not begin by an incomplete look", () => {
    expect(look([a, b], "b", { complete: false }).entries).toEqual([a, b]);
  });

  it.each([
    ["ends after 24 hours with nobody on it", 24, true, [], 0],
    ["lasts 24 hours", 23.99, true, [], 1],
    ["does not end by an incomplete look", 48, false, [], 1],
    ["does not end while somebody is on it", 48, true, ["192.168.16.9"], 1],
    ["ends though somebody is on another slice", 48, true, ["192.168.17.0", "192.168.15.255", "10.0.0.1"], 0],
  ])("%s", (_, hours, complete, used, left) => {
    const answer = look([entry("a", "192.168.16.0/24", gone())], "b", {
      now: after(hours),
      complete,
      used: used.map(address),
    });
    expect(answer.entries).toHaveLength(left);
    expect(answer.freed.map(formatCidr)).toEqual(left === 0 ? ["192.168.16.0/24"] : []);
  });

  it("never ends by a time that cannot be read", () => {
    expect(look([entry("a", "192.168.16.0/24", gone("yesterday"))], "b", { now: after(999) }).entries).toHaveLength(1);
  });

  it("looks at both families", () => {
    const both = entry("a", "192.168.16.0/24", { ...gone(), slice6: cidr("fd00::/80") });
    const answer = (used: string) => look([both], "b", { now: after(24), used: [address(used)] });
    expect(answer("fd00::5").entries).toHaveLength(1);
    expect(answer("fd00:0:0:0:1::").freed.map(formatCidr)).toEqual(["192.168.16.0/24", "fd00::/80"]);
  });

  it("gives the slice back to a node that returns", () => {
    const { entries, returned } = look([entry("a", "192.168.16.0/24", gone())], "a", { now: after(99) });
    expect(entries).toEqual([a]);
    expect(returned).toEqual([a]);
  });
});

describe("a slice that a node gave up", () => {
  const moved = moveSlice(entry("a", "192.168.16.0/24"), { slice: cidr("192.168.20.0/24") }, START);

  it("is in quarantine, and the new one is held", () => {
    const known = heldSlices([moved]).map((it) => `${it.state} ${formatCidr(it.slice)}`);
    expect(known).toEqual(["held 192.168.20.0/24", "quarantined 192.168.16.0/24"]);
  });

  it("is free after 24 hours with nobody on it", () => {
    expect(look([moved], "a", { now: after(23) }).entries).toEqual([moved]);
    expect(look([moved], "a", { now: after(24), used: [address("192.168.16.4")] }).entries).toEqual([moved]);
    const { entries, freed } = look([moved], "a", { now: after(24) });
    expect([entries[0]?.former, freed.map(formatCidr)]).toEqual([[], ["192.168.16.0/24"]]);
  });

  it("is not held up by containers in the part that the node kept", () => {
    const shrunk = moveSlice(entry("a", "192.168.16.0/24"), { slice: cidr("192.168.16.0/25") }, START);
    const expired = (used: string) =>
      look([shrunk], "a", { now: after(24), used: [address(used)] }).entries[0]?.former.length;
    expect([expired("192.168.16.9"), expired("192.168.16.200")]).toEqual([0, 1]);
  });

  it("leaves quarantine when the node takes it back", () => {
    const back = moveSlice(moved, { slice: cidr("192.168.16.0/24") }, after(1));
    expect(back.former.map((it) => formatCidr(it.slice))).toEqual(["192.168.20.0/24"]);
  });

  it("stays in quarantine when its node leaves and the node's own slice is free", () => {
    const left = { ...moved, state: { kind: "quarantined", since: START } } as const;
    const { entries } = look([left], "b", { now: after(24), used: [address("192.168.16.4")] });
    expect(heldSlices(entries).map((it) => formatCidr(it.slice))).toEqual(["192.168.16.0/24"]);
  });

  it("is none when nothing changed, and only one family when only that changed", () => {
    const both = entry("a", "192.168.16.0/24", { slice6: cidr("fd00::/80") });
    const to = (slice: string, slice6: string) =>
      moveSlice(both, { slice: cidr(slice), slice6: cidr(slice6) }, START).former;
    expect(to("192.168.16.0/24", "fd00::/80")).toEqual([]);
    expect(to("192.168.17.0/24", "fd00::/80")).toEqual([{ slice: cidr("192.168.16.0/24"), since: START }]);
    expect(to("192.168.16.0/24", "fd01::/80").map((it) => it.slice6)).toEqual([cidr("fd00::/80")]);
  });
});

describe("releaseSlice", () => {
  const entries = [entry("a", "192.168.16.0/24", gone()), entry("b", "192.168.17.0/24")];

  it.each(["a", "id-a", "192.168.16.0/24"])("ends the quarantine of %s", (what) => {
    const released = releaseSlice(entries, what);
    expect([released.entries, released.freed.map(formatCidr)]).toEqual([[entries[1]], ["192.168.16.0/24"]]);
  });

  it.each([
    ["b", "SLICE_HELD"],
    ["192.168.17.0/24", "SLICE_HELD"],
    ["nobody", "NOT_IN_QUARANTINE"],
  ])("refuses %s with %s", (what, code) => {
    expect(() => releaseSlice(entries, what)).toThrow(expect.objectContaining({ code }));
  });

  it("frees what the node gave up, and leaves what it holds", () => {
    const moved = moveSlice(entry("a", "192.168.16.0/24"), { slice: cidr("192.168.20.0/24") }, START);
    const released = releaseSlice([moved], "a");
    expect(heldSlices(released.entries).map((it) => formatCidr(it.slice))).toEqual(["192.168.20.0/24"]);
  });
});

describe("a removed node's slice, always", () => {
  it("is nobody's in quarantine, and the newcomer's afterwards", () => {
    const story = fc.record({
      extra: fc.integer({ min: 0, max: 4 }),
      who: fc.nat(15),
      wait: fc.nat(48),
      complete: fc.boolean(),
      used: fc.option(fc.nat(255)),
    });
    fc.assert(
      fc.property(story, ({ extra, who, wait, complete, used }) => {
        const count = 2 ** extra;
        const spec = lan({ pool: "192.168.16.0/20", slice: 20 + extra, edges: "allow" });
        const names = Array.from({ length: count }, (_, index) => `w${index}`);
        const full = carveSlices(request(spec, names.join(" "))).shares;
        const left = full[who % count] as NodeShare;
        const stay = names.filter((it) => it !== left.hostname);
        const present = new Set<NodeId>(stay.map(nodeId));
        const entries = full.map((it) => entry(it.hostname, formatCidr(it.ipv4.slice)));

        const first = quarantineSlices({ entries, present, now: START, complete: true, used: [] }).entries;
        const join = (ledger: readonly LedgerEntry[]) =>
          carveSlices(request(spec, [...stay, "new"].join(" "), { held: heldSlices(ledger) }));
        const early = join(first);
        expect(early.shares.some((it) => it.hostname === "new")).toBe(false);
        expect(early.findings.map((it) => it.code)).toEqual(["RANGE_EXHAUSTED"]);

        const on: Address[] =
          used === null ? [] : [{ family: 4, value: left.ipv4.slice.base + (BigInt(used) % sizeOf(left.ipv4.slice)) }];
        const later = quarantineSlices({ entries: first, present, now: after(wait), complete, used: on });
        const share = join(later.entries).shares.find((it) => it.hostname === "new");
        const free = wait >= 24 && complete && on.length === 0;
        expect(share?.ipv4.slice).toEqual(free ? left.ipv4.slice : undefined);
      }),
      { numRuns: 10_000 },
    );
  });
});
