/**
 * Whether a host reaches a container of its own, which the kernel keeps apart from it: asked beside the other rounds, since
 * the silence that is well has to be waited for. Pure.
 */
import type { SwarmNode } from "../../model/snapshot.ts";
import type { NodeQuestion } from "./gather-wire.ts";
import type { LanView } from "./lan-view.ts";

export function ownContainerRound(views: readonly LanView[]): (node: SwarmNode) => readonly NodeQuestion[] {
  const firsts = views.map((view) => new Map(view.endpoints.toReversed().map((it) => [it.node, it])));
  return ({ id }) =>
    firsts.flatMap((first): readonly NodeQuestion[] => {
      const own = first.get(id);
      if (own === undefined) return [];
      const about = { lan: own.lan, node: id, aim: "own-container", to: own.address, toNode: id } as const;
      return [{ kind: "fromHost", about, ask: { kind: "ping", from: "host", to: own.address } }];
    });
}
