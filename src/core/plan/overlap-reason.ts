/**
 * Whether node networks can be replaced one after the other. Not where one that is still to be replaced hands out what
 * another one gets: two containers would have one address until both are done. Seen where all nodes had the same range
 * (Portainer's form gives it to them); slices that swarmlan gave never overlap.
 */
import { parseCidrLoose } from "../../model/cidr.ts";
import type { NodeShare } from "../../model/slices.ts";
import type { EngineNetwork } from "../../model/snapshot.ts";
import type { LanSpec } from "../../model/spec.ts";
import { indexByCidr } from "../slices/cidr-index.ts";
import type { LanScene } from "./lan-scene.ts";
import { differences, isOurs, nodeNetworkSettings } from "./node-network.ts";

/** The reason to make the swarm network anew, with nobody on it meanwhile; undefined when nodes can go one by one. */
export function overlapReason(lan: LanSpec, scene: LanScene, shares: readonly NodeShare[]): string | undefined {
  const changing = changingNodes(lan, scene, shares);
  const old = indexByFamily(changing.flatMap(({ share, found }) => rangesOf(share.hostname, found)));
  for (const { share } of changing) {
    const gets = [share.ipv4, share.ipv6].flatMap((it) => (it === undefined ? [] : [it.slice]));
    const other = gets.flatMap((slice) => old[slice.family](slice)).find((it) => it.hostname !== share.hostname);
    if (other !== undefined) return `${other.hostname} still hands out what ${share.hostname} gets`;
  }
  return undefined;
}

interface Changing {
  readonly share: NodeShare;
  readonly found: EngineNetwork | undefined;
}

function changingNodes(lan: LanSpec, scene: LanScene, shares: readonly NodeShare[]): readonly Changing[] {
  const engines = new Map(scene.answered.map((it) => [it.node.id, it.engine]));
  return shares.flatMap((share): readonly Changing[] => {
    const networks = engines.get(share.node)?.networks;
    const found = networks?.find(
      (it) => it.name === lan.nodeNetwork && isOurs(it, lan.name, scene.entryOf(share.node)),
    );
    const right = found !== undefined && differences(found, nodeNetworkSettings(lan, share)).length === 0;
    return networks === undefined || right ? [] : [{ share, found }];
  });
}

function rangesOf(hostname: string, found: EngineNetwork | undefined) {
  const prefixes = (found?.ipam.config ?? []).flatMap((it) => parseCidrLoose(it.ipRange ?? it.subnet) ?? []);
  return prefixes.map(({ cidr }) => ({ hostname, slice: cidr }));
}

function indexByFamily(ranges: ReturnType<typeof rangesOf>) {
  const of = (family: 4 | 6) => indexByCidr(ranges.filter((it) => it.slice.family === family));
  return { 4: of(4), 6: of(6) };
}
