/** Who may say what is on a LAN's wire, and who may not: an interface that hears nobody there proves nothing against others. */
import type { Cidr } from "../../model/address.ts";
import { contains } from "../../model/cidr.ts";
import type { HostNic } from "../../model/host-facts.ts";
import type { HostDetails } from "../../model/host-details.ts";
import type { NodeId } from "../../model/ids.ts";
import type { Known } from "../../model/known.ts";
import type { LanSpec } from "../../model/spec.ts";
import type { NeighbourProbe } from "../../model/wire-facts.ts";

/** The interface that has the host's own address in the subnet; macvlan interfaces (shims) are left out. */
export function nicInSubnet(nics: readonly HostNic[], subnet: Cidr): HostNic | undefined {
  return nics.find((nic) => nic.kind !== "macvlan" && nic.addresses.some((it) => contains(subnet, it.address)));
}

/** What was asked on one LAN and what hosts say of themselves; gathered in part or whole. */
export interface Heard {
  readonly lans: readonly LanSpec[];
  readonly neighbours: readonly NeighbourProbe[];
  readonly hosts: ReadonlyMap<NodeId, Known<HostDetails>>;
}

/**
 * Whether that node asks on the LAN's own segment. Where its address on the LAN is on another interface than the one it
 * asked by, whatever answers there is another segment's (Linux answers there for the LAN's addresses too: ARP flux).
 */
export function asksOnLan({ lans, hosts }: Heard, { lan, from, interface: nic }: Asker): boolean {
  const host = hosts.get(from);
  const spec = lans.find((it) => it.name === lan);
  if (host?.kind !== "known" || spec === undefined) return true;
  const own = nicInSubnet(host.value.nics, spec.ipv4.subnet);
  return own === undefined || own.name === nic;
}

/** Whether it asks on the LAN and anybody answered it there in that family, whatever it asked for. */
export function isWitness(heard: Heard, asker: Asker): boolean {
  return asksOnLan(heard, asker) && hearing(heard.neighbours).has(keyOf(asker));
}

type Asker = Pick<NeighbourProbe, "lan" | "family" | "from" | "interface">;

/** Looked up for each of thousands of addresses: made once for each list. */
const indexes = new WeakMap<readonly NeighbourProbe[], ReadonlySet<string>>();

function hearing(neighbours: readonly NeighbourProbe[]): ReadonlySet<string> {
  const made = indexes.get(neighbours);
  if (made !== undefined) return made;
  const set = new Set(
    neighbours.filter(({ result }) => result.kind === "known" && result.value.length > 0).map((it) => keyOf(it)),
  );
  indexes.set(neighbours, set);
  return set;
}

function keyOf({ lan, family, from, interface: nic }: Asker): string {
  return `${lan} ${family} ${from} ${nic}`;
}
