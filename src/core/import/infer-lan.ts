/**
 * One LAN as a spec has it, from a swarm network and the config-only networks that it borrows on the nodes. What most
 * nodes say is the LAN's, what few say is their own entry. Refuses (findings) where nobody says what a spec must say.
 */
import type { Address, Cidr } from "../../model/address.ts";
import { type Finding, finding } from "../../model/finding.ts";
import type { LanName, NodeId } from "../../model/ids.ts";
import type { EngineNetwork } from "../../model/snapshot.ts";
import type { LanNode, LanSpec, MacvlanMode } from "../../model/spec.ts";
import { inferFamily, type InferredFamily, type NodeFamily } from "./infer-family.ts";
import { type InferredKeptOut, inferKeptOut } from "./infer-kept-out.ts";
import { majorityOf } from "./majority.ts";
import type { NodeFacts } from "./node-facts.ts";

export interface LanQuestion {
  readonly network: EngineNetwork;
  /** In carving order. */
  readonly facts: readonly NodeFacts[];
  /** How many nodes take part, those without a network included. */
  readonly nodes: number;
  readonly skip: readonly string[];
  readonly gateway?: Address;
  readonly pool?: Cidr;
  readonly sliceLength?: number;
  readonly parent?: string;
}

export interface InferredLan {
  /** Absent when a finding is an error. */
  readonly lan?: LanSpec;
  /** The slices that can stay. */
  readonly kept: ReadonlyMap<NodeId, { readonly slice: Cidr; readonly slice6?: Cidr }>;
  /** Hostnames of nodes that hand out what another one hands out. */
  readonly overlapping: readonly string[];
  readonly findings: readonly Finding[];
}

const MODES: readonly MacvlanMode[] = ["bridge", "private", "vepa", "passthru"];

export function inferLan(question: LanQuestion): InferredLan {
  const { network, facts } = question;
  const four = inferFamily({ ...question, facts: familyOf(facts, (it) => it.ipv4) });
  const six = inferFamily({ facts: familyOf(facts, (it) => it.ipv6), nodes: question.nodes });
  const parent =
    question.parent ??
    majorityOf(
      facts.flatMap((it) => it.parent ?? []),
      String,
    );
  const findings = [
    ...(four?.spec === undefined ? [unsaid("IMPORT_NO_GATEWAY", network)] : []),
    ...(parent === undefined ? [unsaid("IMPORT_NO_PARENT", network)] : []),
  ];
  const common = { kept: keptOf(four, six), overlapping: overlappingOf(four, six), findings };
  if (four?.spec === undefined || parent === undefined) return common;
  const out4 = inferKeptOut({ spec: four.spec, facts: familyOf(facts, (it) => it.ipv4), kept: four.kept });
  const out6 =
    six?.spec &&
    inferKeptOut({ spec: six.spec, facts: familyOf(facts, (it) => it.ipv6), kept: six.kept, host: out4.host });
  const lan: LanSpec = {
    name: network.name as LanName,
    ipv4: four.spec,
    ...(six?.spec === undefined ? {} : { ipv6: six.spec }),
    parent,
    host: out4.host,
    edges: out4.edges,
    reserve: [...out4.reserve, ...(out6?.reserve ?? [])],
    nodeNetwork: network.configFrom,
    attachable: network.attachable,
    internal: network.internal,
    mode:
      MODES.find(
        (it) =>
          it ===
          majorityOf(
            facts.map(({ mode }) => mode),
            String,
          ),
      ) ?? "bridge",
    nodes: { ...nodeEntries(facts, { parent, out4, out6 }), ...skipped(question.skip) },
  };
  return { ...common, lan };
}

function familyOf(facts: readonly NodeFacts[], pick: (it: NodeFacts) => NodeFacts["ipv6"]): readonly NodeFamily[] {
  return facts.flatMap((it) => {
    const family = pick(it);
    return family === undefined ? [] : [{ ...family, node: it.node.id, hostname: it.node.hostname }];
  });
}

function unsaid(code: "IMPORT_NO_GATEWAY" | "IMPORT_NO_PARENT", network: EngineNetwork): Finding {
  const details = { lan: network.name, network: network.configFrom };
  return finding(code, details, { target: { lan: network.name, network: network.configFrom } });
}

/** A node keeps both of its slices or none: one that moves moves its network. */
function keptOf(four: InferredFamily | undefined, six: InferredFamily | undefined): InferredLan["kept"] {
  const sixes = new Map((six?.kept ?? []).map((it) => [it.node, it.slice]));
  return new Map(
    (four?.kept ?? []).map(({ node, slice }) => {
      const slice6 = sixes.get(node);
      return [node, { slice, ...(slice6 === undefined ? {} : { slice6 }) }];
    }),
  );
}

function overlappingOf(...families: readonly (InferredFamily | undefined)[]): readonly string[] {
  return [...new Set(families.flatMap((it) => it?.overlapping ?? []).map((it) => it.hostname))];
}

interface Rules {
  readonly parent: string;
  readonly out4: InferredKeptOut;
  readonly out6: InferredKeptOut | undefined;
}

function nodeEntries(facts: readonly NodeFacts[], { parent, out4, out6 }: Rules): LanSpec["nodes"] {
  const entries = facts.flatMap((it): readonly (readonly [string, LanNode])[] => {
    const [host, host6] = [out4.hosts.get(it.node.id), out6?.hosts.get(it.node.id)];
    const own = {
      ...(it.parent === undefined || it.parent === parent ? {} : { parent: it.parent }),
      ...(host === undefined ? {} : { host }),
      ...(host6 === undefined ? {} : { host6 }),
    };
    return Object.keys(own).length === 0 ? [] : [[it.node.hostname, { ...own, router: false, skip: false }]];
  });
  return Object.fromEntries(entries);
}

function skipped(hostnames: readonly string[]): LanSpec["nodes"] {
  return Object.fromEntries(hostnames.map((it) => [it, { router: false, skip: true }]));
}
