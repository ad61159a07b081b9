/**
 * The rules said a second time, slowly: what an Engine hands out, what the spec keeps out, which slices are free. One
 * address or one slice after the other, with none of the code that carves.
 */
import { type Address, bitsOf, type Cidr, type Family, sameAddress } from "../../../src/model/address.ts";
import { contains, overlaps, rangeOf, sizeOf } from "../../../src/model/cidr.ts";
import { inRange } from "../../../src/model/range.ts";
import type { HeldSlice, Share, SliceRequest } from "../../../src/model/slices.ts";
import type { FamilySpec } from "../../../src/model/spec.ts";

export function specIn({ lan }: SliceRequest, family: Family): FamilySpec | undefined {
  return family === 4 ? lan.ipv4 : lan.ipv6;
}

/** The slice that the spec gives to that name. */
export function explicitOf({ lan }: SliceRequest, hostname: string, family: Family): Cidr | undefined {
  const node = lan.nodes[hostname];
  return family === 4 ? node?.slice : node?.slice6;
}

/** Docker's IPAM: hands out what is in the range and not set in the subnet's bitmap. */
export function engineOf(spec: FamilySpec, share: Share): (value: bigint) => boolean {
  const aux = new Set(share.aux.map((it) => it.address.value));
  return (value) => value !== spec.gateway.value && !aux.has(value) && !isDockersOwn(spec.subnet, value);
}

export function isDockersOwn(subnet: Cidr, value: bigint): boolean {
  const { first, last } = rangeOf(subnet);
  if (subnet.family === 6) return value === first;
  return subnet.length < 31 && (value === first || value === last);
}

/** The spec's word on one address: what must be kept out of that node's slice. */
export function keptOutBy(request: SliceRequest, hostname: string, slice: Cidr): (value: bigint) => boolean {
  const { lan } = request;
  const { family } = slice;
  const spec = specIn(request, family) as FamilySpec;
  const stated = Object.values(lan.nodes).flatMap((it) => (family === 4 ? [it.host] : [it.host6]));
  const own = family === 4 ? lan.nodes[hostname]?.host : lan.nodes[hostname]?.host6;
  const first = (own ?? lan.host) === "first" ? [slice.base + (sizeOf(slice) > 2n ? 1n : 0n)] : [];
  const hosts = [...stated.filter((it) => typeof it === "object"), ...request.hostAddresses.map((it) => it.address)];
  const points = new Set([
    ...hosts.filter((it) => it.family === family).map((it) => it.value),
    ...first,
    spec.gateway.value,
  ]);
  const edges = family === 4 && lan.edges === "reserve";
  return (value) =>
    points.has(value) ||
    isDockersOwn(spec.subnet, value) ||
    (edges && (value % 256n === 0n || value % 256n === 255n)) ||
    lan.reserve.some((it) => inRange(it.range, { family, value }));
}

/** Every address of a small slice; of a large one those where something may begin or end. */
export function probes({ lan, hostAddresses }: SliceRequest, { slice }: Share): readonly bigint[] {
  const { first, last } = rangeOf(slice);
  if (sizeOf(slice) <= 64n) return Array.from({ length: Number(sizeOf(slice)) }, (_, index) => first + BigInt(index));
  const block = (first + last) / 2n - (((first + last) / 2n) % 256n);
  const points = [
    first,
    last,
    block,
    block + 256n,
    ...lan.reserve.flatMap((it) => [it.range.first, it.range.last]),
    ...hostAddresses.map((it) => it.address.value),
    ...Object.values(lan.nodes).flatMap((it) => (typeof it.host === "object" ? [it.host.value] : [])),
  ];
  const around = points.flatMap((it) => [it - 1n, it, it + 1n]);
  return [...new Set(around)].filter((it) => it >= first && it <= last);
}

export function isAllowed(
  request: SliceRequest,
  spec: FamilySpec,
  { hostname, id, wanted }: { hostname: string; id: string; wanted: Cidr },
): boolean {
  const family = wanted.family;
  const others = Object.keys(request.lan.nodes).filter((it) => it !== hostname);
  const stated = others.map((it) => (family === 4 ? request.lan.nodes[it]?.host : request.lan.nodes[it]?.host6));
  const seen = request.hostAddresses.filter((it) => it.hostname !== hostname).map((it) => it.address);
  const hosts = [...seen, ...stated.filter((it): it is Address => it !== undefined && it !== "none")];
  return (
    contains(spec.subnet, wanted) &&
    others.every((it) => !overlapping(explicitOf(request, it, family), wanted)) &&
    request.held.every((it) => it.node === id || !overlaps(it.slice, wanted)) &&
    hosts.every((it) => !contains(wanted, it) || sameAddress(it, spec.gateway))
  );
}

function overlapping(a: Cidr | undefined, b: Cidr): boolean {
  return a !== undefined && overlaps(a, b);
}

/** All free slices of a small pool by trying each, the untouched ones first. */
export function freeByHand(request: SliceRequest, spec: FamilySpec): readonly Cidr[] {
  const { family } = spec.pool;
  const size = 1n << BigInt(bitsOf(family) - spec.sliceLength);
  const fresh = request.nodes.filter((it) => !request.lan.nodes[it.hostname]?.skip);
  const hosted = fresh.some(
    (it) => (family === 4 ? request.lan.nodes[it.hostname]?.host : request.lan.nodes[it.hostname]?.host6) === undefined,
  );
  const all = Array.from(
    { length: 2 ** (spec.sliceLength - spec.pool.length) },
    (_, index): Cidr => ({
      family,
      base: spec.pool.base + BigInt(index) * size,
      length: spec.sliceLength,
    }),
  ).filter(
    (slice) =>
      request.held.every((it) => !overlaps(it.slice, slice)) &&
      Object.keys(request.lan.nodes).every((it) => !overlapping(explicitOf(request, it, family), slice)) &&
      hasRoom(hosted ? request : { ...request, lan: { ...request.lan, host: "none" } }, slice),
  );
  const touched = (slice: Cidr) =>
    request.lan.reserve.some((it) => it.range.family === family && touches(it.range, slice));
  return [...all.filter((it) => !touched(it)), ...all.filter(touched)];
}

/** A held slice is; one in quarantine unless the spec promises it to somebody else. */
export function isKept(request: SliceRequest, held: HeldSlice): boolean {
  const promised = Object.keys(request.lan.nodes).map((it) => explicitOf(request, it, held.slice.family));
  return held.state === "held" || promised.every((it) => !overlapping(it, held.slice));
}

function touches(range: { readonly first: bigint; readonly last: bigint }, slice: Cidr): boolean {
  return range.first <= rangeOf(slice).last && range.last >= slice.base;
}

/** Free slots are looked for where they are: next to what is kept out. */
function hasRoom(request: SliceRequest, slice: Cidr): boolean {
  const kept = keptOutBy(request, "(a new node)", slice);
  const { first, last } = rangeOf(slice);
  const ends = request.lan.reserve.flatMap((it) => [it.range.first - 1n, it.range.last + 1n]);
  const starts = [first, ...ends.filter((it) => it >= first && it <= last)];
  // Within 16 addresses of a start every kept-out point of a scene ends, in either direction.
  return starts.some((start) => {
    for (let step = -16n; step <= 16n; step++) {
      const value = start + step;
      if (value >= first && value <= last && !kept(value)) return true;
    }
    return false;
  });
}

export function numbered(hostname: string): number {
  return Number(hostname.replace(/\D+/, ""));
}
