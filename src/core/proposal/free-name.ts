/** A name for a LAN that nothing in the swarm has yet, neither as it is nor with what its node network adds. */
import type { Snapshot } from "../../model/snapshot.ts";

/** `lan`, else `lan2`, `lan3` … */
export function freeName(snapshot: Snapshot): string {
  const taken = networkNames(snapshot);
  for (let count = 1; ; count++) {
    const name = count === 1 ? "lan" : `lan${count}`;
    if (!taken.has(name) && !taken.has(`${name}-node`)) return name;
  }
}

/** Names of networks, of the swarm and of every node that answered. */
export function networkNames(snapshot: Snapshot): ReadonlySet<string> {
  const onNodes = snapshot.nodes.flatMap((it) => (it.kind === "answered" ? it.engine.networks : []));
  return new Set([...snapshot.swarm.networks, ...onNodes].map((it) => it.name));
}
