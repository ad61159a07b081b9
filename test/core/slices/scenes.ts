/**
 * Arbitrary questions to the carver: both families, every prefix length, crowded so that things collide.
 *
 * Made from small numbers (which slice, which spot in it), so that failures shrink to a few nodes in low slices.
 */
import fc from "fast-check";
import { type Address, type AddressRange, bitsOf, type Cidr, type Family } from "../../../src/model/address.ts";
import { cidrAround, formatCidr, overlaps, rangeOf, sizeOf } from "../../../src/model/cidr.ts";
import { formatRange } from "../../../src/model/range.ts";
import type { HeldSlice, SliceNode, SliceRequest } from "../../../src/model/slices.ts";
import type { FamilySpec, LanNode, LanSpec } from "../../../src/model/spec.ts";
import { lan, nodeId, nodes } from "../../builders.ts";

const NAMES = ["mgr1", "mgr2", "mgr10", "w1", "w2", "w3", "w10", "w11", "gone1", "gone2"];

/** A place: the slot-th slice of the pool (the highest number: its last), and a spot in that slice. */
const place = fc.record({ slot: fc.nat(9), spot: fc.nat(9) });
const slot = fc.record({ place, longer: fc.integer({ min: -2, max: 2 }) });
const laneText = (subnet: fc.Arbitrary<number>) =>
  fc.record({
    base: fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
    subnet,
    pool: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(128) }),
    slice: fc.oneof({ weight: 8, arbitrary: fc.integer({ min: 1, max: 5 }) }, { weight: 1, arbitrary: fc.nat(128) }),
    gateway: place,
    reserve: fc.array(fc.record({ from: place, reach: fc.nat(9) }), { maxLength: 3 }),
  });
const rarely = <T>(it: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: it });
const nodeText = fc.record({
  name: fc.nat(9),
  slice: rarely(slot),
  slice6: rarely(slot),
  host: rarely(fc.oneof(fc.constantFrom("none" as const, "first" as const), place)),
  flags: fc.nat(15),
});
/** Every length comes up; wide IPv4 subnets less often, for their edges make long lists. */
const sceneText = fc.record({
  four: laneText(
    fc.oneof({ weight: 1, arbitrary: fc.nat(32) }, { weight: 4, arbitrary: fc.integer({ min: 18, max: 28 }) }),
  ),
  six: fc.option(laneText(fc.nat(128))),
  nodes: fc.uniqueArray(nodeText, { selector: (it) => it.name, maxLength: 6 }),
  held: fc.array(fc.record({ name: fc.nat(9), at: slot, six: fc.boolean(), quarantined: fc.boolean() }), {
    maxLength: 5,
  }),
  seen: fc.array(fc.record({ name: fc.nat(9), at: place, six: fc.boolean() }), { maxLength: 3 }),
  edges: fc.constantFrom("reserve" as const, "allow" as const),
  host: fc.constantFrom("first" as const, "none" as const),
});

type SceneText = typeof sceneText extends fc.Arbitrary<infer T> ? T : never;
type Place = SceneText["four"]["gateway"];

/** A question whose ledger gives no address twice; what the spec says may be at odds with it. */
export const scene: fc.Arbitrary<SliceRequest> = sceneText.map(built);

/** Hostnames that may join or leave, beside those of a scene. */
export const hostnames: fc.Arbitrary<readonly string[]> = fc.subarray(NAMES, { maxLength: 6 });

/** The request as one line, for a failing case. */
export function shown({ lan: spec, nodes: here, held, hostAddresses }: SliceRequest): string {
  const lane = (it: FamilySpec) => `${formatCidr(it.subnet)} pool ${formatCidr(it.pool)} /${it.sliceLength}`;
  const families = [spec.ipv4, ...(spec.ipv6 ? [spec.ipv6] : [])].map(lane).join(" + ");
  const known = held.map((it) => `${it.hostname} ${it.state} ${formatCidr(it.slice)}`).join(", ");
  const reserve = spec.reserve.map((it) => formatRange(it.range)).join(", ");
  return `${families}; here: ${here.map((it) => it.hostname)}; ledger: ${known}; reserve: ${reserve}; seen: ${hostAddresses.length}`;
}

function built(text: SceneText): SliceRequest {
  const four = familyOf(4, text.four);
  const six = text.six === null ? undefined : familyOf(6, text.six);
  const reserve = [...reservedOf(four, text.four), ...(six && text.six ? reservedOf(six, text.six) : [])];
  const spec: LanSpec = {
    ...lan(),
    ipv4: four,
    ...(six && { ipv6: six }),
    edges: text.edges,
    host: text.host,
    reserve: reserve.map((range) => ({ range, text: formatRange(range) })),
    nodes: Object.fromEntries(text.nodes.map((it) => [nameOf(it.name), lanNodeOf(it, four, six)])),
  };
  const held = text.held.flatMap((it): HeldSlice[] => {
    const lane = it.six ? six : four;
    const hostname = nameOf(it.name);
    const state = it.quarantined ? "quarantined" : "held";
    return lane ? [{ node: nodeId(hostname), hostname, slice: sliceAt(lane, it.at), state }] : [];
  });
  const hostAddresses = text.seen.flatMap((it) => {
    const lane = it.six ? six : four;
    return lane ? [{ hostname: nameOf(it.name), address: addressAt(lane, it.at) }] : [];
  });
  return { lan: spec, nodes: hereOf(text), held: consistent(held), hostAddresses };
}

/** Nodes of the spec, and as many that it does not name; never those that are gone. */
function hereOf(text: SceneText): readonly SliceNode[] {
  const named = text.nodes.filter((it) => it.flags % 4 !== 3).map((it) => nameOf(it.name));
  const others = text.nodes.filter((it) => it.flags % 4 === 1).map((it) => nameOf(it.name + 3));
  return nodes([...new Set([...named, ...others])].filter((it) => !it.startsWith("gone")).join(" "));
}

function familyOf(family: Family, text: SceneText["four"]): FamilySpec {
  const bits = bitsOf(family);
  const length = text.subnet % (bits + 1);
  const poolLength = Math.min(bits, length + (text.pool % (bits + 1)));
  const sliceLength = Math.min(bits, poolLength + (text.slice % (bits + 1)));
  const start: Address = { family, value: BigInt.asUintN(bits, text.base) };
  const spec = { subnet: cidrAround(start, length), pool: cidrAround(start, poolLength), sliceLength };
  return { ...spec, gateway: addressAt(spec, text.gateway) };
}

type Carved = Omit<FamilySpec, "gateway">;

/** Slot 9 is outside the pool where there is room: the first or the last address of the subnet. */
function addressAt({ subnet, pool, sliceLength }: Carved, { slot, spot }: Place): Address {
  const { family } = subnet;
  if (slot === 9) return { family, value: spot < 5 ? rangeOf(subnet).first : rangeOf(subnet).last };
  const size = 1n << BigInt(bitsOf(family) - sliceLength);
  const count = sizeOf(pool) / size;
  const index = slot === 8 || BigInt(slot) >= count ? count - 1n : BigInt(slot);
  const offset = spot >= 8 ? size - BigInt(spot - 7) : spot < 4 ? BigInt(spot) : (size * BigInt(spot)) / 8n;
  const inSlice = offset < 0n ? 0n : offset >= size ? size - 1n : offset;
  return { family, value: pool.base + index * size + inSlice };
}

/** At the slices' own length, or a bit longer or shorter; within the subnet. */
function sliceAt(lane: Carved, at: { place: Place; longer: number }): Cidr {
  const length = Math.max(lane.subnet.length, Math.min(bitsOf(lane.subnet.family), lane.sliceLength + at.longer));
  return cidrAround(addressAt(lane, at.place), length);
}

function reservedOf(lane: Carved, text: SceneText["four"]): readonly AddressRange[] {
  const size = 1n << BigInt(bitsOf(lane.subnet.family) - lane.sliceLength);
  return text.reserve.map(({ from, reach }) => {
    const first = addressAt(lane, from).value;
    const aligned = (first / size) * size;
    const end =
      [first, first + 2n, aligned + size - 1n, first + size, first + size * 2n, rangeOf(lane.pool).last][reach] ??
      first;
    const limit = (1n << BigInt(bitsOf(lane.subnet.family))) - 1n;
    return { family: lane.subnet.family, first, last: end < first ? first : end > limit ? limit : end };
  });
}

function lanNodeOf(text: SceneText["nodes"][number], four: FamilySpec, six: FamilySpec | undefined): LanNode {
  const host = text.host === null || typeof text.host === "string" ? text.host : addressAt(four, text.host);
  return {
    ...(text.slice && { slice: sliceAt(four, text.slice) }),
    ...(text.slice6 && six && { slice6: sliceAt(six, text.slice6) }),
    ...(host !== null && { host }),
    router: text.flags >= 12,
    skip: text.flags === 2,
  };
}

function nameOf(number: number): string {
  return NAMES[number % NAMES.length] as string;
}

/** One held slice a node and family, and no address of two nodes. */
function consistent(held: readonly HeldSlice[]): readonly HeldSlice[] {
  const kept: HeldSlice[] = [];
  for (const it of held) {
    const again = kept.some((k) => k.node === it.node && k.slice.family === it.slice.family && k.state === it.state);
    if (!again && kept.every((k) => k.node === it.node || !overlaps(k.slice, it.slice))) kept.push(it);
  }
  return kept;
}
