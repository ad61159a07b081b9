/** One LAN as probes need it: who takes part with which parent and host address, and who stands on it. Pure. */
import { parentOn } from "../../core/plan/node-network.ts";
import { type Address, parseAddress } from "../../model/address.ts";
import { contains } from "../../model/cidr.ts";
import type { LanName, NetworkId, NodeId } from "../../model/ids.ts";
import type { WireEndpoint } from "../../model/wire-facts.ts";
import type { Plan } from "../../model/plan.ts";
import type { Share } from "../../model/slices.ts";
import type { EngineContainer, Snapshot, SwarmNode } from "../../model/snapshot.ts";
import type { LanSpec, Spec } from "../../model/spec.ts";

export interface LanView {
  readonly lan: LanSpec;
  /** In the swarm's order; those whose Engine answered. */
  readonly members: readonly Member[];
  readonly endpoints: readonly WireEndpoint[];
}

export interface Member {
  readonly node: SwarmNode;
  readonly parent: string;
  readonly share: Share;
  /** The host's own address in the subnet, by the spec or as swarm knows it. */
  readonly host?: Address;
}

/** The LANs of the spec, each with the nodes that have a share. */
export function lanViews(spec: Spec, snapshot: Snapshot, plan: Plan): readonly LanView[] {
  return spec.lans.map((lan) => {
    const shares = new Map(plan.lans.find((it) => it.lan === lan.name)?.shares.map((it) => [it.node, it]) ?? []);
    const members = snapshot.nodes.flatMap((view): readonly Member[] => {
      const share = shares.get(view.node.id)?.ipv4;
      if (view.kind === "failed" || share === undefined) return [];
      const known = parseAddress(view.node.address);
      const host = share.host ?? (known && contains(lan.ipv4.subnet, known) ? known : undefined);
      return [{ node: view.node, parent: parentOn(lan, view.node.hostname), share, ...(host && { host }) }];
    });
    return { lan, members, endpoints: endpointsOn(lan.name, snapshot) };
  });
}

/** Whom the answering Engines know on that LAN now. */
export function endpointsOn(lan: LanName, snapshot: Snapshot): readonly WireEndpoint[] {
  const networks = snapshot.swarm.networks.filter((it) => it.name === lan && it.driver === "macvlan");
  const ids = new Set(networks.map((it) => it.id));
  return snapshot.nodes.flatMap((view) => {
    if (view.kind === "failed") return [];
    return view.engine.containers.flatMap((it) => endpointOf(it, { lan, node: view.node.id, ids }));
  });
}

function endpointOf(
  { id, name, image, imageId, service, state, endpoints }: EngineContainer,
  { lan, node, ids }: { readonly lan: LanName; readonly node: NodeId; readonly ids: ReadonlySet<NetworkId> },
): readonly WireEndpoint[] {
  const end = endpoints.find((it) => ids.has(it.network));
  if (state !== "running" || end?.ipv4 === undefined) return [];
  const mac = end.mac?.toLowerCase();
  return [
    {
      lan,
      node,
      id,
      container: name,
      image,
      imageId,
      ...(service === undefined ? {} : { service }),
      address: end.ipv4,
      ...(mac === undefined ? {} : { mac }),
    },
  ];
}
