/** Which addresses of a slice Docker keeps out, and which it hands out next: the lowest neither kept out nor in use. */
import { unionOf } from "../../core/slices/intervals.ts";
import type { Address, AddressRange } from "../../model/address.ts";
import { contains, networkAndBroadcast, rangeOf } from "../../model/cidr.ts";
import type { AuxAddress, Share } from "../../model/slices.ts";
import type { FamilySpec } from "../../model/spec.ts";

/** The runs of addresses that no container gets, ascending. */
export function reservedIn(spec: FamilySpec, share: Share): readonly AddressRange[] {
  const points = blockedIn(spec, share, []).map((value) => ({ first: value, last: value }));
  return unionOf(points).map((it) => ({ family: share.slice.family, ...it }));
}

/** `undefined` for a full slice. */
export function nextAddress(spec: FamilySpec, share: Share, used: readonly Address[]): Address | undefined {
  return nextAddresses(spec, share, { used, count: 1 })[0];
}

type Handing = Pick<FamilySpec, "subnet" | "gateway">;
type Handed = Pick<Share, "slice" | "host"> & { readonly aux: readonly Pick<AuxAddress, "address">[] };

interface NextQuestion {
  readonly used: readonly Address[];
  readonly count: number;
}

/** How many of them are asked for where a slice is too large for all of it. */
export const NEXT_ASKED = 8;

/** Fewer where the slice is nearly full. Walks past kept-out addresses only, so a wide slice costs no more than a small one. */
export function nextAddresses(spec: Handing, share: Handed, { used, count }: NextQuestion): readonly Address[] {
  const blocked = new Set(blockedIn(spec, share, used));
  const { first, last } = rangeOf(share.slice);
  const next: Address[] = [];
  for (let value = first; value <= last && next.length < count; value++) {
    if (!blocked.has(value)) next.push({ family: share.slice.family, value });
  }
  return next;
}

function blockedIn(spec: Handing, share: Handed, used: readonly Address[]): readonly bigint[] {
  const { network, broadcast } = networkAndBroadcast(spec.subnet);
  return [spec.gateway, network, broadcast, share.host, ...share.aux.map((it) => it.address), ...used]
    .filter((it) => it !== undefined)
    .filter((it) => contains(share.slice, it))
    .map((it) => it.value);
}
