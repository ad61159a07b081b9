/** Which labs are on this machine, whole or in pieces, as seen from what is really there. */
import { existsSync, readdirSync } from "node:fs";
import { labsInCgroups } from "./cgroups.ts";
import type { LabNode } from "./layout.ts";
import { nodeProcesses } from "./node-state.ts";
import { DATA_ROOT, labPaths, STATE_ROOT } from "./paths.ts";
import { allProcesses, type Process } from "./processes.ts";
import { livingMaker, readRecord } from "./record.ts";
import { checkRoot } from "./root.ts";
import { labsInNetns } from "./wires.ts";

export interface LabState {
  readonly name: string;
  /** `making`: by a process that is alive; `broken`: begun and never finished, or left over by a crash of the machine. */
  readonly phase: "making" | "ready" | "broken";
  readonly nodes: readonly LabNodeState[];
  readonly specFile: string;
}

export interface LabNodeState extends LabNode {
  readonly power: "on" | "off";
  readonly engine: "on" | "off";
}

/** Every lab of this machine, by name. */
export function labList(): readonly LabState[] {
  const processes = allProcesses();
  return labNames(processes).map((name) => stateOf(name, processes));
}

/** The names of all labs that have left any trace. Throws LAB_NOT_ROOT where there is something that only root may see. */
export function labNames(processes: readonly Process[] = allProcesses()): readonly string[] {
  if ([STATE_ROOT, DATA_ROOT].some((it) => existsSync(it))) checkRoot();
  const marks = processes.flatMap((it) => (it.lab === undefined ? [] : [it.lab]));
  const folders = [STATE_ROOT, DATA_ROOT].flatMap((it) => (existsSync(it) ? readdirSync(it) : []));
  const names = [...folders, ...labsInNetns(), ...labsInCgroups(), ...marks];
  return [...new Set(names)].filter((it) => /^[a-z][a-z0-9]*$/.test(it)).toSorted();
}

function stateOf(name: string, processes: readonly Process[]): LabState {
  const record = readRecord(name);
  const nodes = (record?.layout.nodes ?? []).map((node): LabNodeState => {
    const { init, daemon } = nodeProcesses(name, node.name, processes);
    return { ...node, power: init === undefined ? "off" : "on", engine: daemon === undefined ? "off" : "on" };
  });
  const making = record !== undefined && livingMaker(record) !== undefined;
  const phase = record?.phase === "ready" ? "ready" : making ? "making" : "broken";
  return { name, phase, nodes, specFile: labPaths(name).spec };
}
