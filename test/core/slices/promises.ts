/**
 * What must hold of any carver's answer, as plain statements that throw. Judged by the spec and by how Docker's IPAM
 * works, one address at a time where that is possible; by none of the code that carves.
 */
import { expect } from "vitest";
import { type Family, sameAddress } from "../../../src/model/address.ts";
import { contains, formatCidr, overlaps, sameCidr, sizeOf } from "../../../src/model/cidr.ts";
import type { Finding } from "../../../src/model/finding.ts";
import type { HeldSlice, NodeShare, Share, SliceRequest, Slices } from "../../../src/model/slices.ts";
import {
  engineOf,
  explicitOf,
  freeByHand,
  isAllowed,
  isDockersOwn,
  isKept,
  keptOutBy,
  numbered,
  probes,
  specIn,
} from "./by-hand.ts";

export type Carver = (request: SliceRequest) => Slices;

const FAMILIES: readonly Family[] = [4, 6];

function shareIn(it: NodeShare, family: Family): Share | undefined {
  return family === 4 ? it.ipv4 : it.ipv6;
}

function errorsAbout(findings: readonly Finding[], hostname: string): readonly Finding[] {
  return findings.filter(
    (it) => it.severity === "error" && (it.target.node === hostname || it.message.includes(hostname)),
  );
}

/** No two shares have an address in common, nor a share and what the ledger knows of another node. */
export function slicesNeverOverlap(carve: Carver, request: SliceRequest): void {
  const { shares } = carve(request);
  for (const family of FAMILIES) {
    const slices = shares.flatMap((it) =>
      shareIn(it, family) ? [{ node: it.node, slice: (shareIn(it, family) as Share).slice }] : [],
    );
    for (const [index, mine] of slices.entries()) {
      const others = [...slices.slice(index + 1), ...request.held.filter((it) => it.node !== mine.node)];
      const clash = others.find((it) => overlaps(it.slice, mine.slice));
      if (clash)
        expect.fail(`${mine.node} ${formatCidr(mine.slice)} overlaps ${clash.node} ${formatCidr(clash.slice)}`);
    }
  }
}

/** Nothing that the spec or a host's NIC keeps out can be handed out; all else of the slice can, and is counted. */
export function onlyFreeAddressesAreHandedOut(carve: Carver, request: SliceRequest): void {
  const { shares, findings } = carve(request);
  for (const { hostname, share, spec } of sharesOf(request, shares)) {
    if (share.aux.length === 0 && isRefused(findings, hostname)) continue;
    const docker = engineOf(spec, share);
    const kept = keptOutBy(request, hostname, share.slice);
    const values = probes(request, share);
    for (const value of values) {
      const handed = docker(value);
      if (handed === kept(value)) {
        expect.fail(
          `${hostname} ${formatCidr(share.slice)}: ${value} is ${handed ? "reserved, but handed out" : "free, but kept out"}`,
        );
      }
    }
    if (BigInt(values.length) === sizeOf(share.slice)) expect(share.usable).toBe(BigInt(values.filter(docker).length));
    expect(share.usable + share.reserved).toBe(sizeOf(share.slice));
  }
}

/** Docker takes the aux list: each address once, in the slice or at least the subnet, none that it reserves itself. */
export function dockerTakesTheAuxList(carve: Carver, request: SliceRequest): void {
  for (const { share, spec } of sharesOf(request, carve(request).shares)) {
    const values = new Set(share.aux.map((it) => it.address.value));
    expect(values.size).toBe(share.aux.length);
    expect(new Set(share.aux.map((it) => it.name)).size).toBe(share.aux.length);
    expect(share.aux.every(({ address }) => contains(share.slice, address))).toBe(true);
    expect(share.aux.some(({ address }) => sameAddress(address, spec.gateway))).toBe(false);
    expect(share.aux.some(({ address }) => isDockersOwn(spec.subnet, address.value))).toBe(false);
  }
}

/** An explicit slice is what the node gets; or it is refused, and then for one of the reasons that there are. */
export function explicitIsHonouredOrRefused(carve: Carver, request: SliceRequest): void {
  const { shares, findings } = carve(request);
  const taking = request.nodes.filter((node) => !request.lan.nodes[node.hostname]?.skip);
  for (const family of FAMILIES) {
    for (const { id, hostname } of taking) {
      const wanted = explicitOf(request, hostname, family);
      const spec = specIn(request, family);
      if (!wanted || !spec) continue;
      const share = shares.find((it) => it.node === id);
      const got = share && shareIn(share, family)?.slice;
      const allowed = isAllowed(request, spec, { hostname, id, wanted });
      // A node without IPv4 has no share at all, whatever its IPv6.
      if (allowed && (family === 4 || share)) expect(got && formatCidr(got)).toBe(formatCidr(wanted));
      if (allowed) continue;
      expect(got).toBeUndefined();
      expect(errorsAbout(findings, hostname).length).toBeGreaterThan(0);
    }
  }
}

/** A node that has neither an explicit slice nor one of its own gets the lowest one that is free, or is named. */
export function newNodesGetTheLowestFree(carve: Carver, request: SliceRequest): void {
  const { shares, findings } = carve(request);
  for (const family of FAMILIES) {
    const spec = specIn(request, family);
    if (!spec || spec.sliceLength - spec.pool.length > 5) continue;
    const fresh = request.nodes
      .filter(({ id, hostname }) => {
        const known = request.held.some((it) => it.node === id && it.slice.family === family && isKept(request, it));
        return !known && !explicitOf(request, hostname, family) && !request.lan.nodes[hostname]?.skip;
      })
      .sort((a, b) =>
        a.role === b.role ? numbered(a.hostname) - numbered(b.hostname) : a.role === "manager" ? -1 : 1,
      );
    const free = freeByHand(request, spec);
    for (const [index, node] of fresh.entries()) {
      const share = shares.find((it) => it.node === node.id);
      const got = share && shareIn(share, family)?.slice;
      const expected = free[index];
      if (expected === undefined) expect(findings.some((it) => it.code === "RANGE_EXHAUSTED")).toBe(true);
      if (share || !expected) expect(got && formatCidr(got)).toBe(expected && formatCidr(expected));
    }
  }
}

/** A node keeps what it has, whoever else comes or goes. */
export function nodesKeepTheirSlices(carve: Carver, before: SliceRequest, after: SliceRequest): void {
  const held = ledgerAfter(before, carve(before));
  const { shares } = carve({ ...after, held });
  for (const family of FAMILIES) {
    for (const { id, hostname } of after.nodes.filter((it) => !explicitOf(after, it.hostname, family))) {
      const had = held.find((it) => it.node === id && it.state === "held" && it.slice.family === family);
      const share = shares.find((it) => it.node === id);
      const has = share && shareIn(share, family)?.slice;
      if (!had || after.lan.nodes[hostname]?.skip) continue;
      // Without IPv4 (refused for another reason) there is no share to look at.
      if (family === 4 || share) expect(has && formatCidr(has)).toBe(formatCidr(had.slice));
    }
  }
}

/** What the ledger says after an apply: shares are held, what was given up for one of them is in quarantine. */
function ledgerAfter(request: SliceRequest, { shares }: Slices): readonly HeldSlice[] {
  const given = shares.flatMap((it) =>
    FAMILIES.flatMap((family): HeldSlice[] => {
      const share = shareIn(it, family);
      return share ? [{ node: it.node, hostname: it.hostname, slice: share.slice, state: "held" }] : [];
    }),
  );
  const earlier = request.held
    .filter((it) => !given.some((now) => now.node === it.node && sameCidr(now.slice, it.slice)))
    .map((it): HeldSlice => {
      const moved = given.some((now) => now.node === it.node && now.slice.family === it.slice.family);
      return moved ? { ...it, state: "quarantined" } : it;
    });
  return [...given, ...earlier];
}

/** Then its aux list is not there to be judged. */
function isRefused(findings: readonly Finding[], hostname: string): boolean {
  const codes = findings.filter((it) => it.target.node === hostname).map((it) => it.code);
  return codes.includes("AUX_BEYOND_DOCKER") || codes.includes("SLICE_UNUSABLE");
}

function sharesOf(request: SliceRequest, shares: readonly NodeShare[]) {
  return FAMILIES.flatMap((family) =>
    shares.flatMap((it) => {
      const [share, spec] = [shareIn(it, family), specIn(request, family)];
      return share && spec ? [{ hostname: it.hostname, share, spec }] : [];
    }),
  );
}
