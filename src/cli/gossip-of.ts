/** What the other nodes gossip, by LAN; asked only when some node did not answer, since it tells less than the node would. */
import type { LanName } from "../model/ids.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { Spec } from "../model/spec.ts";
import { gossipEndpoints, lanNetworks } from "../operations/list-endpoints.ts";
import type { Fleet, GossipEndpoint } from "../operations/ports/engine.ts";

export interface GossipAsked {
  readonly spec: Spec;
  readonly snapshot: Snapshot;
  readonly fleet: Fleet;
  readonly signal: AbortSignal;
}

export async function gossipOf(asked: GossipAsked): Promise<ReadonlyMap<LanName, readonly GossipEndpoint[]>> {
  const { spec, snapshot, fleet, signal } = asked;
  if (snapshot.nodes.every((it) => it.kind === "answered")) return new Map();
  const told = lanNetworks(spec, snapshot).flatMap(({ lan, ids }) =>
    [...ids].map(async (id) => [lan, await gossipEndpoints(fleet, snapshot, id, signal)] as const),
  );
  return new Map(await Promise.all(told));
}
