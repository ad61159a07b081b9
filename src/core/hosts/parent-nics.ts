/**
 * Which of a host's interfaces containers could sit on. Told from what Linux says of them; where nothing is known of an
 * interface but its name (another system's, or another namespace's), the name decides.
 */
import { formatAddress } from "../../model/address.ts";
import type { HostFacts, HostNic, NicKind } from "../../model/host-facts.ts";

/** Why an interface cannot be a parent; undefined when it can. */
export function whyNoParent(nic: HostNic): string | undefined {
  if (nic.kind === "loopback" || nic.name === "lo") return "it is the loopback interface";
  if (DOCKERS_OWN.test(nic.name)) return "it is Docker's own";
  if (nic.master !== undefined) return `it is a port of ${nic.master}`;
  return WHY[nic.kind];
}

/** Docker's bridges and the outer ends of its containers' interfaces. */
const DOCKERS_OWN = /^(?:docker0|docker_gwbridge|br-[0-9a-f]{12}|veth[0-9a-f]+|dm-[0-9a-f]{12})$/;

const WHY: Readonly<Partial<Record<NicKind, string>>> = {
  wireless: "Wi-Fi drops the addresses of containers",
  tunnel: "a tunnel has no LAN behind it",
  macvlan: "it is a macvlan interface itself",
};

/** The interfaces that can be a parent, in the order of the host's own list. */
export function parentNics(facts: HostFacts): readonly HostNic[] {
  return facts.nics.filter((nic) => whyNoParent(nic) === undefined);
}

/** One interface in words: `eth1 (192.168.16.1/20)`, `eth2 (down)`. */
export function nicText(nic: HostNic): string {
  const details = nicDetails(nic);
  return details === "" ? nic.name : `${nic.name} (${details})`;
}

/** The same without its name. */
export function nicDetails(nic: HostNic): string {
  const addresses = nic.addresses.filter((it) => it.address.family === 4);
  const said = addresses.map((it) => `${formatAddress(it.address)}/${it.length}`);
  if (nic.state === "down") said.push("down");
  return said.join(", ");
}
