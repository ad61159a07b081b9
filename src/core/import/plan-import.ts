/**
 * What `import` would do about each LAN: take it over as it is, or say why not and what would mend it.
 *
 * Taking over writes a ledger, labels and the holder service, and cuts nobody off: the plan that swarmlan would make from
 * the inferred spec and ledger has to be empty but for these. All else is told, as the steps that would mend it.
 */
import { type Finding, finding } from "../../model/finding.ts";
import type { Address, Cidr } from "../../model/address.ts";
import { formatCidr, overlaps, rangeOf } from "../../model/cidr.ts";
import type { LanName } from "../../model/ids.ts";
import type { Ledger, LedgerEntry } from "../../model/ledger.ts";
import type { LanPlan, Step } from "../../model/plan.ts";
import type { EngineNetwork, Snapshot, SwarmNode } from "../../model/snapshot.ts";
import type { LanSpec } from "../../model/spec.ts";
import { failedNodes } from "../plan/lan-scene.ts";
import { lanShares } from "../plan/lan-shares.ts";
import { readLedgers, sameLedger } from "../plan/ledger-labels.ts";
import { planLan } from "../plan/plan-lan.ts";
import { judgeLan } from "../slices/judge-lan.ts";
import { explainMisfits } from "./explain-misfits.ts";
import { type InferredLan, inferLan } from "./infer-lan.ts";
import { type NodeFacts, nodeFacts } from "./node-facts.ts";
import { pinSlices } from "./pin-slices.ts";

export interface ImportQuestion {
  readonly snapshot: Snapshot;
  readonly network: EngineNetwork;
  /** What the spec says of this LAN already; taken as it is when it fits. */
  readonly lan?: LanSpec;
  /** Hostnames that take no part. */
  readonly skip: readonly string[];
  readonly gateway?: Address;
  readonly pool?: Cidr;
  readonly sliceLength?: number;
  readonly parent?: string;
  /** ISO 8601. */
  readonly now: string;
}

export interface LanImport {
  readonly name: LanName;
  /** Absent when none can be made. */
  readonly lan?: LanSpec;
  /** The spec had it, and it fits: nothing has to be written there. */
  readonly fromSpec: boolean;
  readonly plan: LanPlan;
  /** True when the plan changes nothing that carries containers. */
  readonly clean: boolean;
  /** Why not, in words; errors. */
  readonly misfits: readonly Finding[];
}

/** The steps that an import may do itself: none of them touches a network. */
const HARMLESS: readonly Step["kind"][] = [
  "write-ledger",
  "create-holder",
  "find-parent",
  "probe-parent",
  "remove-probe",
  "set-label",
];

export function planImport(question: ImportQuestion): LanImport {
  const { snapshot, skip } = question;
  const there = snapshot.swarm.nodes.filter((it) => !skip.includes(it.hostname));
  const found = factsOf(question, there);
  const silent = failedNodes(snapshot).filter((it) => there.includes(it.node));
  if (silent.length > 0)
    return left(
      question,
      silent.map((it) => it.node.hostname),
    );
  const inferred = inferLan({ ...question, facts: found.facts, nodes: there.length });
  const own = question.lan === undefined ? undefined : attempt(question, { ...inferred, lan: question.lan }, found);
  if (own?.clean) return { ...own, fromSpec: true };
  const whole = inferred.lan && withoutSkipped(inferred.lan, question, inferred.kept);
  const lan = whole && pinSlices(whole, snapshot, inferred.kept);
  return attempt(question, lan === undefined ? inferred : { ...inferred, lan }, found);
}

/** What a node that takes no part hands out all the same is nobody else's. */
function withoutSkipped(lan: LanSpec, { network, snapshot, skip }: ImportQuestion, kept: InferredLan["kept"]): LanSpec {
  const out = snapshot.nodes.filter((it) => skip.includes(it.node.hostname)).map((it) => it.node);
  const { facts } = factsOf({ network, snapshot }, out);
  const ranges = facts.flatMap(({ ipv4, ipv6 }) => [ipv4.slice, ...(ipv6 === undefined ? [] : [ipv6.slice])]);
  const taken = [...kept.values()].flatMap(({ slice, slice6 }) => [slice, ...(slice6 === undefined ? [] : [slice6])]);
  const free = ranges.filter((range) => !taken.some((it) => overlaps(it, range)));
  return { ...lan, reserve: [...lan.reserve, ...free.map((it) => ({ range: rangeOf(it), text: formatCidr(it) }))] };
}

interface Found {
  readonly facts: readonly NodeFacts[];
  /** Nodes on which the config-only network is not, or says no subnet. */
  readonly missing: readonly string[];
}

function factsOf(
  { network, snapshot }: Pick<ImportQuestion, "network" | "snapshot">,
  there: readonly SwarmNode[],
): Found {
  const facts: NodeFacts[] = [];
  const missing: string[] = [];
  for (const view of snapshot.nodes) {
    if (view.kind === "failed" || !there.some((it) => it.id === view.node.id)) continue;
    const borrowed = view.engine.networks.find((it) => it.configOnly && it.name === network.configFrom);
    const own = borrowed && nodeFacts(view.node, borrowed);
    if (own === undefined) missing.push(view.node.hostname);
    else facts.push(own);
  }
  return { facts, missing };
}

function attempt(question: ImportQuestion, inferred: InferredLan, found: Found): LanImport {
  const { network, snapshot, now } = question;
  const name = network.name as LanName;
  const { lan } = inferred;
  const judged = lan === undefined ? [] : judgeLan(lan);
  const wrong = [...inferred.findings, ...judged].filter((it) => it.severity === "error");
  if (lan === undefined || wrong.length > 0) return refused(name, wrong);
  const ledger = adopted(question, { lan, kept: inferred.kept, facts: found.facts });
  const planned = planLan(
    lan,
    { ledger, rebuilt: false, ledgers: new Map(), left: [] },
    { spec: { swarm: {}, lans: [lan] }, snapshot, now, prune: false },
  );
  const errors = planned.findings.filter((it) => it.severity === "error");
  const clean = errors.length === 0 && planned.steps.every((it) => HARMLESS.includes(it.kind));
  const misfits = clean ? [] : explainMisfits({ lan, shares: planned.shares, inferred, ...found });
  return { name, lan, fromSpec: false, plan: { ...planned, drift: [] }, clean, misfits };
}

/**
 * The ledger that makes the networks ours: the stored one where it says so already, else one to be written, with nodes
 * `changing`, since no apply has finished yet.
 */
function adopted(question: ImportQuestion, by: Adoption): Ledger {
  const { snapshot, network } = question;
  const before = readLedgers(snapshot.swarm.configs).get(by.lan.name);
  const wanted = adoptedFrom(before ?? { lan: by.lan.name, swarmNetworks: [], entries: [] }, question, by);
  const entries = wanted.entries.map(({ changing: _, ...it }) => it);
  if (before?.swarmNetworks.includes(network.id) && sameLedger(before, { ...wanted, entries })) return before;
  const { stored: _, ...unwritten } = wanted;
  return { ...unwritten, swarmNetworks: [] };
}

interface Adoption {
  readonly lan: LanSpec;
  readonly kept: InferredLan["kept"];
  readonly facts: readonly NodeFacts[];
}

function adoptedFrom(before: Ledger, { snapshot, now }: ImportQuestion, { lan, kept, facts }: Adoption): Ledger {
  const entryOf = (node: SwarmNode, slices: Pick<LedgerEntry, "slice" | "slice6">): LedgerEntry => {
    const known = before.entries.find((it) => it.node === node.id);
    const network = facts.find((it) => it.node.id === node.id)?.network.id;
    return {
      ...{ node: node.id, since: now, former: [], ...known },
      ...slices,
      ...{ hostname: node.hostname, state: { kind: "held" } },
      ...{ networks: network === undefined ? [] : [network], changing: true as const },
    };
  };
  const nodes = snapshot.swarm.nodes;
  const held = nodes.flatMap((it) => {
    const slices = kept.get(it.id);
    return slices === undefined ? [] : [entryOf(it, slices)];
  });
  const others = before.entries.filter((it) => !nodes.some((node) => node.id === it.node));
  const partly = { ...before, entries: [...others, ...held] };
  const shares = lanShares(lan, partly, snapshot).shares;
  const entries = nodes.flatMap((node) => {
    const share = shares.find((it) => it.node === node.id);
    if (share === undefined) return [];
    return [entryOf(node, { slice: share.ipv4.slice, ...(share.ipv6 ? { slice6: share.ipv6.slice } : {}) })];
  });
  return { ...before, entries: [...others, ...entries] };
}

function left({ network }: ImportQuestion, nodes: readonly string[]): LanImport {
  const name = network.name as LanName;
  const misfit = finding("IMPORT_LEFT", { lan: name, nodes }, { target: { lan: name } });
  return refused(name, [misfit]);
}

function refused(name: LanName, misfits: readonly Finding[]): LanImport {
  const ledger: Ledger = { lan: name, swarmNetworks: [], entries: [] };
  const plan: LanPlan = { lan: name, shares: [], ledger, drift: [], findings: [], steps: [] };
  return { name, fromSpec: false, plan, clean: false, misfits };
}
