/**
 * How every LAN stands on every node: slice, addresses used and left, and whether services may land there.
 *
 * Pure. A node that cannot be asked keeps its row, with what the other nodes gossip of it and without what only its Engine
 * knows; slices in quarantine have rows too, since nobody else can have them.
 */
import { destroyUnfinished } from "../core/plan/destroy-unfinished.ts";
import { readLedgers } from "../core/plan/ledger-labels.ts";
import { leftDrained } from "../core/plan/left-drained.ts";
import { heldParents } from "../core/plan/held-parent.ts";
import { lanScene } from "../core/plan/lan-scene.ts";
import { lanShares } from "../core/plan/lan-shares.ts";
import type { Address, AddressRange, Cidr } from "../model/address.ts";
import { type Finding, finding } from "../model/finding.ts";
import { sameCidr } from "../model/cidr.ts";
import type { LanName, NetworkId, NodeId } from "../model/ids.ts";
import type { Ledger, LedgerEntry } from "../model/ledger.ts";
import type { NodeShare, Share } from "../model/slices.ts";
import type { Snapshot } from "../model/snapshot.ts";
import type { FamilySpec, LanSpec, Spec } from "../model/spec.ts";
import { addressesOf, type EndpointItem, lanNetworks, listEndpoints } from "./list-endpoints.ts";
import type { GossipEndpoint } from "./ports/engine.ts";
import { labelLies, type LanState, nodeState } from "../core/plan/node-state.ts";
import { type AddressIndex, indexAddresses } from "./endpoints/address-index.ts";
import { nextAddress, reservedIn } from "./endpoints/next-address.ts";

export type { LanState } from "../core/plan/node-state.ts";

export interface StatusReport {
  readonly lans: readonly LanStatus[];
  /** About LANs that the spec does not have. */
  readonly findings: readonly Finding[];
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
  /** ISO 8601: when the node was given its slice, or when the quarantine began; absent for what no ledger has yet. */
  readonly since?: string;
  /** For a slice in quarantine. */
  readonly quarantinedMs?: number;
}

/** Counts are decimal texts, since an IPv6 slice has more addresses than a JSON number tells. */
export interface FamilyStatus {
  readonly slice: Cidr;
  readonly usable?: string;
  readonly reserved?: string;
  /** Which these are, ascending. */
  readonly reservedRanges?: readonly AddressRange[];
  /** Absent when nobody could be asked. */
  readonly used?: string;
  /** `gossip`: as other nodes tell of one that could not be asked; never 0, since a node that is gone gossips nothing. */
  readonly usedFrom?: "gossip";
  /** What Docker hands out next; absent for a full slice, and when the node could not be asked. */
  readonly next?: Address;
}

export interface StatusQuestion {
  readonly spec: Spec;
  readonly snapshot: Snapshot;
  /** ISO 8601. */
  readonly now: string;
  /** From `gossipEndpoints`, by LAN; worth asking for when a node did not answer. */
  readonly gossip?: ReadonlyMap<LanName, readonly GossipEndpoint[]>;
}

/** Throws LEDGER_UNREADABLE. */
export function statusOf({ spec, snapshot, now, gossip = new Map() }: StatusQuestion): StatusReport {
  const ledgers = readLedgers(snapshot.swarm.configs);
  const items = listEndpoints({ spec, snapshot, gossip });
  const lans = spec.lans.map((lan) => {
    const ledger = ledgers.get(lan.name) ?? { lan: lan.name, swarmNetworks: [], entries: [] };
    return lanStatus(lan, { spec, snapshot, ledger, now, gossip, items: items.filter((it) => it.lan === lan.name) });
  });
  const left = [...ledgers.values()].filter((ledger) => !spec.lans.some((lan) => lan.name === ledger.lan));
  const drained = left.flatMap((ledger) => leftDrained(ledger, snapshot.swarm.nodes));
  return {
    lans,
    findings: [...left.map(leftFinding), ...drained],
    complete: snapshot.nodes.every((view) => view.kind === "answered"),
  };
}

/** A LAN that only the swarm has: apply would refuse it, a view only tells. */
function leftFinding(ledger: Ledger): Finding {
  const { lan } = ledger;
  const [unfinished] = destroyUnfinished(ledger, false);
  return { ...(unfinished ?? finding("LAN_LEFT_SPEC", { lan }, { target: { lan } })), severity: "warn" };
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
  const within = indexAddresses(items.flatMap(addressesOf));
  const seen = { within, gossiped: (asked.gossip?.get(lan.name) ?? []).length > 0 };
  const given = new Map(ledger.entries.map((it) => [it.node, it]));
  const held = heldParents(lanScene(lan.name, snapshot, ledger)).values();
  const drained = leftDrained(ledger, snapshot.swarm.nodes);
  const findings = [
    ...held,
    ...drained,
    ...destroyUnfinished(ledger),
    ...slices.findings,
    ...items.flatMap((it) => it.warnings),
  ];
  const rows = snapshot.nodes.map((view): StatusRow => {
    const question = { lan, networks, view, share: shares.get(view.node.id) };
    const state = nodeState(question);
    findings.push(...labelLies(question, state));
    return {
      lan: lan.name,
      node: view.node.id,
      hostname: view.node.hostname,
      ...state,
      ...(question.share && familiesOf(lan, question.share, { ...seen, asked: view.kind === "answered" })),
      ...sinceOf(given.get(view.node.id), question.share),
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

interface SeenAddresses {
  readonly within: AddressIndex;
  /** Whether the node itself answered, and whether others told of it. */
  readonly asked: boolean;
  readonly gossiped: boolean;
}

/** Only of the slice that it has: one that the spec wants next is not given yet. */
function sinceOf(entry: LedgerEntry | undefined, share: NodeShare | undefined): Pick<StatusRow, "since"> {
  const has = entry?.state.kind === "held" && share !== undefined && sameCidr(entry.slice, share.ipv4.slice);
  return has ? { since: entry.since } : {};
}

function familiesOf(lan: LanSpec, share: NodeShare, seen: SeenAddresses) {
  return {
    ipv4: familyStatus(lan.ipv4, share.ipv4, seen),
    ...(lan.ipv6 && share.ipv6 ? { ipv6: familyStatus(lan.ipv6, share.ipv6, seen) } : {}),
  };
}

/**
 * Gossip tells IPv4 only, not all of it, and nothing of a node whose Engine has been gone for a while: enough to count what
 * is used, not to say that nothing is, nor what is free.
 */
function familyStatus(spec: FamilySpec, share: Share, { within, asked, gossiped }: SeenAddresses): FamilyStatus {
  const reservedRanges = reservedIn(spec, share);
  const counts = { slice: share.slice, usable: `${share.usable}`, reserved: `${share.reserved}`, reservedRanges };
  const used = within(share.slice);
  const own = new Set(used.map((it) => it.value));
  if (asked) {
    const next = nextAddress(spec, share, used);
    return { ...counts, used: `${own.size}`, ...(next && { next }) };
  }
  return gossiped && share.slice.family === 4 && own.size > 0
    ? { ...counts, used: `${own.size}`, usedFrom: "gossip" }
    : counts;
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
