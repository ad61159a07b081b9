/** Which address of a slice Docker hands out next: the lowest that is neither kept out nor in use. */
import type { Address } from "../../model/address.ts";
import { contains, networkAndBroadcast, rangeOf } from "../../model/cidr.ts";
import type { Share } from "../../model/slices.ts";
import type { FamilySpec } from "../../model/spec.ts";

/** `undefined` for a full slice. Walks past kept-out addresses only, so a wide slice costs no more than a small one. */
export function nextAddress(spec: FamilySpec, share: Share, used: readonly Address[]): Address | undefined {
  const { network, broadcast } = networkAndBroadcast(spec.subnet);
  const blocked = new Set(
    [spec.gateway, network, broadcast, share.host, ...share.aux.map((it) => it.address), ...used]
      .filter((it) => it !== undefined)
      .filter((it) => contains(share.slice, it))
      .map((it) => it.value),
  );
  const { first, last } = rangeOf(share.slice);
  let value = first;
  while (value <= last && blocked.has(value)) value++;
  return value > last ? undefined : { family: share.slice.family, value };
}
