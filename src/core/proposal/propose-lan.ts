/**
 * Fills in what a person did not say of a new LAN, from what the swarm and the hosts that could be seen tell. What cannot
 * be known (no host was seen; the router is nobody's default route) stays out: a wrong gateway is worse than a question.
 */
import type { Address, Cidr } from "../../model/address.ts";
import type { LanClues } from "./clues.ts";
import { proposePool, proposeSliceLength } from "./propose-pool.ts";
import { proposeParent } from "./propose-parent.ts";
import { proposeGateway, proposeSubnet } from "./propose-subnet.ts";

/** What of a LAN is said or found out. */
export interface LanDraft {
  readonly parent?: string | undefined;
  readonly subnet?: Cidr | undefined;
  readonly gateway?: Address | undefined;
  readonly pool?: Cidr | undefined;
  readonly sliceLength?: number | undefined;
}

/** What is said stays; each proposal goes by what is known before it: parent, subnet, gateway, pool, slice. */
export function proposeLan(clues: LanClues, said: LanDraft): LanDraft {
  const parent = said.parent ?? proposeParent(clues, said.subnet);
  const subnet = said.subnet ?? (parent === undefined ? undefined : proposeSubnet(clues, parent));
  if (subnet === undefined) return { ...said, parent };
  const gateway = said.gateway ?? proposeGateway(clues, subnet);
  const pool = said.pool ?? proposePool(clues, subnet, gateway);
  const sliceLength = said.sliceLength ?? proposeSliceLength(pool, clues.nodes.length);
  return { parent, subnet, gateway, pool, sliceLength };
}
