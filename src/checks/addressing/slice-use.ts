/** How full a slice is, by what its Engine gave out; shared by the two checks of it. Pure. */
import type { Facts } from "../../model/facts.ts";
import type { NodeShare } from "../../model/slices.ts";
import type { SwarmNode } from "../../model/snapshot.ts";
import type { LanSpec } from "../../model/spec.ts";
import { contains } from "../../model/cidr.ts";

export interface SliceUse {
  readonly lan: LanSpec;
  readonly node: SwarmNode;
  readonly share: NodeShare;
  readonly used: bigint;
  readonly usable: bigint;
  /** 0 to 100. */
  readonly percent: number;
}

/** Of every node whose Engine answers and that has a share. */
export function sliceUses({ spec, snapshot, plan }: Facts): readonly SliceUse[] {
  return spec.lans.flatMap((lan) => {
    const ids = new Set(snapshot.swarm.networks.filter((it) => it.name === lan.name).map((it) => it.id));
    const shares = plan.lans.find((it) => it.lan === lan.name)?.shares ?? [];
    return shares.flatMap((share): readonly SliceUse[] => {
      const view = snapshot.nodes.find((it) => it.node.id === share.node);
      if (view?.kind !== "answered") return [];
      const ends = view.engine.containers.flatMap((it) => it.endpoints.filter((end) => ids.has(end.network)));
      const own = ends.flatMap((it) => (it.ipv4 && contains(share.ipv4.slice, it.ipv4) ? [it.ipv4.value] : []));
      const used = BigInt(new Set(own).size);
      const { usable } = share.ipv4;
      const percent = usable === 0n ? 100 : Number((used * 100n) / usable);
      return [{ lan, node: view.node, share, used, usable, percent }];
    });
  });
}
