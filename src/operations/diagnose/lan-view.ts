/** One LAN in one family as probes need it: who takes part with which parent and host address, and who stands on it. Pure. */
import { parentOn } from "../../core/plan/node-network.ts";
import { hostOnLan } from "../../core/hosts/host-on-lan.ts";
import type { Address, Family } from "../../model/address.ts";
import type { HostDetails } from "../../model/host-details.ts";
import type { LanName, NetworkId, NodeId } from "../../model/ids.ts";
import type { Known } from "../../model/known.ts";
import type { WireEndpoint } from "../../model/wire-facts.ts";
import type { Plan } from "../../model/plan.ts";
import type { Share } from "../../model/slices.ts";
import type { EngineContainer, Snapshot, SwarmNode } from "../../model/snapshot.ts";
import type { FamilySpec, LanSpec, Spec } from "../../model/spec.ts";

export interface LanView {
  readonly lan: LanSpec;
  readonly family: Family;
  /** The LAN's addressing in that family. */
  readonly addressing: FamilySpec;
  /** In the swarm's order; those whose Engine answered. */
  readonly members: readonly Member[];
  readonly endpoints: readonly WireEndpoint[];
}

export interface Member {
  readonly node: SwarmNode;
  readonly parent: string;
  readonly share: Share;
  /** By which other hosts look for it (see hostOnLan); in IPv6 not known before the hosts were asked. */
  readonly host?: Address;
}

/** The LANs of the spec, each with the nodes that have a share; a dual-stack LAN twice, IPv4 first. */
export function lanViews(spec: Spec, snapshot: Snapshot, plan: Plan): readonly LanView[] {
  return spec.lans.flatMap((lan) => {
    const shares = new Map(plan.lans.find((it) => it.lan === lan.name)?.shares.map((it) => [it.node, it]) ?? []);
    const endpoints = endpointsOn(lan.name, snapshot);
    return [lan.ipv4, lan.ipv6].flatMap((addressing): LanView[] => {
      if (addressing === undefined) return [];
      const { family } = addressing.subnet;
      const members = snapshot.nodes.flatMap((view): readonly Member[] => {
        const share = shares.get(view.node.id)?.[family === 4 ? "ipv4" : "ipv6"];
        if (view.kind === "failed" || share === undefined) return [];
        const member = { node: view.node, parent: parentOn(lan, view.node.hostname), share };
        return [withHost(member, addressing, undefined)];
      });
      const own = endpoints.filter((it) => it.address.family === family);
      return [{ lan, family, addressing, members, endpoints: own }];
    });
  });
}

/** The same views, with the addresses that only the hosts themselves could tell. */
export function withHosts(
  views: readonly LanView[],
  hosts: ReadonlyMap<NodeId, Known<HostDetails>>,
): readonly LanView[] {
  return views.map((view) => ({
    ...view,
    members: view.members.map((it) => withHost(it, view.addressing, hosts.get(it.node.id))),
  }));
}

function withHost(member: Member, addressing: FamilySpec, details: Known<HostDetails> | undefined): Member {
  const host = hostOnLan({ addressing, ...member, host: details });
  return { ...member, ...(host && { host }) };
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
  if (state !== "running" || end === undefined) return [];
  const mac = end.mac?.toLowerCase();
  const addresses = [end.ipv4, end.ipv6].filter((it) => it !== undefined);
  return addresses.map((address) => ({
    lan,
    node,
    id,
    container: name,
    image,
    imageId,
    ...(service === undefined ? {} : { service }),
    address,
    ...(mac === undefined ? {} : { mac }),
  }));
}
