/** Asks the carver and writes its answer short, so that a case is one line. */
import { carveSlices } from "../../../src/core/slices/carve-slices.ts";
import { formatAddress } from "../../../src/model/address.ts";
import { formatCidr } from "../../../src/model/cidr.ts";
import type { Share, SliceRequest } from "../../../src/model/slices.ts";

/** `{ mgr01: "192.168.16.0/24" }`, in carving order. */
export function slicesOf(question: SliceRequest, family: "ipv4" | "ipv6" = "ipv4"): Record<string, string> {
  return Object.fromEntries(
    carveSlices(question).shares.map((it) => [it.hostname, formatCidr((it[family] as Share).slice)]),
  );
}

export function codesOf(question: SliceRequest): readonly string[] {
  return carveSlices(question).findings.map((it) => `${it.severity} ${it.code}`);
}

export function auxOf(question: SliceRequest, hostname: string, family: "ipv4" | "ipv6" = "ipv4"): readonly string[] {
  const share = carveSlices(question).shares.find((it) => it.hostname === hostname)?.[family];
  return (share?.aux ?? []).map((it) => `${it.name}=${formatAddress(it.address)}`);
}
