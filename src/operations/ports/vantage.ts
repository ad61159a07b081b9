/** From where the LAN is looked at as a client would: this machine, a host reached by ssh, or a place of a lab. */
import type { Address } from "../../model/address.ts";
import type { Known } from "../../model/known.ts";
import type { Reach } from "../../model/wire-facts.ts";

export interface Hop {
  readonly ttl: number;
  /** Absent for a hop that stayed silent. */
  readonly by?: Address;
}

export interface Vantage {
  /** `here`, or the host's name. */
  readonly name: string;
  readonly ownAddresses: readonly Address[];
  /** Whether anything can be tried from there at all. */
  readonly usable: Known<true>;
  connect(to: Address, port: number, signal: AbortSignal): Promise<Known<Reach>>;
  ping(to: Address, signal: AbortSignal): Promise<Known<Reach>>;
  /** The routers on the way, by rising TTL, up to the first that is the goal or to five. */
  trace(to: Address, signal: AbortSignal): Promise<Known<readonly Hop[]>>;
}
