/**
 * How every LAN stands on every node: slice, addresses used and left, and whether services may land there.
 *
 * Pure. A node that cannot be asked keeps its row, without the counts that only its Engine knows; slices in quarantine
 * have rows too, since nobody else can have them.
 */
import { destroyUnfinished } from "../core/plan/destroy-unfinished.ts";
import { readLedgers } from "../core/plan/ledger-labels.ts";
import { lanShares } from "../core/plan/lan-shares.ts";
import type { Address, Cidr } from "../model/address.ts";
import { contains } from "../model/cidr.ts";
import type { Finding } from "../model/finding.ts";
import type { LanName, NetworkId, NodeId } from "../model/ids.ts";
import type { Ledger } from "../model/ledger.ts";
import type { NodeShare, Share } from "../model/slices.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { FamilySpec, LanSpec, Spec } from "../model/spec.ts";
import { addressesOf, type EndpointItem, lanNetworks, listEndpoints } from "./list-endpoints.ts";
import { labelLies, type LanState, nodeState } from "./endpoints/node-state.ts";
import { nextAddress } from "./endpoints/next-address.ts";

export type { LanState } from "./endpoints/node-state.ts";

export interface StatusReport {
  readonly lans: readonly LanStatus[];
  /** False when some node did not answer. */
  readonly complete: boolean;
}

export interface LanStatus {
  readonly lan: LanName;
  readonly subnet: Cidr;
  readonly gateway: Address;
  readonly subnet6?: Cidr;
  readonly gateway6?: Address;
  /** Absent until apply made it. */
  readonly swarmNetwork?: NetworkId;
  readonly rows: readonly StatusRow[];
  readonly findings: readonly Finding[];
}

export interface StatusRow {
  readonly lan: LanName;
  readonly node: NodeId;
  readonly hostname: string;
  readonly state: LanState;
  /** Why it is not ready. */
  readonly why?: string;
  readonly ipv4?: FamilyStatus;
  readonly ipv6?: FamilyStatus;
  /** ISO 8601, and the milliseconds since: for a slice in quarantine. */
  readonly since?: string;
  readonly quarantinedMs?: number;
}

/** Counts are decimal texts, since an IPv6 slice has more addresses than a JSON number tells. */
export interface FamilyStatus {
  readonly slice: Cidr;
  readonly usable?: string;
  readonly reserved?: string;
  /** Absent when the node could not be asked. */
  readonly used?: string;
  /** What Docker hands out next; absent for a full slice, and when the node could not be asked. */
  readonly next?: Address;
}

export interface StatusQuestion {
  readonly spec: Spec;
  readonly snapshot: Snapshot;
  /** ISO 8601. */
  readonly now: string;
}

/** Throws LEDGER_UNREADABLE. */
export function statusOf({ spec, snapshot, now }: StatusQuestion): StatusReport {
  const ledgers = readLedgers(snapshot.swarm.configs);
  const items = listEndpoints({ spec, snapshot });
  const lans = spec.lans.map((lan) => {
    const ledger = ledgers.get(lan.name) ?? { lan: lan.name, swarmNetworks: [], entries: [] };
    return lanStatus(lan, { spec, snapshot, ledger, now, items: items.filter((it) => it.lan === lan.name) });
  });
  return { lans, complete: snapshot.nodes.every((view) => view.kind === "answered") };
}

interface LanQuestion extends StatusQuestion {
  readonly ledger: Ledger;
  readonly items: readonly EndpointItem[];
}

function lanStatus(lan: LanSpec, asked: LanQuestion): LanStatus {
  const { spec, snapshot, ledger, items } = asked;
  const networks = lanNetworks(spec, snapshot).find((it) => it.lan === lan.name) ?? { lan: lan.name, ids: new Set() };
  const slices = lanShares(lan, ledger, snapshot);
  const shares = new Map(slices.shares.map((it) => [it.node, it]));
  const used = items.flatMap(addressesOf);
  const findings = [...destroyUnfinished(ledger), ...slices.findings, ...items.flatMap((it) => it.warnings)];
  const rows = snapshot.nodes.map((view): StatusRow => {
    const question = { lan, networks, view, share: shares.get(view.node.id) };
    const state = nodeState(question);
    findings.push(...labelLies(question, state));
    return {
      lan: lan.name,
      node: view.node.id,
      hostname: view.node.hostname,
      ...state,
      ...(question.share && familiesOf(lan, question.share, view.kind === "answered" ? used : undefined)),
    };
  });
  const [swarmNetwork] = networks.ids;
  return {
    lan: lan.name,
    subnet: lan.ipv4.subnet,
    gateway: lan.ipv4.gateway,
    ...(lan.ipv6 && { subnet6: lan.ipv6.subnet, gateway6: lan.ipv6.gateway }),
    ...(swarmNetwork === undefined ? {} : { swarmNetwork }),
    rows: [...rows, ...quarantineRows(lan, asked)],
    findings: [...new Map(findings.map((it) => [`${it.code} ${it.message}`, it])).values()],
  };
}

function familiesOf(lan: LanSpec, share: NodeShare, used: readonly Address[] | undefined) {
  return {
    ipv4: familyStatus(lan.ipv4, share.ipv4, used),
    ...(lan.ipv6 && share.ipv6 ? { ipv6: familyStatus(lan.ipv6, share.ipv6, used) } : {}),
  };
}

function familyStatus(spec: FamilySpec, share: Share, used: readonly Address[] | undefined): FamilyStatus {
  const counts = { slice: share.slice, usable: `${share.usable}`, reserved: `${share.reserved}` };
  if (used === undefined) return counts;
  const next = nextAddress(spec, share, used);
  const own = new Set(used.filter((it) => contains(share.slice, it)).map((it) => it.value));
  return { ...counts, used: `${own.size}`, ...(next && { next }) };
}

/** Of nodes that are gone, and what nodes gave up for another slice. */
function quarantineRows(lan: LanSpec, { ledger, now }: LanQuestion): readonly StatusRow[] {
  return ledger.entries.flatMap((entry) => {
    const { state } = entry;
    const own = state.kind === "quarantined" ? [{ ...entry, since: state.since }] : [];
    return [...own, ...entry.former].map(
      ({ slice, slice6, since }): StatusRow => ({
        lan: lan.name,
        node: entry.node,
        hostname: entry.hostname,
        state: "quarantined",
        why: `${entry.hostname} ${state.kind === "quarantined" ? "left the swarm" : "got another slice"}`,
        ipv4: { slice },
        ...(slice6 && { ipv6: { slice: slice6 } }),
        since,
        quarantinedMs: Date.parse(now) - Date.parse(since),
      }),
    );
  });
}
