/** The shares of one LAN as the swarm stands: carving, asked with what the ledger holds and what the snapshot saw. */
import { parseAddress } from "../../model/address.ts";
import { addressesOf } from "../../model/host-facts.ts";
import type { Ledger } from "../../model/ledger.ts";
import type { HeldSlice, SeenHostAddress, SliceNode, Slices } from "../../model/slices.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { LanSpec } from "../../model/spec.ts";
import { carveSlices } from "../slices/carve-slices.ts";
import { heldSlices } from "../slices/ledger-slices.ts";

/** Every node of the node list takes part, whatever its state: Down is not gone. `others`: what other LANs hold there. */
export function lanShares(lan: LanSpec, ledger: Ledger, snapshot: Snapshot, others: readonly HeldSlice[] = []): Slices {
  return carveSlices({
    lan,
    nodes: snapshot.swarm.nodes.map(({ id, hostname, role }): SliceNode => ({ id, hostname, role })),
    held: [...heldSlices(ledger.entries), ...others],
    hostAddresses: hostAddressesOf(snapshot),
  });
}

/** What NICs were seen to have, and the addresses that swarm knows its nodes by. */
export function hostAddressesOf(snapshot: Snapshot): readonly SeenHostAddress[] {
  return snapshot.nodes.flatMap((view) => {
    const hostname = view.node.hostname;
    const known = parseAddress(view.node.address);
    const seen = view.host?.kind === "answered" ? addressesOf(view.host.facts) : [];
    return [...(known === undefined ? [] : [known]), ...seen].map((address) => ({ hostname, address }));
  });
}
