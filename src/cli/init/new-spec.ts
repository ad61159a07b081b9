/** The new spec as text, and what a plan made from just that text says of it. */
import type { LanClues } from "../../core/proposal/clues.ts";
import { proposeHost, unknownHosts } from "../../core/proposal/propose-host.ts";
import { isFlat } from "../../core/proposal/propose-pool.ts";
import { otherParents } from "../../core/proposal/propose-parent.ts";
import { planSwarm } from "../../core/plan/plan-swarm.ts";
import { judgeSpec } from "../../core/slices/judge-spec.ts";
import { parseSpec, withSpans } from "../../edges/spec-file/parse-spec.ts";
import { renderSpec } from "../../edges/spec-file/render-spec.ts";
import type { LanProposal, SpecProposal } from "../../edges/spec-file/spec-proposal.ts";
import { formatCidr, sameCidr } from "../../model/cidr.ts";
import { type Finding, finding } from "../../model/finding.ts";
import type { NodeShare } from "../../model/slices.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { HostRule, LanSpec, SwarmAccess } from "../../model/spec.ts";
import { AppError } from "../../errors/app-error.ts";
import type { Input } from "../define-command.ts";
import { refusalsAndWarnings } from "../plan-answer.ts";
import type { SettledLan } from "./settle-lan.ts";

export interface NewSpecQuestion {
  readonly input: Input;
  readonly way: SwarmAccess;
  readonly name: string;
  readonly lan: SettledLan;
  readonly clues: LanClues;
  readonly snapshot: Snapshot;
  readonly file: string;
  /** ISO 8601. */
  readonly now: string;
}

export interface NewSpec {
  readonly text: string;
  readonly swarmId: string;
  readonly shares: readonly NodeShare[];
  readonly parentOn: (hostname: string) => string;
  /** One of severity `error`: `plan` would not take it. */
  readonly findings: readonly Finding[];
  readonly complete: boolean;
}

export function newSpec(question: NewSpecQuestion): NewSpec {
  const { lan, clues, snapshot } = question;
  const draft = proposalOf(question, { host: "none", shares: [] });
  const [first] = parsed(draft, question).lans;
  const host = hostSaid(question.input) ?? (first === undefined ? "none" : proposeHost(clues, first));
  const unshown = proposalOf(question, { host, shares: [] });
  const shares = planned(unshown, question).shares;
  const proposal = proposalOf(question, { host, shares });
  const { findings, complete } = planned(proposal, question);
  const others = otherParents(clues, lan);
  return {
    text: renderSpec(proposal),
    swarmId: snapshot.swarm.id,
    shares,
    parentOn: (hostname) => others.get(hostname) ?? lan.parent,
    findings,
    complete,
  };
}

function hostSaid(input: Input): HostRule | undefined {
  const said = input.text("host");
  if (said === undefined || said === "first" || said === "none") return said;
  throw new AppError("USAGE", { text: `--host is first or none, not ${said}`, command: "init" });
}

function proposalOf(
  { input, way, name, lan, clues, snapshot }: NewSpecQuestion,
  found: { readonly host: HostRule; readonly shares: readonly NodeShare[] },
): SpecProposal {
  const nodeNetwork = input.text("nodeNetwork");
  const others = otherParents(clues, lan);
  const proposed: LanProposal = {
    name,
    subnet: lan.subnet,
    gateway: lan.gateway,
    sliceLength: lan.sliceLength,
    ...(sameCidr(lan.pool, lan.subnet) ? {} : { pool: lan.pool }),
    parent: lan.parent,
    host: found.host,
    ...(nodeNetwork === undefined ? {} : { nodeNetwork }),
    nodes: clues.nodes.map(({ id, hostname }) => {
      const slice = found.shares.find((share) => share.node === id)?.ipv4.slice;
      const parent = others.get(hostname);
      return { hostname, ...(slice === undefined ? {} : { slice }), ...(parent === undefined ? {} : { parent }) };
    }),
  };
  return { swarm: { ...way, id: snapshot.swarm.id }, lans: [proposed] };
}

function parsed(proposal: SpecProposal, { file }: NewSpecQuestion) {
  const document = parseSpec({ text: renderSpec(proposal), file, env: {} });
  return { document, lans: document.spec?.lans ?? [] };
}

/** What reading, judging and planning say of the text, as the commands would. */
function planned(proposal: SpecProposal, question: NewSpecQuestion): Pick<NewSpec, "shares" | "findings" | "complete"> {
  const { document } = parsed(proposal, question);
  const { spec } = document;
  if (spec === undefined) return { shares: [], findings: document.findings, complete: true };
  const judged = judgeSpec(spec);
  const plan = planSwarm({ spec, snapshot: question.snapshot, now: question.now, prune: false });
  const findings = [
    ...judged,
    ...refusalsAndWarnings(plan),
    ...spec.lans.flatMap((lan) => remarks(lan, question.clues)),
  ];
  return {
    shares: plan.lans.flatMap((it) => it.shares),
    findings: [...document.findings, ...withSpans(document, findings)],
    complete: plan.complete,
  };
}

/** What only a person knows. */
function remarks(lan: LanSpec, clues: LanClues): readonly Finding[] {
  const target = { lan: lan.name };
  const { pool, subnet } = lan.ipv4;
  const flat = isFlat(clues, subnet)
    ? [finding("INIT_FLAT_LAN", { pool: formatCidr(pool), subnet: formatCidr(subnet) }, { severity: "warn", target })]
    : [];
  const nodes = unknownHosts(clues, lan);
  const details = { lan: lan.name, nodes, subnet: formatCidr(subnet) };
  return nodes.length === 0 ? flat : [...flat, finding("INIT_HOSTS_UNSEEN", details, { severity: "warn", target })];
}
