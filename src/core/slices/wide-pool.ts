/** Which LANs need an Engine that keeps addresses of more than 64 host bits (since 28.0, moby#49223). */
import type { LanSpec } from "../../model/spec.ts";

/** True when the LAN's IPv6 subnet is wider than a /64: Engines before 28.0 count its addresses in 64 bits. */
export function needsWideIpam(lan: LanSpec): boolean {
  return lan.ipv6 !== undefined && lan.ipv6.subnet.length < 64;
}
