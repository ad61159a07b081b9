/** What a node network should hold, what an Engine has, and whether they are the same. */
import { formatAddress, parseAddress, sameAddress } from "../../model/address.ts";
import { contains, formatCidr, parseCidrLoose } from "../../model/cidr.ts";
import type { LanName, NodeId } from "../../model/ids.ts";
import type { LedgerEntry } from "../../model/ledger.ts";
import type { NodeShare, Share } from "../../model/slices.ts";
import type { EngineNetwork, NodeNetworkSettings } from "../../model/snapshot.ts";
import type { FamilySpec, LanSpec } from "../../model/spec.ts";
import { isSeenHostName } from "../slices/share-of.ts";
import { LAN_LABEL, NODE_LABEL } from "./names.ts";

/** The settings of this node's network by spec and share. */
export function nodeNetworkSettings(lan: LanSpec, share: NodeShare): NodeNetworkSettings {
  const family = (spec: FamilySpec, it: Share) => ({
    subnet: spec.subnet,
    slice: it.slice,
    gateway: spec.gateway,
    aux: Object.fromEntries(it.aux.map((aux) => [aux.name, formatAddress(aux.address)])),
  });
  const ipv6 = lan.ipv6 && share.ipv6 ? [family(lan.ipv6, share.ipv6)] : [];
  return {
    name: lan.nodeNetwork,
    parent: parentOn(lan, share.hostname),
    mode: lan.mode,
    families: [family(lan.ipv4, share.ipv4), ...ipv6],
  };
}

/** The parent interface that a node uses. */
export function parentOn(lan: LanSpec, hostname: string): string {
  return lan.nodes[hostname]?.parent ?? lan.parent;
}

/** Ownership labels of a node network; its local instances inherit them, the swarm network can carry none. */
export function nodeNetworkLabels(lan: LanName, node: NodeId): Readonly<Record<string, string>> {
  return { [LAN_LABEL]: lan, [NODE_LABEL]: node };
}

/** Ours by its label or by the ledger. */
export function isOurs(network: EngineNetwork, lan: LanName, entry: LedgerEntry | undefined): boolean {
  return network.labels[LAN_LABEL] === lan || (entry?.networks.includes(network.id) ?? false);
}

/** In what a node network differs from what it should be; empty when it does not. */
export function differences(found: EngineNetwork, wanted: NodeNetworkSettings): readonly string[] {
  const said: string[] = [];
  const compare = (what: string, is: string | undefined, should: string) => {
    if ((is ?? "") !== should) said.push(`${what} ${is ?? "none"} → ${should}`);
  };
  compare("parent", found.options["parent"], wanted.parent);
  compare("mode", found.options["macvlan_mode"] ?? "bridge", wanted.mode);
  if (found.ipam.config.length !== wanted.families.length) {
    said.push(`address families ${found.ipam.config.length} → ${wanted.families.length}`);
    return said;
  }
  for (const family of wanted.families) {
    const subnet = formatCidr(family.subnet);
    const is =
      found.ipam.config.find((it) => prefixOf(it.subnet) === subnet) ?? sameFamily(found, family.subnet.family);
    compare("subnet", prefixOf(is?.subnet), subnet);
    // Without a range Docker hands out all of the subnet.
    compare("slice", prefixOf(is?.ipRange ?? is?.subnet), formatCidr(family.slice));
    compare("gateway", canonical(is?.gateway), formatAddress(family.gateway));
    if (!keepsOut(is?.aux ?? {}, family)) said.push("reserved addresses");
  }
  return said;
}

/**
 * Whether exactly the right addresses are kept out. Those of hosts that were seen once stay good when nobody sees them
 * now: what a plan says must not hang on the machine that it is made on. What lies outside the slice is never handed out,
 * kept out or not; only the gateway must not be among it (Docker would reject every task).
 */
function keepsOut(is: Readonly<Record<string, string>>, should: NodeNetworkSettings["families"][number]): boolean {
  const kept = new Set(Object.values(is).map(canonical));
  const wanted = new Set(Object.values(should.aux).map(canonical));
  const extra = Object.entries(is).filter(([, text]) => !wanted.has(canonical(text)) && matters(text, should));
  return [...wanted].every((it) => kept.has(it)) && extra.every(([name]) => isSeenHostName(name));
}

function matters(text: string, { slice, gateway }: NodeNetworkSettings["families"][number]): boolean {
  const address = parseAddress(text);
  return address === undefined || contains(slice, address) || sameAddress(address, gateway);
}

/** As Docker takes it: Engines before 25.0 keep the text of a prefix with host bits. */
export function prefixOf(text: string | undefined): string | undefined {
  const loose = text === undefined ? undefined : parseCidrLoose(text);
  return loose === undefined ? text : formatCidr(loose.cidr);
}

function sameFamily(found: EngineNetwork, family: 4 | 6) {
  return found.ipam.config.find((it) => it.subnet.includes(":") === (family === 6));
}

function canonical(text: string | undefined): string | undefined {
  const address = text === undefined ? undefined : parseAddress(text);
  return address === undefined ? text : formatAddress(address);
}
