/**
 * Names that completion offers: LANs from the spec, codes from the catalogue, labs of this machine, nodes and services
 * from one quick look at the manager. Throws whatever goes wrong; its caller offers nothing then.
 */
import { readFile } from "node:fs/promises";
import { commands } from "../commands/index.ts";
import { DEFAULT_SPEC, type ValueKind } from "../define-command.ts";
import type { Candidate } from "./wanted.ts";

export interface Looking {
  /** Options that stand on the line, by their long names. */
  readonly said: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/** How a kind is looked up; files are the shell's own business. */
const LOOK_UPS: Readonly<Record<Exclude<ValueKind, "file">, (looking: Looking) => Promise<readonly Candidate[]>>> = {
  command: async () => commands.map(({ name, summary }) => ({ word: name, says: summary })),
  lan: lans,
  node: nodes,
  service: services,
  code: codes,
  schema: schemas,
  lab: labs,
  "lab-node": labNodes,
  "lab-place": async (looking) => [...(await labNodes(looking)), ...(await otherPlaces())],
};

export async function knownValues(kind: ValueKind, looking: Looking): Promise<readonly Candidate[]> {
  return kind === "file" ? [] : LOOK_UPS[kind](looking);
}

async function specOf({ said, env }: Looking) {
  const { readSpecFile } = await import("../../edges/spec-file/read-spec-file.ts");
  const file = said["file"] ?? env["SWARMLAN_FILE"] ?? DEFAULT_SPEC;
  return (await readSpecFile(file, env, { readFile })).spec;
}

async function lans(looking: Looking): Promise<readonly Candidate[]> {
  const { formatCidr } = await import("../../model/cidr.ts");
  const spec = await specOf(looking);
  return (spec?.lans ?? []).map(({ name, ipv4 }) => ({ word: name, says: formatCidr(ipv4.subnet) }));
}

async function manager(looking: Looking) {
  const { openFleet } = await import("../../edges/engine/index.ts");
  const spec = await specOf(looking);
  return openFleet(spec?.swarm ?? {}, looking.env).manager(looking.signal);
}

async function nodes(looking: Looking): Promise<readonly Candidate[]> {
  const engine = await manager(looking);
  const all = await engine.swarm.nodes(looking.signal);
  return all.map(({ hostname, role, state }) => ({ word: hostname, says: `${role}, ${state}` }));
}

async function services(looking: Looking): Promise<readonly Candidate[]> {
  const engine = await manager(looking);
  const all = await engine.swarm.services(looking.signal);
  return all.map(({ name, image }) => ({ word: name, says: image }));
}

async function codes(): Promise<readonly Candidate[]> {
  const { explainAll } = await import("../commands/explain.ts");
  return explainAll().map(({ code, message }) => ({ word: code, says: message }));
}

async function schemas(): Promise<readonly Candidate[]> {
  const { publishedSchemas } = await import("../kinds/json-schema.ts");
  return [...publishedSchemas().map(({ name, says }) => ({ word: name, says })), { word: "list", says: "all names" }];
}

async function labs(): Promise<readonly Candidate[]> {
  const { labList } = await import("../../lab/index.ts");
  return labList().map(({ name, phase, nodes: { length } }) => ({ word: name, says: `${phase}, ${length} nodes` }));
}

async function labNodes({ said }: Looking): Promise<readonly Candidate[]> {
  const { labList } = await import("../../lab/index.ts");
  const lab = labList().find(({ name }) => name === (said["name"] ?? "lab"));
  return (lab?.nodes ?? []).map(({ name, role, lan }) => ({ word: name, says: `${role}, ${lan}` }));
}

async function otherPlaces(): Promise<readonly Candidate[]> {
  return [
    { word: "client", says: "a host on another VLAN" },
    { word: "lan", says: "the LAN itself" },
    { word: "router", says: "between the two" },
  ];
}
