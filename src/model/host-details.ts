/**
 * What doctor wants to know of a host beyond its NICs: routes of all tables, the kernel's settings for ARP and
 * forwarding, the machine's maker, its clock. Plain data; what was not seen is absent.
 */
import type { HostFacts } from "./host-facts.ts";

export interface HostDetails extends HostFacts {
  /** Of all route tables but the local one. */
  readonly routes: readonly HostRoute[];
  /** By interface; `all` is the kernel's own row. */
  readonly settings: ReadonlyMap<string, NicSettings>;
  /** Whether it forwards IPv4. */
  readonly forwards?: boolean;
  /** Interfaces whose IPv4 address has a lifetime, as one from DHCP has. */
  readonly leased: readonly string[];
  /** Interfaces that take every frame (IFF_PROMISC, or asked to by somebody). */
  readonly promiscuous: readonly string[];
  /** As DMI tells; absent where there is none (most ARM boards, some virtual machines). */
  readonly machine?: { readonly vendor: string; readonly product: string };
  /** What systemd says of docker.service (`active`, `inactive`, `failed` …); absent where it does not run or was not asked. */
  readonly engineService?: string;
  /** The host's clock, seconds since 1970, and ours when it was asked: at most a second apart plus the way there. */
  readonly clock?: { readonly theirs: number; readonly ours: number };
}

export interface HostRoute {
  /** `default`, or a prefix. */
  readonly to: string;
  readonly gateway?: string;
  readonly nic: string;
  /** `main`, or the table's name or number. */
  readonly table: string;
  readonly metric: number;
}

/** Docs/networking/ip-sysctl of the kernel; the higher of `all` and the interface's own counts for rp_filter and arp_ignore. */
export interface NicSettings {
  readonly rpFilter: number;
  readonly arpIgnore: number;
  readonly arpAnnounce: number;
}
