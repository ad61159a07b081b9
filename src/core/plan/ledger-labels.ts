/**
 * The ledger as the labels of a Docker config: key = node ID, value = JSON; `swarmlan.ledger` describes the whole.
 *
 * About 1.5 MB of labels is what a swarm takes, so values are short. A label that cannot be read throws LEDGER_UNREADABLE:
 * to guess would be to hand out an address twice.
 */
import { AppError } from "../../errors/app-error.ts";
import { formatCidr, parseCidr } from "../../model/cidr.ts";
import type { Cidr } from "../../model/address.ts";
import type { LanName, NetworkId, NodeId } from "../../model/ids.ts";
import type { FormerSlice, Ledger, LedgerEntry } from "../../model/ledger.ts";
import type { SwarmConfig } from "../../model/snapshot.ts";
import { LEDGER_LABEL } from "./names.ts";

const SCHEMA = 1;

interface HeadJson {
  readonly v: number;
  readonly lan: LanName;
  readonly net: readonly NetworkId[];
  readonly destroying?: string;
}

interface EntryJson {
  readonly v: number;
  readonly slice: string;
  readonly slice6?: string;
  readonly host: string;
  readonly since: string;
  /** Absent while held; else since when it is in quarantine. */
  readonly gone?: string;
  readonly net?: readonly string[];
  readonly drained?: "active" | "pause";
  readonly changing?: true;
  readonly former?: readonly { readonly slice: string; readonly slice6?: string; readonly since: string }[];
}

/** The labels that hold this ledger. */
export function ledgerLabels(ledger: Ledger): Readonly<Record<string, string>> {
  const begun = ledger.destroying === undefined ? {} : { destroying: ledger.destroying };
  const head: HeadJson = { v: SCHEMA, lan: ledger.lan, net: ledger.swarmNetworks, ...begun };
  const entries = [...ledger.entries].sort((a, b) => (a.node < b.node ? -1 : 1));
  return {
    [LEDGER_LABEL]: JSON.stringify(head),
    ...Object.fromEntries(entries.map((entry) => [entry.node, JSON.stringify(entryJson(entry))])),
  };
}

/** True when both would be stored as the same labels. */
export function sameLedger(a: Ledger, b: Ledger): boolean {
  return JSON.stringify(ledgerLabels(a)) === JSON.stringify(ledgerLabels(b));
}

/** The ledgers among a swarm's configs, by LAN. */
export function readLedgers(configs: readonly SwarmConfig[]): ReadonlyMap<LanName, Ledger> {
  const found = configs.filter((config) => config.labels[LEDGER_LABEL] !== undefined).map(readLedger);
  return new Map(found.map((ledger) => [ledger.lan, ledger]));
}

/** The LANs that have a ledger, whether or not its entries can be read: for views, which must not fail where apply would. */
export function ledgerLans(configs: readonly SwarmConfig[]): readonly LanName[] {
  return configs.flatMap(({ labels }) => {
    const text = labels[LEDGER_LABEL];
    if (text === undefined) return [];
    try {
      const { lan } = JSON.parse(text) as Partial<HeadJson>;
      return typeof lan === "string" ? [lan] : [];
    } catch {
      return [];
    }
  });
}

function readLedger(config: SwarmConfig): Ledger {
  const { [LEDGER_LABEL]: headText = "", ...rest } = config.labels;
  const head = parse<HeadJson>(config, LEDGER_LABEL, headText);
  return {
    lan: head.lan,
    stored: { id: config.id, version: config.version },
    swarmNetworks: head.net,
    ...(head.destroying === undefined ? {} : { destroying: head.destroying }),
    entries: Object.entries(rest).map(([node, text]) => readEntry(config, node as NodeId, text)),
  };
}

function readEntry(config: SwarmConfig, node: NodeId, text: string): LedgerEntry {
  const it = parse<EntryJson>(config, node, text);
  const cidr = (slice: string): Cidr => {
    const value = parseCidr(slice);
    if (value === undefined) throw new AppError("LEDGER_UNREADABLE", { config: config.name, label: node, text });
    return value;
  };
  const slices = (from: { slice: string; slice6?: string }) => ({
    slice: cidr(from.slice),
    ...(from.slice6 === undefined ? {} : { slice6: cidr(from.slice6) }),
  });
  return {
    node,
    hostname: it.host,
    ...slices(it),
    since: it.since,
    state: it.gone === undefined ? { kind: "held" } : { kind: "quarantined", since: it.gone },
    networks: (it.net ?? []) as readonly NetworkId[],
    ...(it.drained === undefined ? {} : { drainedFrom: it.drained }),
    ...(it.changing === undefined ? {} : { changing: it.changing }),
    former: (it.former ?? []).map((former): FormerSlice => ({ ...slices(former), since: former.since })),
  };
}

function parse<T extends { v: number }>(config: SwarmConfig, label: string, text: string): T {
  try {
    const value = JSON.parse(text) as T;
    if (value.v === SCHEMA) return value;
  } catch {
    // Said below, as any other text that is no ledger entry.
  }
  throw new AppError("LEDGER_UNREADABLE", { config: config.name, label, text });
}

function entryJson(entry: LedgerEntry): EntryJson {
  const slices = (it: { slice: Cidr; slice6?: Cidr }) => ({
    slice: formatCidr(it.slice),
    ...(it.slice6 === undefined ? {} : { slice6: formatCidr(it.slice6) }),
  });
  return {
    v: SCHEMA,
    ...slices(entry),
    host: entry.hostname,
    since: entry.since,
    ...(entry.state.kind === "held" ? {} : { gone: entry.state.since }),
    ...(entry.networks.length === 0 ? {} : { net: entry.networks }),
    ...(entry.drainedFrom === undefined ? {} : { drained: entry.drainedFrom }),
    ...(entry.changing === undefined ? {} : { changing: entry.changing }),
    ...(entry.former.length === 0 ? {} : { former: entry.former.map((it) => ({ ...slices(it), since: it.since })) }),
  };
}
