/** The names that swarmlan gives to things in a swarm; everything ours is found again by them. */
import type { LanName } from "../../model/ids.ts";

export const LAN_LABEL = "swarmlan.lan";
export const NODE_LABEL = "swarmlan.node";
/** The ledger config's own entry beside one entry per node ID. */
export const LEDGER_LABEL = "swarmlan.ledger";
/** How every node label of ours begins. */
export const LABELS_BEGIN = "swarmlan.";
export const HOLDER_LABEL = "swarmlan.holder";
/** An image that no registry has: a holder never runs. */
export const HOLDER_IMAGE = "swarmlan.invalid/holder";
/** Reserved for documentation (RFC 5737), so that it overlaps no LAN; a probe hands out no address. */
export const PROBE_SUBNET = "198.51.100.0/30";

/** Swarm refuses config names over 64 characters, service names over 63 (observed on 20.10). */
const CONFIG_NAME_LIMIT = 64;
const SERVICE_NAME_LIMIT = 63;

export function ledgerName(lan: LanName): string {
  return fitting("swarmlan.ledger.", lan, CONFIG_NAME_LIMIT);
}

export function holderName(lan: LanName): string {
  return fitting("swarmlan-holder-", lan, SERVICE_NAME_LIMIT);
}

export function probeName(lan: LanName): string {
  return `swarmlan-probe-${lan}`;
}

/** The node label whose value `ready` lets the LAN's services land on a node. */
export function readyLabel(lan: LanName): string {
  return `${LABELS_BEGIN}${lan}`;
}

/** The placement constraint that keeps a service's tasks off nodes that are not ready for the LAN. */
export function readyConstraint(lan: LanName): string {
  return `node.labels.${readyLabel(lan)}==ready`;
}

/** True for that constraint, however it is spaced. */
export function isReadyConstraint(text: string, lan: LanName): boolean {
  return text.replaceAll(" ", "") === readyConstraint(lan);
}

/** The service label that remembers an attachment while the swarm network is made anew. */
export function reattachLabel(lan: LanName): string {
  return `swarmlan.reattach.${lan}`;
}

function fitting(prefix: string, lan: LanName, limit: number): string {
  const whole = `${prefix}${lan}`;
  if (whole.length <= limit) return whole;
  const mark = fnv1a(lan);
  return `${prefix}${lan.slice(0, limit - prefix.length - mark.length - 1)}-${mark}`;
}

/** FNV-1a, 32 bits, as 8 hex digits: tells long names apart that start alike. */
function fnv1a(text: string): string {
  let hash = 0x811c9dc5;
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) as number), 0x01000193) >>> 0;
  return hash.toString(16).padStart(8, "0");
}
